import { StoreError } from "../../errors/index.js";
import { enrollmentId } from "../../identifiers.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type { DroppedRun, Routed, RouteUnit, Store, TellOthers } from "../../ports/store/store.js";
import { ensure, equal, rejectsWithCode } from "../expectations.js";
import { advanceAll } from "./advance-cases.js";
import { snapshot } from "./every-call.js";
import {
  acme,
  add,
  advanceCall,
  advancer,
  at,
  claimAll,
  claimCall,
  finish,
  finishing,
  judge,
  loadMessage,
  loadStatus,
  look,
  mail,
  minute,
  nothing,
  person,
  queue,
  reactions,
  run,
  send,
  sending,
  settleSegments,
  start,
  still,
  t0,
  unrouted,
  visit,
} from "./fixtures.js";
import { queueFour } from "./outbox-cases.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const day = 24 * 60 * minute;
function poison(): never {
  throw new StoreError("STORE_POISON", "the message of an error");
}
/** A judge that throws for one message. */
function judgeBut(key: string) {
  return judge(({ message }) => (message.key === `mail-${key}` ? poison() : send));
}

/** Tells no other run that one is dropped. */
const nobody: TellOthers = () => [];

async function entries(store: Store): Promise<readonly unknown[]> {
  return (await store.readQuarantine({ tenant: acme })).items.map(({ kind, id, code, tries }) => [
    kind,
    id,
    code,
    tries,
  ]);
}

/** Runs of `ann`, of which the first is in quarantine, and one of `bob`. */
async function familyOfFour(store: Store): Promise<void> {
  const other = (name: string, over: Partial<EnrollmentRecord> = {}) =>
    run("ann", { id: enrollmentId(`run-${name}`), entryKey: name, wakeAt: null, ...over });
  await add(store, person("ann"), person("bob"));
  const over = { status: "ended", endedAt: t0, outcome: "done" } as const;
  const ended = other("ended", over);
  await start(store, run("ann"), other("second"), other("third"), ended);
  await start(store, run("bob", { wakeAt: null }));
  await store.advance(advanceCall(t0), advancer(poison));
}

const many = Array.from({ length: 12 }, (_, index) => `p${index}`);

