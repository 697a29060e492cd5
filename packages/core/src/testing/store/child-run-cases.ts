import { enrollmentId, workflowId } from "../../identifiers.js";
import type { EnrollmentRecord, StepLogEntry } from "../../ports/store/enrollment.js";
import type { DueEnrollment, StepResult, Store } from "../../ports/store/store.js";
import { equal } from "../expectations.js";
import { acme, add, advanceCall, advancer, finish, person, run, start, t0 } from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

/** A run of another workflow for the same person. */
function child(name: string, over: Partial<EnrollmentRecord> = {}): EnrollmentRecord {
  const id = enrollmentId(`child-${name}`);
  return run(name, { id, workflow: workflowId("course"), wakeAt: null, startedAt: t0, ...over });
}

function begun({ id, contact, workflow }: EnrollmentRecord): StepLogEntry {
  return {
    ...{ tenant: acme, enrollment: id, workflow, contact },
    ...{ revision: 0, at: t0, path: [], detail: { begun: id } },
  };
}

function stay({ enrollment }: DueEnrollment): StepResult {
  const { revision } = enrollment;
  return {
    enrollment: { ...enrollment, revision: revision + 1, wakeAt: null, pending: [] },
    ...{ outbox: [], log: [] },
  };
}

async function runsOf(store: Store, name: string): Promise<readonly EnrollmentRecord[]> {
  return (await store.readEnrollments({ tenant: acme, contact: person(name).id })).items;
}

async function told(store: Store, name: string): Promise<readonly unknown[]> {
  const { items } = await store.readStepLog({ tenant: acme, contact: person(name).id });
  return items.map(({ enrollment, detail }) => [enrollment, detail]);
}

/** Two runs of `ann` that are due one after the other. */
async function twoRuns(store: Store): Promise<void> {
  await add(store, person("ann"));
  const second = { id: enrollmentId("run-second"), entryKey: "second" };
  await start(store, run("ann", { wakeAt: t0 - 1 }), run("ann", second));
}

const input = { type: "answer", call: "run-ann:0:0" };

export function childRunCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("begins the runs that a step starts with the step, or neither", async (store) => {
      const names = ["ann", "bob", "cid"];
      await add(store, ...names.map((name) => person(name)));
      await start(store, ...names.map((name) => run(name)));
      const report = await store.advance(
        advanceCall(t0),
        advancer(({ enrollment }) => {
          if (enrollment.id === "run-cid") return finish(enrollment);
          // Runs of somebody else are not a step's to start.
          const started = child(enrollment.id === "run-ann" ? "ann" : "cid");
          return { ...finish(enrollment), start: [started], startLog: [begun(started)] };
        }),
      );
      equal([report.processed, report.quarantined], [2, 1], "steps");
      const [own, other] = await runsOf(store, "ann");
      equal([own?.status, other], ["ended", child("ann")], "the run and the one it started");
      equal(await told(store, "ann"), [["child-ann", { begun: "child-ann" }]], "log");
      const [bob] = await runsOf(store, "bob");
      equal([bob?.status, bob?.revision], ["active", 0], "a run whose step is refused");
      equal((await runsOf(store, "cid")).length, 1, "runs of the other");
    }),
    test("begins the run that a step starts once, however often steps ask for it", async (store) => {
      await twoRuns(store);
      const first = child("ann");
      const asking = advancer((due) => {
        const started = due.enrollment.id === "run-ann" ? first : child("again");
        const own = { ...started, contact: due.enrollment.contact };
        return { ...stay(due), start: [own], startLog: [begun(own)] };
      });
      await store.advance(advanceCall(t0), asking);
      const known = (await runsOf(store, "ann")).filter(({ workflow }) => workflow === "course");
      equal(known, [first], "of two that ask within one call");
      equal(await told(store, "ann"), [["child-ann", { begun: "child-ann" }]], "log");
      await start(store, run("ann", { id: enrollmentId("run-third"), entryKey: "third" }));
      await store.advance(advanceCall(t0), asking);
      equal((await runsOf(store, "ann")).length, 4, "with one that asks later");
    }),
    test("shows a step what earlier steps of the call started and wrote into its run", async (store) => {
      await twoRuns(store);
      const seen: unknown[] = [];
      await store.advance(
        advanceCall(t0),
        advancer(({ enrollment, runs }) => {
          seen.push([enrollment.id, enrollment.pending, runs().map(({ id }) => id)]);
          if (enrollment.id !== "run-ann") return finish(enrollment);
          const wake = [{ enrollment: enrollmentId("run-second"), input }];
          return { ...finish(enrollment), start: [child("ann")], wake };
        }),
      );
      equal(
        seen,
        [
          ["run-ann", [], ["run-ann", "run-second"]],
          ["run-second", [input], ["run-ann", "run-second", "child-ann"]],
        ],
        "what the steps saw",
      );
    }),
    test("wakes a run that an earlier step of the call left, and none that has ended or is gone", async (store) => {
      await twoRuns(store);
      const [first, gone] = [enrollmentId("run-ann"), enrollmentId("run-gone")];
      const wake = [first, gone].map((enrollment) => ({ enrollment, input }));
      const report = await store.advance(
        advanceCall(t0),
        advancer((due) => (due.enrollment.id === first ? stay(due) : { ...stay(due), wake })),
      );
      equal(report.quarantined, 0, "steps put aside");
      const [woken] = await runsOf(store, "ann");
      equal([woken?.revision, woken?.wakeAt, woken?.pending], [1, t0, [input]], "the run");
      await store.advance(
        advanceCall(t0),
        advancer(({ enrollment }) => finish(enrollment)),
      );
      await start(store, run("ann", { id: enrollmentId("run-third"), entryKey: "third" }));
      const last = await store.advance(
        advanceCall(t0),
        advancer((due) => ({ ...stay(due), wake })),
      );
      equal(last.quarantined, 0, "steps put aside for a run that has ended");
      const [ended] = await runsOf(store, "ann");
      equal([ended?.status, ended?.pending], ["ended", []], "a run that has ended");
    }),
    test("records a run that was not let in, with its reason, and the step that asked", async (store) => {
      await twoRuns(store);
      const refused = child("ann", {
        ...{ status: "ended", entryKey: "refused", endedAt: t0, outcome: "refused" },
      });
      const later = child("later", { contact: person("ann").id });
      await store.advance(
        advanceCall(t0),
        advancer((due) =>
          due.enrollment.id === "run-ann"
            ? { ...stay(due), start: [refused], startLog: [begun(refused)] }
            : { ...finish(due.enrollment), start: [later] },
        ),
      );
      const [own, , ...children] = await runsOf(store, "ann");
      equal([own?.status, own?.revision], ["active", 1], "the run that asked");
      equal(
        children.map(({ id, status }) => [id, status]).toSorted(),
        [
          ["child-ann", "ended"],
          ["child-later", "active"],
        ],
        "the one that was refused, and one that begins after it",
      );
      equal(await told(store, "ann"), [["child-ann", { begun: "child-ann" }]], "log");
    }),
  ];
}
