import { enrollmentId, sendKey } from "../../identifiers.js";
import type { JsonValue } from "../../json.js";
import type { DueCall } from "../../ports/store/calls.js";
import type { StepResult, Store } from "../../ports/store/store.js";
import { equal, present } from "../expectations.js";
import { only } from "./advance-cases.js";
import {
  acme,
  add,
  advanceCall,
  advancer,
  at,
  consentEvent,
  finish,
  minute,
  person,
  reactions,
  run,
  start,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const key = sendKey("call-1");
const kinds = ["webhook"] as const;
const hour = 60 * minute;
const until = t0 + hour;
const answer: JsonValue = { type: "answer" };

/** A run that has made a call and waits for its answer. */
async function called(store: Store, how: (waiting: StepResult) => StepResult = (one) => one) {
  await add(store, person("ann"));
  await start(store, run("ann"));
  await store.advance(
    advanceCall(t0, 9),
    advancer(({ enrollment }) =>
      how({
        enrollment: { ...enrollment, revision: enrollment.revision + 1, wakeAt: t0 + minute },
        ...{ outbox: [], log: [] },
        calls: [{ key, kind: "webhook", body: { url: "https://hooks.example" }, until }],
      }),
    ),
  );
}

async function claim(store: Store, now: number): Promise<readonly DueCall[]> {
  const { calls } = await store.claimCalls({ ...at(now), kinds, limit: 9, leaseMs: minute });
  return calls;
}

function settle(
  store: Store,
  now: number,
  attempt: number,
  told: { again: number; reason?: string } | null,
) {
  const end = told ?? { input: answer };
  return store.settleCall({ ...at(now), key, attempt, end });
}

const turn = { type: "answer", call: key, data: null };

/** Steps that ask for one of `max` turns a minute. Who was told of a turn has ended. */
function asking(store: Store, now: number, over: "wait" | "leave", max = 2) {
  return store.advance(
    advanceCall(now, 9),
    advancer(({ enrollment }) =>
      enrollment.pending.length > 0
        ? finish(enrollment)
        : {
            enrollment: { ...enrollment, revision: enrollment.revision + 1, wakeAt: now + hour },
            ...{ outbox: [], log: [] },
            turns: [{ key, throttle: "agents", max, perMs: minute, over }],
          },
    ),
  );
}

/** Calls to the outside that runs wait for. */
export function callCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("writes a call with its step, and leases it to one caller", async (store) => {
      await called(store);
      equal(await store.nextWork(acme), t0, "due at once");
      const claims = await store.claimCalls({ ...at(t0), kinds, limit: 1, leaseMs: minute });
      const contact = person("ann").id;
      const own = {
        key,
        kind: "webhook",
        contact,
        run: enrollmentId("run-ann"),
        until,
        attempt: 1,
      };
      equal(
        claims,
        { calls: [{ ...own, body: { url: "https://hooks.example" } }], more: true },
        "claimed",
      );
      equal(await claim(store, t0 + minute - 1), [], "leased");
      const [again] = await claim(store, t0 + minute);
      equal(again?.attempt, 2, "the lease has ended, and it is the same call");
    }),
    test("writes no call of a step that fails", async (store) => {
      await called(store, () => {
        throw new Error("no step");
      });
      equal(await claim(store, t0), [], "nothing");
    }),
    test("wakes the run with the answer, once", async (store) => {
      await called(store);
      await claim(store, t0);
      await settle(store, t0 + 5, 1, null);
      const woken = await only(store, "ann");
      equal([woken.wakeAt, woken.pending, woken.revision], [t0 + 5, [answer], 1], "woken");
      await settle(store, t0 + 6, 1, null);
      equal((await only(store, "ann")).pending, [answer], "and not again");
      equal(await claim(store, t0 + 2 * minute), [], "gone");
    }),
    test("repeats a call when it is told to, by whoever made the last attempt", async (store) => {
      await called(store);
      await claim(store, t0);
      await settle(store, t0, 1, { again: t0 + 5 * minute });
      equal(await claim(store, t0 + 5 * minute - 1), [], "not yet");
      equal((await claim(store, t0 + 5 * minute)).length, 1, "second attempt");
      await settle(store, t0 + 5 * minute, 1, { again: t0 + 5 * minute });
      equal(await claim(store, t0 + 5 * minute), [], "the first attempt has no say any more");
      await settle(store, t0 + 5 * minute, 1, null);
      equal((await only(store, "ann")).pending, [answer], "but an answer is an answer");
    }),
    test("tells of calls that have not ended why they are made again", async (store) => {
      await called(store);
      const read = () => store.readCalls({ tenant: acme, contact: person("ann").id });
      const body = { url: "https://hooks.example" };
      const open = { key, kind: "webhook", run: run("ann").id, body, until } as const;
      equal(await read(), [{ ...open, attempts: 0, failure: null, nextAt: t0 }], "to be made");
      await claim(store, t0);
      const [nextAt, later] = [t0 + 5 * minute, t0 + 9 * minute];
      await settle(store, t0, 1, { again: nextAt, reason: "STATUS_503" });
      const failed = { ...open, attempts: 1, failure: "STATUS_503", nextAt };
      equal(await read(), [failed], "one attempt has failed");
      await claim(store, nextAt);
      await settle(store, nextAt, 1, { again: later, reason: "STATUS_500" });
      equal(
        (await read()).map(({ attempts, failure }) => [attempts, failure]),
        [[2, "STATUS_503"]],
        "the first attempt has no say any more",
      );
      equal(await store.readCalls({ tenant: acme, contact: person("bob").id }), [], "of another");
      await settle(store, nextAt, 2, null);
      equal(await read(), [], "it has ended");
    }),
    test("makes no call that nobody waits for", async (store) => {
      await called(store);
      equal(await claim(store, until), [], "its time is over");
      equal(await claim(store, t0), [], "and it is gone");
    }),
    test("makes no call of a run that has ended, and ends none twice", async (store) => {
      await called(store);
      const [own] = await claim(store, t0);
      await store.advance(
        advanceCall(t0 + minute, 9),
        advancer(({ enrollment }) => finish(enrollment)),
      );
      await settle(store, t0 + minute, 1, { again: t0 + 2 * minute });
      equal(await claim(store, t0 + 2 * minute), [], "no second attempt");
      await settle(store, t0 + 2 * minute, present(own, "the call").attempt, null);
      equal((await only(store, "ann")).status, "ended", "ended");
    }),
    test("gives at most so many turns in any length of time, in order, to all runs", async (store) => {
      const names = ["ann", "bob", "cid", "dan", "eve"];
      await add(store, ...names.map((name) => person(name)));
      const turns: unknown[] = [];
      for (const [index, name] of names.entries()) {
        const now = t0 + index;
        await start(store, run(name, { wakeAt: now }));
        await asking(store, now, "wait");
        const { pending, wakeAt } = await only(store, name);
        turns.push(
          ...pending.map((one) => one !== null && typeof one === "object" && "at" in one && one.at),
        );
        equal(wakeAt, now, "due at once, to hear of it");
      }
      const later = t0 + minute;
      equal(turns, [t0, t0 + 1, later, later + 1, later + minute], "turns");
      await add(store, person("fay"));
      await start(store, run("fay", { wakeAt: later }));
      await asking(store, later, "leave");
      const [told] = (await only(store, "fay")).pending;
      equal(told, { ...turn, outcome: "failed", reason: "OVER", at: later }, "no room");
      await add(store, person("gus"));
      // A turn that had been kept for fay would leave no room here.
      const next = later + minute + 2;
      await start(store, run("gus", { wakeAt: next }));
      await asking(store, next, "leave");
      const [own] = (await only(store, "gus")).pending;
      const given = { outcome: "answered", reason: null, at: next };
      equal(own, { ...turn, ...given }, "and what is over takes nobody's turn");
    }),
    test("gives no turn to a step that fails", async (store) => {
      await add(store, person("ann"), person("bob"));
      await start(store, run("ann"), run("bob", { wakeAt: t0 + 1 }));
      await asking(store, t0, "wait", 0);
      equal((await only(store, "ann")).pending, [], "refused: a throttle of none");
      await asking(store, t0 + 1, "leave", 1);
      const [told] = (await only(store, "bob")).pending;
      equal(told, { ...turn, outcome: "answered", reason: null, at: t0 + 1 }, "the first turn");
    }),
    test("forgets the calls of a person who is erased", async (store) => {
      await called(store);
      const contact = person("ann").id;
      await store.eraseContact(
        { ...at(t0), contact, suppress: [consentEvent("ann", "erase-ann", "erased")] },
        reactions(),
      );
      equal(await claim(store, t0), [], "none");
      await settle(store, t0, 1, null);
    }),
  ];
}
