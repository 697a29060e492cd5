import type { BudgetWant } from "../../ports/store/rates.js";
import type { IngestInput, Judge, Store } from "../../ports/store/store.js";
import { equal, rejectsWithCode } from "../expectations.js";
import {
  acme,
  add,
  at,
  because,
  claimCall,
  loadStatus,
  look,
  mail,
  nothing,
  person,
  queue,
  reactions,
  report,
  send,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const day = 86_400_000;

/** Lets through what has a place; the rest waits for tomorrow. */
function placed(most: BudgetWant["most"], over: Partial<BudgetWant> = {}): Judge {
  return {
    needs: () => nothing,
    budget: () => ({ key: "warm", day: "2026-01-01", most, ...over }),
    verdict: ({ takePlace }) =>
      takePlace?.() === false ? { verdict: "defer", until: t0 + day, reasons: because } : send,
  };
}

async function queued(store: Store, ...names: readonly string[]): Promise<void> {
  await add(store, ...names.map((name) => person(name)));
  await queue(store, t0, ...names.map((name) => mail(name)));
}

async function claim(store: Store, judge: Judge, worker = "worker") {
  const { claimed } = await store.claimOutbox(claimCall(t0, { worker }), judge);
  return claimed.map(({ message }) => message);
}

function budgets(store: Store) {
  return store.readBudgets({ tenant: acme, key: "warm", limit: 9 });
}

const none = { complaints: 0, hardBounces: 0, deferrals: 0 };
const unreported = { reported: none, reportedAfter: none };

const names = ["ann", "bob", "cid", "dan", "eve"] as const;

export function budgetCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("lets no more of a day leave than its budget has, whoever claimed more", async (store) => {
      await queued(store, ...names);
      const judge = placed(() => 3);
      const first = await claim(store, judge);
      equal(first.length, 3, "no more than a claim finds room for");
      equal(await budgets(store), [], "a claim takes nothing");
      const all = placed(() => 9);
      const second = await store.claimOutbox(
        claimCall(t0 + day, { worker: "other" }),
        placed(() => 9),
      );
      equal(second.claimed.length, 2, "by another worker, as if there were room");
      equal((await look(store, t0, first.slice(0, 2), { judge })).confirmed.length, 2, "two leave");
      const record = { key: "warm", day: "2026-01-01", most: 3 };
      equal(await budgets(store), [{ ...record, ...unreported, used: 2 }], "on record");
      const late = second.claimed.map(({ message }) => message);
      const over = { judge: all, worker: "other", handOver: "h-other" };
      equal((await look(store, t0, late, over)).confirmed.length, 1, "what was said first holds");
      const last = { judge, handOver: "h-last" };
      equal((await look(store, t0, first.slice(2), last)).confirmed.length, 0, "none is left");
      equal(
        await budgets(store),
        [{ ...record, ...unreported, used: 3 }],
        "no more than it allows",
      );
      equal(await loadStatus(store, "cid"), "queued", "who has no place waits");
    }),
    test("asks what a day allows by the day before it, and once", async (store) => {
      await queued(store, ...names);
      const seen: unknown[] = [];
      const most: BudgetWant["most"] = (before) => {
        seen.push(before);
        return before === null ? 2 : before.most * 2;
      };
      const first = await claim(store, placed(most));
      await look(store, t0, first, { judge: placed(most) });
      equal(seen, [null, null], "by nobody, in the claim and in the look");
      const tomorrow = placed(most, { day: "2026-01-02" });
      const { claimed } = await store.claimOutbox(claimCall(t0 + day), tomorrow);
      const next = claimed.map(({ message }) => message);
      await look(store, t0 + day, next, { judge: tomorrow, handOver: "h-2" });
      const day1 = { key: "warm", day: "2026-01-01", most: 2, used: 2 };
      equal(seen.at(-1), { ...day1, ...unreported }, "by the first");
      equal(
        (await budgets(store)).map((one) => [one.day, one.most, one.used]),
        [
          ["2026-01-02", 4, 3],
          ["2026-01-01", 2, 2],
        ],
        "the latest first",
      );
    }),
    test("counts a message that is free of a budget, and never holds it back", async (store) => {
      await queued(store, ...names);
      const judge = placed(() => 1, { isFree: true });
      const claimed = await claim(store, judge);
      equal((await look(store, t0, claimed, { judge })).confirmed.length, 5, "all leave");
      equal((await budgets(store))[0]?.used, 5, "and are counted");
    }),
    test("keeps no record of what is not limited, nor of who does not leave", async (store) => {
      await queued(store, "ann", "bob");
      const judge = placed(() => null);
      const claimed = await claim(store, judge);
      equal((await look(store, t0, claimed.slice(0, 1), { judge })).confirmed.length, 1, "leaves");
      equal(await budgets(store), [], "without a record");
      const refusing: Judge = {
        ...placed(() => 4),
        verdict: ({ takePlace }) => {
          takePlace?.();
          return { verdict: "skip", reasons: because };
        },
      };
      await look(store, t0, claimed.slice(1), { judge: refusing, handOver: "h-2" });
      equal((await budgets(store))[0]?.used, 0, "its place goes to the next one");
    }),
    test("counts complaints, bounces for good and deferrals for the budget of their mail, once", async (store) => {
      await queued(store, ...names);
      const judge = placed(() => 9);
      const claimed = await claim(store, judge);
      await look(store, t0, claimed, { judge });
      let asked = 0;
      const told = (day: string) =>
        reactions({
          budgetFor: (_, message, contact) => {
            asked += 1;
            equal(message.contact, contact.id, "of the message's contact");
            if (contact.id === "contact-eve") throw new TypeError("no settings");
            return contact.id === "contact-dan" ? null : { key: "warm", day };
          },
        });
      const say = (day: string, ...inputs: readonly IngestInput[]) =>
        store.ingest({ ...at(t0), inputs }, told(day));
      const bounced = (permanence: "hard" | "soft") =>
        report("bob", "bounced", {
          ...{ dedupeKey: permanence, bounce: { permanence, scope: "recipient" } },
        });
      await say("2026-01-01", report("ann", "complained"), bounced("hard"));
      await say(
        "2026-01-01",
        report("ann", "complained"),
        bounced("soft"),
        report("ann", "opened"),
      );
      equal(asked, 2, "once for each, and for nothing else");
      const deferred = ["cid", "dan", "eve"].map((who) => report(who, "deferred"));
      await Promise.all(deferred.map((one) => say("2026-01-03", one)));
      const complaint = { feedbackType: "not-spam" } as const;
      await say("2026-01-03", report("bob", "complained", { complaint }));
      const [day] = await budgets(store);
      const reported = { complaints: 1, hardBounces: 1, deferrals: 0 };
      const reportedAfter = { ...none, deferrals: 1 };
      equal(
        [day?.reported, day?.reportedAfter],
        [reported, reportedAfter],
        "by the day on which they were heard",
      );
    }),
    test("counts a message once for each kind of trouble, however often it is told", async (store) => {
      await queued(store, "ann", "bob", "cid", "dan");
      await look(
        store,
        t0,
        await claim(
          store,
          placed(() => 9),
        ),
        { judge: placed(() => 9) },
      );
      const told = reactions({ budgetFor: () => ({ key: "warm", day: "2026-01-01" }) });
      const again = (who: string, type: "deferred" | "complained" | "bounced", dedupeKey: string) =>
        report(who, type, { dedupeKey });
      const say = (...inputs: readonly IngestInput[]) => store.ingest({ ...at(t0), inputs }, told);
      // A receiver that puts a message off tells so at each try.
      await say(again("ann", "deferred", "1"), again("ann", "deferred", "2"));
      for (const key of ["3", "4", "5"]) await say(again("ann", "deferred", key));
      await say(again("bob", "complained", "6"), again("bob", "complained", "7"));
      await say(again("bob", "complained", "8"), again("cid", "bounced", "9"));
      await say(again("cid", "bounced", "10"), again("cid", "deferred", "11"));
      const complaint = { feedbackType: "not-spam" } as const;
      await say(report("dan", "complained", { dedupeKey: "12", complaint }));
      const needs = { ...nothing, messages: day };
      const facts = await store.readFacts({ ...at(t0), contact: person("dan").id, needs });
      equal(facts?.messages[0]?.complainedAt, null, "who takes it out of spam");
      await say(again("dan", "complained", "13"));
      const [first] = await budgets(store);
      equal(first?.reported, { complaints: 2, hardBounces: 1, deferrals: 2 }, "by messages");
    }),
    test("refuses a budget that is none, and writes nothing", async (store) => {
      await queued(store, "ann");
      const unsound = [placed(() => 0.5), placed(() => -1), placed(() => 1, { day: "today" })];
      for (const judge of unsound)
        await rejectsWithCode(() => claim(store, judge), "STORE_RATE_INVALID", "unsound");
      equal(await loadStatus(store, "ann"), "queued", "as it was");
    }),
  ];
}
