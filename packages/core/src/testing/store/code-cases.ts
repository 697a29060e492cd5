import { type SendKey, sendKey } from "../../identifiers.js";
import type { HeldCode } from "../../ports/codes.js";
import type { OutboxDraft, OutboxRecord, Settlement, Verdict } from "../../ports/store/outbox.js";
import type { Candidate, Judge, Store } from "../../ports/store/store.js";
import { equal } from "../expectations.js";
import {
  acme,
  add,
  allowing,
  at,
  because,
  claimAll,
  claimCall,
  consentEvent,
  loadMessage,
  look as lookAt,
  mail,
  nothing,
  person,
  queue,
  reactions,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const hour = 3_600_000;
const none = { free: 0, held: 0, given: 0, redeemed: 0, expired: 0 };

type Outcome =
  | { readonly outcome: "accepted"; readonly providerMessageId: null }
  | { readonly outcome: "failed" | "unknown" | "skipped"; readonly reasons: typeof because };

const accepted: Outcome = { outcome: "accepted", providerMessageId: null };
const failed: Outcome = { outcome: "failed", reasons: because };
const unknown: Outcome = { outcome: "unknown", reasons: because };
const dropped: Outcome = { outcome: "skipped", reasons: because };

/** Sends what gets a code, and keeps the code with the message; skips the others. */
function coded(seen: string[] = [], occasion: string | null = null): Judge {
  return {
    needs: () => nothing,
    code: ({ key, contact }) => ({ pool: "spring", for: key, contact, occasion, until: t0 }),
    verdict: ({ takeCode }: Candidate): Verdict => {
      const held: HeldCode = takeCode?.() ?? { none: "exhausted" };
      if ("none" in held) return { verdict: "skip", reasons: because };
      seen.push(held.code);
      return { verdict: "send", decision: allowing, brought: { code: { value: held.code } } };
    },
  };
}

function look(store: Store, now: number, messages: readonly OutboxRecord[], judge: Judge) {
  return lookAt(store, now, messages, { judge });
}

async function stocked(store: Store, codes: readonly string[], ...names: readonly string[]) {
  await add(store, ...names.map((name) => person(name)));
  await store.loadCodes({ ...at(t0), pool: "spring", codes });
}

async function claimed(
  store: Store,
  now: number,
  ...drafts: readonly OutboxDraft[]
): Promise<readonly OutboxRecord[]> {
  await queue(store, now, ...drafts);
  return claimAll(store, now);
}

function settle(store: Store, now: number, one: OutboxRecord | undefined, how: Outcome) {
  const result: Settlement = {
    key: one?.key ?? sendKey("none"),
    attempt: one?.attempt ?? 0,
    ...how,
  };
  return store.settle({ ...at(now), results: [result] }, reactions());
}

function count(store: Store) {
  return store.countCodes({ tenant: acme, pool: "spring" });
}

/** Outcomes of a message in hands, and whether its code is free afterwards. */
const ends: readonly (readonly [string, readonly Outcome[], typeof none])[] = [
  ["accepted", [accepted], { ...none, given: 1 }],
  ["failed", [failed], { ...none, free: 1 }],
  ["unknown", [unknown], { ...none, given: 1 }],
  ["unknown and accepted late", [unknown, accepted], { ...none, given: 1 }],
  ["unknown and known to have failed", [unknown, failed], { ...none, free: 1 }],
  ["unknown and dropped by the host", [unknown, dropped], { ...none, given: 1 }],
];

export function codeCases(test: StoreTest): readonly StoreCase[] {
  return [...holding(test), ...settling(test), ...forgetting(test), ...sweeping(test)];
}

function holding(test: StoreTest): readonly StoreCase[] {
  return [
    test("holds a code at the second look, and keeps it with the message", async (store) => {
      await stocked(store, ["A", "B"], "ann", "bob");
      const claims = await claimed(store, t0, mail("ann", { data: { kept: 1 } }), mail("bob"));
      equal(await count(store), { ...none, free: 2 }, "claimed, and nothing held");
      const seen: string[] = [];
      const { confirmed } = await look(store, t0, claims, coded(seen));
      equal(confirmed.length, 2, "both");
      equal(seen.toSorted(), ["A", "B"], "another one each");
      const { data } = await loadMessage(store, "ann");
      equal(data, { kept: 1, code: { value: seen[0] } }, "with the message");
      equal(await count(store), { ...none, held: 2 }, "held");
      const again: string[] = [];
      await look(store, t0, claims, coded(again));
      equal(again, seen, "the same at another look");
    }),
    test("leaves the code of a message that is refused to the next one", async (store) => {
      await stocked(store, ["A"], "ann", "bob");
      const claims = await claimed(store, t0, mail("ann"), mail("bob"));
      const giving = coded();
      const judge: Judge = {
        ...giving,
        verdict: (candidate) => {
          const verdict = giving.verdict(candidate);
          if (candidate.message.key !== "mail-ann") return verdict;
          return { verdict: "skip", reasons: because };
        },
      };
      const { confirmed } = await look(store, t0, claims, judge);
      equal(confirmed, ["mail-bob"], "the other one");
      equal(await count(store), { ...none, held: 1 }, "held");
    }),
    test("holds nothing for a message whose judgement throws", async (store) => {
      await stocked(store, ["A"], "ann", "bob");
      const claims = await claimed(store, t0, mail("ann"), mail("bob"));
      const judge: Judge = {
        ...coded(),
        verdict: (candidate) => {
          const verdict = coded().verdict(candidate);
          if (candidate.message.key === "mail-ann") throw new Error("no verdict");
          return verdict;
        },
      };
      equal((await look(store, t0, claims, judge)).confirmed, ["mail-bob"], "the other one");
    }),
    test("gives one person one code for an occasion, in one look and in two", async (store) => {
      await stocked(store, ["A", "B", "C"], "ann");
      const two = [mail("ann"), mail("ann", { key: sendKey("second") })];
      const first = await look(
        ...([store, t0, await claimed(store, t0, ...two), coded([], "birthday:2026")] as const),
      );
      equal(first.confirmed.length, 1, "one of two");
      const third = await claimed(store, t0, mail("ann", { key: sendKey("third") }));
      const later = await look(store, t0, third, coded([], "birthday:2026"));
      equal(later.confirmed, [], "none later");
      equal(await count(store), { ...none, free: 2, held: 1 }, "one held");
    }),
    test("holds no code for a message that another worker has claimed meanwhile", async (store) => {
      await stocked(store, ["A"], "ann");
      const [own] = await claimed(store, t0, mail("ann"));
      if (own === undefined) return;
      const stale = { ...own, attempt: 7 };
      equal((await look(store, t0, [stale], coded())).confirmed, [], "not confirmed");
      equal(await count(store), { ...none, free: 1 }, "nothing held");
    }),
  ];
}

function settling(test: StoreTest): readonly StoreCase[] {
  return [
    ...ends.map(([name, outcomes, expected]) =>
      test(`settles the code of a message that was ${name}`, async (store) => {
        await stocked(store, ["A"], "ann");
        const claims = await claimed(store, t0, mail("ann"));
        await look(store, t0, claims, coded());
        for (const outcome of outcomes) await settle(store, t0, claims[0], outcome);
        equal(await count(store), expected, "count");
      }),
    ),
    test("keeps a code through retries, and does not free it after one in doubt", async (store) => {
      await stocked(store, ["A", "B"], "ann");
      const [first] = await claimed(store, t0, mail("ann"));
      const seen: string[] = [];
      await look(store, t0, first === undefined ? [] : [first], coded(seen));
      for (const costs of ["try", "nothing", "doubt"] as const) {
        const { attempt } = await loadMessage(store, "ann");
        const result = { key: sendKey("mail-ann"), attempt, costs } as const;
        const retry: Settlement = { ...result, outcome: "retry", at: t0, reasons: because };
        await store.settle({ ...at(t0), results: [retry] }, reactions());
        equal(await count(store), { ...none, free: 1, held: 1 }, "still held");
        await look(store, t0, await claimAll(store, t0), coded(seen));
      }
      equal(new Set(seen).size, 1, "the same code in each try");
      const { attempt } = await loadMessage(store, "ann");
      const last: Settlement = { key: sendKey("mail-ann"), attempt, ...failed };
      await store.settle({ ...at(t0), results: [last] }, reactions());
      equal(await count(store), { ...none, free: 1, given: 1 }, "a copy may be out");
    }),
    test("frees what an earlier look held when a later one refuses", async (store) => {
      await stocked(store, ["A"], "ann");
      const claims = await claimed(store, t0, mail("ann"));
      await look(store, t0, claims, coded());
      const refusing: Judge = {
        ...coded(),
        verdict: () => ({ verdict: "skip", reasons: because }),
      };
      await look(store, t0, claims, refusing);
      equal(await count(store), { ...none, free: 1 }, "free");
    }),
    test("forgets whose a code was when they are erased, and not that it is spent", async (store) => {
      await stocked(store, ["A", "B"], "ann", "bob");
      const claims = await claimed(store, t0, mail("ann"), mail("bob"));
      await look(store, t0, claims, coded([], "birthday:2026"));
      await settle(store, t0, claims[0], accepted);
      const { data } = await loadMessage(store, "ann");
      const suppress = [consentEvent("ann", "erase-ann", "erased")];
      const call = { ...at(t0), contact: person("ann").id, suppress };
      await store.eraseContact(call, reactions());
      equal(await count(store), { ...none, held: 1, given: 1 }, "still spent");
      equal(await store.integrity(acme), [], "sound");
      const code = String(Object.values(Object(data["code"]))[0]);
      const redeemed = { tenant: acme, code, at: t0 };
      equal(await store.redeemCode(redeemed), "first", "may be redeemed");
      await store.sweepCodes({ ...at(t0 + 2 * hour), limit: 9 });
      equal(await count(store), { ...none, held: 1, redeemed: 1 }, "and is never free");
    }),
  ];
}

function forgetting(test: StoreTest): readonly StoreCase[] {
  return [
    test("leaves no word of an erased person with their code", async (store) => {
      await stocked(store, ["A", "B"], "ann");
      const claims = await claimed(store, t0, mail("ann"));
      const seen: string[] = [];
      await look(store, t0, claims, coded(seen, "birthday:2026"));
      await settle(store, t0, claims[0], accepted);
      const [code = ""] = seen;
      const used = { tenant: acme, code, at: t0, order: "o-1" };
      equal([await store.redeemCode(used), await store.redeemCode(used)], ["first", "first"], "o");
      const suppress = [consentEvent("ann", "erase-ann", "erased")];
      await store.eraseContact({ ...at(t0), contact: person("ann").id, suppress }, reactions());
      equal(await store.redeemCode(used), "again", "the order is forgotten");
      await add(store, person("ann"));
      const hold = { pool: "spring", for: sendKey("mail-ann"), contact: person("ann").id };
      const held = await store.holdCode({
        ...{ ...at(t0), ...hold, occasion: "birthday:2026", until: t0 },
      });
      equal("none" in held ? held.none : [held.code].includes(code), false, "somebody new");
    }),
  ];
}

function sweeping(test: StoreTest): readonly StoreCase[] {
  const sweep = (store: Store, now: number) => store.sweepCodes({ ...at(now), limit: 9 });
  return [
    test("frees held codes by what the outbox says, never by age alone", async (store) => {
      await stocked(store, ["A", "B", "C"], "ann", "bob");
      const claims = await claimed(store, t0, mail("ann"), mail("bob"));
      await look(store, t0, claims, coded());
      const hold = {
        pool: "spring",
        for: sendKey("nobodys"),
        contact: person("bob").id,
        until: t0,
      };
      await store.holdCode({ ...at(t0), ...hold });
      equal(await sweep(store, t0 + hour - 1), { freed: 0, more: false }, "not before an hour");
      equal((await sweep(store, t0 + hour)).freed, 1, "only what belongs to no message");
      equal((await sweep(store, t0 + 99 * hour)).freed, 0, "not while its message is on its way");
      equal(await count(store), { ...none, free: 1, held: 2 }, "count");
    }),
    test("frees the code of a message that a claim refused", async (store) => {
      await stocked(store, ["A"], "ann");
      const [one] = await claimed(store, t0, mail("ann"));
      await look(store, t0, one === undefined ? [] : [one], coded());
      const attempt = one?.attempt ?? 0;
      const again = { outcome: "retry", at: t0, costs: "try", reasons: because } as const;
      const results: readonly Settlement[] = [{ key: sendKey("mail-ann"), attempt, ...again }];
      await store.settle({ ...at(t0), results }, reactions());
      const refusing: Judge = {
        ...coded(),
        verdict: () => ({ verdict: "skip", reasons: because }),
      };
      await store.claimOutbox(claimCall(t0), refusing);
      equal((await sweep(store, t0 + hour)).freed, 1, "free");
    }),
    test("holds to be given what was held for somebody who is erased", async (store) => {
      await stocked(store, ["A"], "ann");
      await look(store, t0, await claimed(store, t0, mail("ann")), coded());
      const suppress = [consentEvent("ann", "erase-ann", "erased")];
      const call = { ...at(t0), contact: person("ann").id, suppress };
      await store.eraseContact(call, reactions());
      equal((await sweep(store, t0 + hour)).freed, 0, "nothing is free");
      equal(await count(store), { ...none, given: 1 }, "given");
    }),
    test("marks codes that have expired, after their last instant", async (store) => {
      await add(store, person("ann"), person("bob"));
      const codes = ["A", "B", "C"];
      await store.loadCodes({ ...at(t0), pool: "spring", codes, expiresAt: t0 + hour });
      const hold = (name: string): Promise<HeldCode> =>
        store.holdCode({
          ...{ ...at(t0), pool: "spring", until: t0 },
          ...{ for: sendKey(`x-${name}`), contact: person(name).id },
        });
      await hold("ann");
      await hold("bob");
      const given: readonly { readonly for: SendKey; readonly outcome: "given" }[] = [
        { for: sendKey("x-ann"), outcome: "given" },
      ];
      await store.settleCodes({ ...at(t0), results: given });
      await sweep(store, t0 + hour);
      equal((await count(store)).expired, 0, "not yet");
      await sweep(store, t0 + hour + 1);
      equal((await count(store)).expired, 3, "what was given, free, and freed by now");
    }),
    test("says when held codes have to be looked at", async (store) => {
      await stocked(store, ["A"], "ann");
      equal(await store.nextWork(acme), t0, "the contact that is new");
      const hold = { pool: "spring", for: sendKey("x"), contact: person("ann").id, until: t0 };
      await store.refreshSegments({ ...at(t0), limit: 9, needs: nothing }, ({ facts }) => ({
        ...{ contact: facts.contact.id, memberships: [], recheckAt: null, start: [], wake: [] },
        log: [],
      }));
      equal(await store.nextWork(acme), null, "nothing");
      await store.holdCode({ ...at(t0), ...hold });
      equal(await store.nextWork(acme), t0 + hour, "an hour later");
    }),
  ];
}