/** A failure with one message, run or contact affects only that one. */
export function quarantineCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("puts a message aside that cannot be judged, and claims the ones beside it", async (store) => {
      await queueFour(store);
      const report = await store.claimOutbox(claimCall(t0 + 3), judgeBut("bob"));
      equal([report.claimed.length, report.refused, report.quarantined], [3, 0, 1], "report");
      const { items } = await store.readQuarantine({ tenant: acme });
      equal(
        items,
        [
          {
            kind: "message",
            id: "mail-bob",
            code: "STORE_POISON",
            at: t0 + 3,
            tries: 1,
            nextAt: t0 + 3 + minute,
          },
        ],
        "why, and when again",
      );
      const bob = await loadMessage(store, "bob");
      equal([bob.status, bob.attempt, bob.dueAt, bob.tries], ["queued", 0, t0 + 1, 0], "message");
      const early = await claimAll(store, t0 + 2 + minute, { worker: "second" });
      equal(early, [], "not before its time");
    }),
    test("tries again at growing distances, at most a day apart, until it works", async (store) => {
      await queueFour(store);
      let now = t0 + 3;
      for (const wait of [1, 4, 16, 64, 256, 1_024, 1_440, 1_440]) {
        await store.claimOutbox(claimCall(now, { worker: `w-${now}` }), judgeBut("bob"));
        const { items } = await store.readQuarantine({ tenant: acme });
        equal([items.length, (items[0]?.nextAt ?? 0) - now], [1, wait * minute], "the next try");
        now += wait * minute;
      }
      equal(await entries(store), [["message", "mail-bob", "STORE_POISON", 8]], "tries");
      equal((await claimAll(store, now, { worker: "last" })).length, 1, "claimed at last");
      equal(await entries(store), [], "healed");
    }),
    test("puts a claimed message back that the second look cannot judge", async (store) => {
      await queueFour(store);
      const claimed = await claimAll(store, t0 + 3);
      const { confirmed } = await look(store, t0 + 4, claimed, { judge: judgeBut("cid") });
      equal(confirmed.toSorted(), ["mail-ann", "mail-bob", "mail-dee"], "confirmed");
      equal(await loadStatus(store, "cid"), "queued", "status");
      equal(await entries(store), [["message", "mail-cid", "STORE_POISON", 1]], "why");
    }),
    test("puts a run aside that cannot step, and advances the ones beside it", async (store) => {
      await add(store, person("ann"), person("bob"));
      await start(store, run("ann", { wakeAt: t0 - 1 }), run("bob"));
      const failing = advancer(({ enrollment }) => {
        if (enrollment.id === "run-ann") throw new TypeError("a personal thing");
        return finish(enrollment);
      });
      equal(
        await store.advance(advanceCall(t0), failing),
        { processed: 1, quarantined: 1, more: false, left: [] },
        "report",
      );
      equal(await entries(store), [["run", "run-ann", "UNEXPECTED", 1]], "why");
      ensure(
        !JSON.stringify((await store.readQuarantine({ tenant: acme })).items).includes("personal"),
        "no message of an error is kept",
      );
      const { items } = await store.readEnrollments({ tenant: acme });
      equal(
        items.map(({ id, status, revision }) => [id, status, revision]),
        [
          ["run-ann", "active", 0],
          ["run-bob", "ended", 1],
        ],
        "runs",
      );
      equal((await store.advance(advanceCall(t0 + minute - 1), finishing)).processed, 0, "early");
      equal((await store.advance(advanceCall(t0 + minute), finishing)).processed, 1, "in time");
      equal(await entries(store), [], "healed");
    }),
    test("writes nothing of a step that cannot be written, and everything of the others", async (store) => {
      await add(store, person("ann"), person("bob"));
      await start(store, run("ann"), run("bob"));
      const stray = advancer(({ enrollment }) => ({
        ...finish(enrollment),
        outbox: [enrollment.id === "run-ann" ? mail("ann", { dueAt: 0.5 }) : mail("bob")],
      }));
      await store.advance(advanceCall(t0), stray);
      equal(
        (await store.readOutbox({ tenant: acme })).items.map(({ key }) => key),
        ["mail-bob"],
        "messages",
      );
      equal(await entries(store), [["run", "run-ann", "STORE_RESULT_MISMATCH", 1]], "why");
    }),
    test("puts a contact aside whose segments cannot be looked at", async (store) => {
      await add(store, person("ann"), person("bob"));
      const call = { ...at(t0), limit: 10, needs: nothing };
      const report = await store.refreshSegments(call, (unit) =>
        unit.facts.contact.key === "bob" ? poison() : still(unit),
      );
      equal(report, { processed: 1, quarantined: 1, more: false }, "report");
      equal(await entries(store), [["contact", "contact-bob", "STORE_POISON", 1]], "why");
      equal(await settleSegments(store, t0 + minute - 1), [], "not before its time");
      equal(await settleSegments(store, t0 + minute), ["bob"], "in time");
      equal(await entries(store), [], "healed");
    }),
    test("records nothing of a contact whose events cannot be routed, and names it", async (store) => {
      await add(store, person("ann"), person("bob"));
      const failing = ({ facts }: RouteUnit): Routed =>
        facts.contact.key === "ann" ? poison() : { ...unrouted, start: [run("bob")] };
      const call = { ...at(t0), inputs: [visit("ann", "e1"), visit("bob", "e2")] };
      const report = await store.ingest(call, reactions({ route: failing }));
      equal(
        [report.accepted, report.started, report.quarantined],
        [1, 1, [{ contact: "contact-ann", code: "STORE_POISON" }]],
        "report",
      );
      const again = await store.ingest(call, reactions());
      equal(
        [again.accepted, again.duplicate, again.quarantined],
        [1, 1, []],
        "the same call again",
      );
      const alone = { ...at(t0), inputs: [visit("ann", "e3")] };
      await rejectsWithCode(
        () => store.ingest(alone, reactions({ route: failing })),
        "STORE_POISON",
        "one contact alone",
      );
      equal((await store.ingest(alone, reactions())).accepted, 1, "its event is still new");
    }),
    test("takes a function that fails for most units for broken, and writes nothing", async (store) => {
      await add(store, ...many.map((name) => person(name)));
      await start(store, ...many.map((name) => run(name)));
      await queue(store, t0, ...many.map((name) => mail(name)));
      const before = await snapshot(store, acme);
      const failing: readonly (() => Promise<unknown>)[] = [
        () => store.claimOutbox(claimCall(t0), judge(poison)),
        () => store.advance(advanceCall(t0), advancer(poison)),
        () => store.refreshSegments({ ...at(t0), limit: 50, needs: nothing }, poison),
        () =>
          store.ingest(
            { ...at(t0), inputs: many.map((name) => visit(name, `e-${name}`)) },
            reactions({ route: poison }),
          ),
      ];
      for (const call of failing) {
        await rejectsWithCode(call, "STORE_FUNCTION_FAILED", "a function that always fails");
      }
      equal(await snapshot(store, acme), before, "the store afterwards");
      equal(await entries(store), [], "what was put aside");
      const half = judge(({ message }) =>
        many.indexOf(message.key.replace("mail-", "")) % 2 === 0 ? poison() : send,
      );
      equal((await store.claimOutbox(claimCall(t0), half)).quarantined, 6, "half of them is data");
    }),
    test("ends the waiting of an entry by the host's word", async (store) => {
      await queueFour(store);
      await start(store, run("ann"));
      await store.claimOutbox(claimCall(t0 + 3), judgeBut("ann"));
      await store.claimOutbox(claimCall(t0 + 3, { worker: "w2" }), sending);
      await store.advance(advanceCall(t0), advancer(poison));
      const resolve = (
        kind: "message" | "run",
        id: string,
        how: "retry" | "drop",
      ): Promise<boolean> => store.resolveQuarantine({ ...at(t0 + 5), kind, id, how }, nobody);
      equal(await resolve("message", "mail-dee", "retry"), false, "what is not there");
      equal(await resolve("message", "mail-ann", "retry"), true, "a message to try now");
      const due = await claimAll(store, t0 + 5, { worker: "w3" });
      equal(
        due.map(({ key }) => key),
        ["mail-ann"],
        "due now",
      );
      equal(await resolve("run", "run-ann", "drop"), true, "a run to give up");
      equal(await entries(store), [], "what is left");
      const { items } = await store.readEnrollments({ tenant: acme });
      equal(
        items.map(({ status, wakeAt }) => [status, wakeAt]),
        [["ended", null]],
        "the run",
      );
      equal((await store.advance(advanceCall(t0 + day), finishing)).processed, 0, "runs due");
    }),
    test("gives up a message by the host's word, with a reason", async (store) => {
      await queueFour(store);
      await store.claimOutbox(claimCall(t0 + 3), judgeBut("ann"));
      const call = { ...at(t0 + 5), kind: "message", id: "mail-ann", how: "drop" } as const;
      equal(await store.resolveQuarantine(call, nobody), true, "dropped");
      equal(await store.resolveQuarantine(call, nobody), false, "dropped again");
      const ann = await loadMessage(store, "ann");
      equal(
        [ann.status, ann.reasons.length > 0, ann.settledAt],
        ["skipped", true, t0 + 5],
        "message",
      );
      equal(await claimAll(store, t0 + day, { worker: "late" }), [], "due");
    }),
    test("tells the other runs of a contact when one is dropped, with its end or not at all", async (store) => {
      await familyOfFour(store);
      const seen: DroppedRun[] = [];
      const input = (text: string) => ({ type: "said", text });
      const tell: TellOthers = (dropped) => {
        seen.push(dropped);
        const said = ["run-ended", "run-gone", "run-ann", "run-bob", "run-second", "run-second"];
        return said.map((id, at) => ({ enrollment: enrollmentId(id), input: input(`${at}`) }));
      };
      const call = { ...at(t0 + 5), kind: "run", id: "run-ann", how: "drop" } as const;
      equal(await store.resolveQuarantine(call, tell), true, "dropped");
      equal(
        seen.map(({ id, run: own, others }) => [id, own?.id, others.map((one) => one.id)]),
        [["run-ann", "run-ann", ["run-second", "run-third"]]],
        "what the function is asked, once",
      );
      const { items } = await store.readEnrollments({ tenant: acme });
      equal(
        items.map(({ id, status, wakeAt, pending }) => [id, status, wakeAt, pending]),
        [
          ["run-ann", "ended", null, []],
          ["run-second", "active", t0 + 5, [input("4"), input("5")]],
          ["run-third", "active", null, []],
          ["run-ended", "ended", null, []],
          ["run-bob", "active", null, []],
        ],
        "the runs of this contact, and no other",
      );
      equal(await advanceAll(store, t0 + 5), ["run-second"], "who is due at once");
      equal(await store.resolveQuarantine(call, tell), false, "dropped again");
      equal(seen.length, 1, "nobody is told again");
    }),
    test("asks nobody where a run is tried again, or has ended since", async (store) => {
      await familyOfFour(store);
      const call = { ...at(t0 + 5), kind: "run", id: "run-ann" } as const;
      equal(await store.resolveQuarantine({ ...call, how: "retry" }, poison), true, "retried");
      await store.advance(advanceCall(t0 + 5), advancer(poison));
      equal(await entries(store), [["run", "run-ann", "STORE_POISON", 2]], "still there");
    }),
    test("reads what was put aside by kind, page by page", async (store) => {
      await queueFour(store);
      await start(store, run("ann"), run("bob"));
      await store.claimOutbox(claimCall(t0 + 3, { limit: 3 }), judge(poison));
      await store.advance(advanceCall(t0), advancer(poison));
      const page = await store.readQuarantine({ tenant: acme, kind: "message", limit: 2 });
      const rest = await store.readQuarantine({
        tenant: acme,
        kind: "message",
        limit: 2,
        ...(page.next === null ? {} : { after: page.next }),
      });
      equal(
        [...page.items, ...rest.items].map(({ id }) => id),
        ["mail-ann", "mail-bob", "mail-cid"],
        "messages, oldest first",
      );
      const runs = await store.readQuarantine({ tenant: acme, kind: "run" });
      equal(
        runs.items.map(({ id }) => id),
        ["run-ann", "run-bob"],
        "runs",
      );
      equal((await entries(store)).length, 5, "all kinds");
    }),
    test("finds nothing damaged in a store that is whole", async (store) => {
      await queueFour(store);
      await start(store, run("ann"));
      await store.claimOutbox(claimCall(t0 + 3), judgeBut("dee"));
      await look(store, t0 + 3, [await loadMessage(store, "ann")]);
      await settleSegments(store);
      equal(await store.integrity(acme), [], "damage");
    }),
  ];
}
