import { sendKey } from "../../identifiers.js";
import type { Candidate, Store } from "../../ports/store/store.js";
import { ensure, equal, rejectsWithCode } from "../expectations.js";
import {
  acme,
  add,
  at,
  because,
  claimAll,
  claimCall,
  everything,
  judge,
  lane,
  lease,
  loadMessage,
  loadStatus,
  mail,
  minute,
  person,
  pickClaims,
  queue,
  refusing,
  send,
  sending,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const names = ["ann", "bob", "cid", "dee"] as const;

/** Four people with a message each, due a millisecond apart in this order. */
export async function queueFour(store: Store): Promise<void> {
  await add(store, ...names.map((name) => person(name)));
  await queue(store, t0, ...names.map((name, index) => mail(name, { dueAt: t0 + index })));
}

/** A verdict for each name; messages of others are sent. */
function judgeByName(verdicts: Readonly<Record<string, ReturnType<Parameters<typeof judge>[0]>>>) {
  return judge(({ message }: Candidate) => verdicts[message.key.replace("mail-", "")] ?? send);
}

const nothingClaimed = { claimed: [], refused: 0, quarantined: 0, left: [], more: false } as const;

export function outboxCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("claims due messages of one lane, earliest first, at most as many as asked", async (store) => {
      await queueFour(store);
      await queue(store, t0, mail("ann", { key: sendKey("other"), lane: "urgent" }));
      const first = await store.claimOutbox(claimCall(t0 + 2, { limit: 2 }), sending);
      equal(
        first.claimed.map(({ message }) => [
          message.key,
          message.status,
          message.attempt,
          message.worker,
          message.triedAt,
        ]),
        [
          ["mail-ann", "claimed", 1, "worker", t0 + 2],
          ["mail-bob", "claimed", 1, "worker", t0 + 2],
        ],
        "claimed",
      );
      equal(
        await loadMessage(store, "ann"),
        first.claimed[0]?.message,
        "on record as it came back",
      );
      equal([first.refused, first.more], [0, true], "refused and more");
      const keys = async (now: number, worker: string): Promise<readonly string[]> =>
        (await claimAll(store, now, { worker })).map((message) => message.key);
      equal(await keys(t0 + 2, "second"), ["mail-cid"], "second: the last is not due yet");
      equal(await keys(t0 + 3, "third"), ["mail-dee"], "third");
    }),
    test("gives the judge facts as of the same moment, and does not ask it for nothing", async (store) => {
      await add(store, person("ann"));
      let calls = 0;
      const watching = judge(({ message, facts }) => {
        calls += 1;
        equal([facts.contact.key, facts.consent.length], ["ann", 1], "facts");
        equal(
          facts.messages.find(({ key }) => key === message.key)?.status,
          "queued",
          "its own message among the facts",
        );
        return send;
      }, everything);
      equal(await store.claimOutbox(claimCall(t0), watching), nothingClaimed, "nothing due");
      await queue(store, t0, mail("ann"));
      const { claimed } = await store.claimOutbox(claimCall(t0), watching);
      equal([calls, claimed[0]?.facts.contact.key], [1, "ann"], "facts of the claimed");
    }),
    test("shows each message of a contact the verdicts on those before it", async (store) => {
      await add(store, person("ann"));
      const keys = ["one", "two", "three"];
      const drafts = keys.map((key, index) =>
        mail("ann", {
          key: sendKey(key),
          dueAt: t0 + index,
          channel: index === 1 ? "sms" : "email",
        }),
      );
      await queue(store, t0, ...drafts);
      const seen: unknown[] = [];
      const capped = judge(({ message, facts }) => {
        const sent = facts.messages.filter(({ status }) => status === "claimed");
        seen.push([message.key, sent.map((fact) => [fact.key, fact.sentAt, fact.touchedAt])]);
        return sent.length > 0 ? { verdict: "defer", until: t0 + minute, reasons: because } : send;
      }, everything);
      const { claimed } = await store.claimOutbox(claimCall(t0 + 5), capped);
      equal(
        seen,
        [
          ["one", []],
          ["two", [["one", null, t0 + 5]]],
          ["three", [["one", null, t0 + 5]]],
        ],
        "what each saw",
      );
      equal(
        claimed.map(({ message }) => message.key),
        ["one"],
        "claimed",
      );
    }),
    test("lets no two claims hold the same attempt of a message", async (store) => {
      await queueFour(store);
      const claims = await Promise.all(
        ["a", "b", "c", "d", "e", "f"].map((worker) =>
          claimAll(store, t0 + 3, { limit: 2, worker }),
        ),
      );
      const attempts = claims.flat().map((message) => `${message.key}#${message.attempt}`);
      equal(attempts.toSorted(), names.map((name) => `mail-${name}#1`).toSorted(), "attempts");
      equal(await claimAll(store, t0 + 3, { worker: "g" }), [], "a later claim");
    }),
    test("records every verdict at once, with all its reasons", async (store) => {
      await queueFour(store);
      const reasons = [...because, { code: "CAP", effect: "deny", rule: "test" }] as const;
      const { claimed, refused, left } = await store.claimOutbox(
        claimCall(t0 + 3),
        judgeByName({
          bob: { verdict: "defer", until: t0 + minute, reasons },
          cid: { verdict: "skip", reasons },
          dee: { verdict: "leave", reasons },
        }),
      );
      equal([claimed.length, refused, left], [1, 2, ["hello"]], "counts");
      const rows = await Promise.all(names.map((name) => loadMessage(store, name)));
      equal(
        rows.map((row) => [
          row.status,
          row.dueAt - t0,
          row.reasons.length,
          row.worker !== null,
          row.settledAt,
          row.plannedAt - t0,
        ]),
        [
          ["claimed", 0, 0, true, null, 0],
          ["queued", minute, 2, false, null, 1],
          ["skipped", 2, 2, false, t0 + 3, 2],
          ["queued", 3, 2, false, null, 3],
        ],
        "messages",
      );
      equal(rows[1]?.reasons, reasons, "reasons, each and in order");
      equal(
        (await claimAll(store, t0 + minute, { worker: "second" })).map((message) => message.key),
        ["mail-dee", "mail-bob"],
        "left, due as before; deferred, due later",
      );
    }),
    test("leaves messages of excepted templates to others, and does not let them stand in the way", async (store) => {
      await add(store, person("ann"), person("bob"));
      const strange = mail("ann", { template: "strange" });
      await queue(store, t0, strange, mail("bob", { dueAt: t0 + 1 }));
      const verdicts = judge(({ message }) =>
        message.template === "strange" ? { verdict: "leave", reasons: because } : send,
      );
      const first = await store.claimOutbox(claimCall(t0 + 1, { limit: 1 }), verdicts);
      equal([first.claimed, first.left], [[], ["strange"]], "left");
      equal((await loadMessage(store, "ann")).reasons, because, "why it waits");
      const exceptTemplates = first.left;
      const { claimed } = await store.claimOutbox(
        claimCall(t0 + 1, { limit: 1, exceptTemplates }),
        verdicts,
      );
      equal(
        claimed.map(({ message }) => message.key),
        ["mail-bob"],
        "the one behind it",
      );
      const other = await claimAll(store, t0 + 1, { worker: "second" });
      equal(
        other.map(({ key }) => key),
        ["mail-ann"],
        "for a worker that has the template",
      );
    }),
    test("sends on no decision that does not allow it", async (store) => {
      await queueFour(store);
      const verdicts = judgeByName({ bob: { verdict: "send", decision: refusing } });
      await rejectsWithCode(
        () => store.claimOutbox(claimCall(t0 + 3), verdicts),
        "STORE_DECISION_REFUSED",
        "a refusing decision",
      );
      equal(await loadStatus(store, "ann"), "queued", "the messages beside it");
    }),
    test("takes the second look at claims that are still held, and at no others", async (store) => {
      await queueFour(store);
      await claimAll(store, t0 + 3);
      const claims = [
        ...names.map((name) => ({ key: sendKey(`mail-${name}`), attempt: 1 })),
        { key: sendKey("nobody"), attempt: 1 },
      ];
      const seen: string[] = [];
      const verdicts = judge(({ message }) => {
        seen.push(message.key);
        if (message.key === "mail-bob") return { verdict: "skip", reasons: because };
        if (message.key === "mail-cid")
          return { verdict: "defer", until: t0 + minute, reasons: because };
        return message.key === "mail-dee" ? { verdict: "leave", reasons: because } : send;
      });
      const call = { ...at(t0 + 4), ...lease("worker"), handOver: "first", claims };
      const { confirmed } = await store.reviewClaims(call, verdicts);
      equal(
        seen.toSorted(),
        names.map((name) => `mail-${name}`),
        "candidates",
      );
      equal(confirmed, ["mail-ann"], "confirmed");
      const statuses = await Promise.all(names.map((name) => loadStatus(store, name)));
      equal(statuses, ["claimed", "skipped", "queued", "queued"], "messages");
      equal((await loadMessage(store, "bob")).reasons, because, "reasons");
      const strange = { ...call, ...lease("stranger"), handOver: "second" };
      equal((await store.reviewClaims(strange, verdicts)).confirmed, [], "by another worker");
      const late = {
        ...call,
        handOver: "third",
        claims: [{ key: sendKey("mail-ann"), attempt: 2 }],
      };
      equal((await store.reviewClaims(late, verdicts)).confirmed, [], "of another attempt");
      const again = { ...call, claims: pickClaims(await loadMessage(store, "ann")) };
      equal(
        (await store.reviewClaims(again, verdicts)).confirmed,
        ["mail-ann"],
        "the same look again",
      );
      await rejectsWithCode(
        () => store.reviewClaims({ ...again, ...lease("stranger") }, verdicts),
        "STORE_HAND_OVER_CONFLICT",
        "the name of another worker's hand-over",
      );
    }),
    test("counts the outbox by status, template and first reason", async (store) => {
      await queueFour(store);
      const skip = { verdict: "skip", reasons: because } as const;
      await store.claimOutbox(claimCall(t0 + 2), judgeByName({ ann: skip, bob: skip }));
      const counts = [...(await store.countOutbox(acme))].map((one) => [
        one.status,
        one.template,
        one.reason,
        one.count,
      ]);
      equal(
        counts.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
        [
          ["claimed", "hello", null, 1],
          ["queued", "hello", null, 1],
          ["skipped", "hello", "QUIET_HOURS", 2],
        ],
        "counts",
      );
      equal(
        (await store.readOutbox({ tenant: acme, status: "skipped" })).items.length,
        2,
        "read by status",
      );
      const cid = await store.readOutbox({ tenant: acme, contact: person("cid").id });
      ensure(cid.items.length === 1 && cid.items[0]?.lane === lane, "read by contact");
      const [known] = cid.items;
      if (known === undefined) return;
      const keys = [known.key, sendKey("nobody"), known.key];
      const named = await store.readOutbox({ tenant: acme, keys });
      equal([named.items.map(({ key }) => key), named.next], [[known.key], null], "read by keys");
      equal((await store.readOutbox({ tenant: acme, keys: [] })).items, [], "read by no keys");
    }),
  ];
}
