import { enrollmentId } from "../../identifiers.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type { IngestInput, IngestReport, Reactions, Store } from "../../ports/store/store.js";
import { equal, present } from "../expectations.js";
import { advanceAll, only } from "./advance-cases.js";
import {
  acme,
  add,
  advanceCall,
  advancer,
  at,
  everything,
  finish,
  minute,
  person,
  reactions,
  run,
  start,
  t0,
  unrouted,
  visit,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

/** One ingest of these visits, which start these runs. */
function begin(
  store: Store,
  inputs: readonly IngestInput[],
  ...runs: readonly EnrollmentRecord[]
): Promise<IngestReport> {
  return store.ingest(
    { ...at(t0), inputs },
    reactions({ route: () => ({ ...unrouted, start: runs }) }),
  );
}

/** One ingest of these visits, which wake like this. */
function wake(
  store: Store,
  now: number,
  inputs: readonly IngestInput[],
  woken: Reactions["wake"],
): Promise<IngestReport> {
  return store.ingest({ ...at(now), inputs }, reactions({ wake: woken }));
}

export function enrollmentCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("starts a run once per workflow, contact and entry key", async (store) => {
      await add(store, person("ann"), person("bob"));
      const again = run("ann", { id: enrollmentId("run-again") });
      const other = run("ann", { id: enrollmentId("run-other"), entryKey: "second" });
      const report = await begin(store, [visit("ann", "e1")], run("ann"), again, other);
      equal(report.started, 2, "started");
      const later = await begin(store, [visit("ann", "e2")], again);
      equal(later.started, 0, "started later");
      const { items } = await store.readEnrollments({ tenant: acme, contact: person("ann").id });
      equal(items.map((one) => one.id).sort(), ["run-ann", "run-other"], "runs");
    }),
    test("wakes a waiting run at once and keeps every input in order", async (store) => {
      await add(store, person("ann"));
      const waiting = run("ann", { wakeAt: null, waitingFor: ["visited"] });
      await start(store, waiting);
      for (const id of ["e1", "e2"]) {
        await wake(store, t0 + 7, [visit("ann", id)], ({ enrollments }) => {
          const known = present(enrollments[0], "the enrolment routed to");
          equal(known.waitingFor, ["visited"], "waitingFor");
          return [{ enrollment: known.id, input: { event: id } }];
        });
      }
      const woken = await only(store, "ann");
      equal([woken.wakeAt, woken.pending], [t0 + 7, [{ event: "e1" }, { event: "e2" }]], "woken");
      equal(woken.revision, 0, "an input is not a step");
      equal(await advanceAll(store, t0 + 7), ["run-ann"], "due now");
    }),
    test("brings a sleeping run's timer forward, never back", async (store) => {
      await add(store, person("ann"), person("bob"));
      await start(store, run("ann", { wakeAt: t0 + minute }), run("bob", { wakeAt: t0 - minute }));
      const inputs = [visit("ann", "e1"), visit("bob", "e2")];
      await wake(store, t0, inputs, ({ enrollments }) =>
        enrollments.map((one) => ({ enrollment: one.id, input: 1 })),
      );
      equal(
        [(await only(store, "ann")).wakeAt, (await only(store, "bob")).wakeAt],
        [t0, t0 - minute],
        "wakeAt",
      );
    }),
    test("loses no wake-up between a step that begins to wait and an event at the same time", async (store) => {
      await add(store, person("ann"));
      await start(store, run("ann"));
      const wait = store.advance(
        advanceCall(t0),
        advancer(({ enrollment, facts }) => {
          const waiting = {
            ...enrollment,
            revision: enrollment.revision + 1,
            wakeAt: null,
            waitingFor: ["visited"],
          };
          const bought = facts.events.some((one) => one.id === "bought");
          return bought ? finish(enrollment) : { ...finish(enrollment), enrollment: waiting };
        }, everything),
      );
      const event = wake(store, t0, [visit("ann", "bought")], ({ enrollments }) =>
        enrollments
          .filter((known) => known.waitingFor.includes("visited"))
          .map((known) => ({ enrollment: known.id, input: "bought" })),
      );
      await Promise.all([wait, event]);
      const after = await only(store, "ann");
      if (after.status === "ended") return;
      equal(after.pending, ["bought"], "the input of a run that was already waiting");
      equal(await advanceAll(store, t0), ["run-ann"], "due after all");
    }),
    test("leaves an ended run alone", async (store) => {
      await add(store, person("ann"));
      await start(
        store,
        run("ann", { status: "ended", wakeAt: null, endedAt: t0, outcome: "done" }),
      );
      const woken = [{ enrollment: run("ann").id, input: 1 }];
      await wake(store, t0, [visit("ann", "e1")], () => woken);
      const ended = await only(store, "ann");
      equal(
        [ended.status, ended.wakeAt, ended.pending, ended.outcome],
        ["ended", null, [], "done"],
        "enrolment",
      );
      equal(await advanceAll(store, t0), [], "due");
    }),
  ];
}
