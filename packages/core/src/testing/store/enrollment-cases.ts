import { enrollmentId, listId, sendKey, workflowId } from "../../identifiers.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type { DueEnrollment, StepResult, Store } from "../../ports/store/store.js";
import { equal, present, rejectsWithCode } from "../expectations.js";
import {
  acme,
  add,
  at,
  everything,
  finish,
  mail,
  minute,
  nothing,
  person,
  run,
  settleSegments,
  start,
  t0,
  unrouted,
  visit,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const advanceAll = async (store: Store, now: number, limit = 100): Promise<readonly string[]> => {
  const ids: string[] = [];
  await store.advance({ ...at(now), limit, needs: nothing }, (due) => {
    ids.push(...due.map((one) => one.enrollment.id));
    return due.map((one) => finish(one.enrollment));
  });
  return ids;
};

const only = async (store: Store, name: string): Promise<EnrollmentRecord> => {
  const { items } = await store.readEnrollments({ tenant: acme, contact: person(name).id });
  equal(items.length, 1, "enrolments of one contact");
  return present(items[0], "the enrolment");
};

const step = (
  over: Partial<StepResult> = {},
): ((due: readonly DueEnrollment[]) => readonly StepResult[]) => {
  return (due) => due.map((one) => ({ ...finish(one.enrollment), ...over }));
};

export const enrollmentCases = (test: StoreTest): readonly StoreCase[] => [
  test("advances what is due, earliest first, at most as many as asked", async (store) => {
    const names = ["late", "early", "middle", "future", "never"];
    await add(store, ...names.map((name) => person(name)));
    const wakeAt: Record<string, number | null> = {
      late: t0 - 1,
      early: t0 - 3,
      middle: t0 - 2,
      future: t0 + 1,
    };
    await start(store, ...names.map((name) => run(name, { wakeAt: wakeAt[name] ?? null })));
    const call = { ...at(t0), limit: 2, needs: nothing };
    let seen: readonly string[] = [];
    const first = await store.advance(call, (due) => {
      seen = due.map((one) => one.enrollment.id);
      return due.map((one) => finish(one.enrollment));
    });
    equal([seen, first], [["run-early", "run-middle"], { processed: 2, more: true }], "first");
    equal(await advanceAll(store, t0), ["run-late"], "second");
    equal(await advanceAll(store, t0), [], "third: the one of the next millisecond is not due");
    equal(await advanceAll(store, t0 + 1), ["run-future"], "a millisecond later");
  }),
  test("gives the reducer facts as of the same moment, and does not call it for nothing", async (store) => {
    await add(store, person("ann"));
    let called = false;
    const report = await store.advance({ ...at(t0), limit: 5, needs: everything }, () => {
      called = true;
      return [];
    });
    equal([report, called], [{ processed: 0, more: false }, false], "nothing due");
    await start(store, run("ann"));
    await store.advance({ ...at(t0), limit: 5, needs: everything }, (due) => {
      const facts = present(due[0], "the due run").facts;
      equal(
        [facts.contact.key, facts.events.length, facts.enrolled],
        ["ann", 1, ["welcome"]],
        "facts",
      );
      return due.map((one) => finish(one.enrollment));
    });
  }),
  test("writes state, log, messages and the contact's changes of a step together", async (store) => {
    await add(store, person("ann", { lists: [listId("a")], attributes: { keep: 1, drop: 2 } }));
    await settleSegments(store);
    await start(store, run("ann"));
    const log = { tenant: acme, enrollment: run("ann").id, workflow: workflowId("welcome") };
    await store.advance(
      { ...at(t0 + 5), limit: 1, needs: nothing },
      step({
        outbox: [mail("ann")],
        log: [
          {
            ...log,
            contact: person("ann").id,
            revision: 1,
            at: t0,
            path: ["a", "b"],
            detail: { sent: 1 },
          },
        ],
        contact: {
          attributes: { drop: null, add: "x" },
          addLists: [listId("b")],
          removeLists: [listId("a")],
        },
      }),
    );
    const ann = present(await store.readContact({ tenant: acme, lookup: { key: "ann" } }), "ann");
    equal(
      [ann.attributes, ann.lists, ann.revision, ann.updatedAt],
      [{ keep: 1, add: "x" }, ["b"], 2, t0 + 5],
      "contact",
    );
    equal(
      [(await only(store, "ann")).status, (await only(store, "ann")).revision],
      ["ended", 1],
      "enrolment",
    );
    const steps = await store.readStepLog({ tenant: acme, contact: ann.id });
    equal(
      steps.items.map((entry) => [entry.path, entry.detail]),
      [[["a", "b"], { sent: 1 }]],
      "step log",
    );
    const message = present(
      await store.readMessage({ tenant: acme, key: sendKey("mail-ann") }),
      "message",
    );
    equal([message.status, message.attempt, message.createdAt], ["queued", 0, t0 + 5], "message");
    let dirty = 0;
    await store.refreshSegments({ ...at(t0 + 5), limit: 5, needs: nothing }, (contacts) => {
      dirty = contacts.length;
      return contacts.map(({ facts }) => ({
        contact: facts.contact.id,
        memberships: [],
        recheckAt: null,
        start: [],
        wake: [],
      }));
    });
    equal(dirty, 1, "contacts to look at again");
  }),
  test("fences a step by the revision that was read", async (store) => {
    await add(store, person("ann"), person("bob"));
    await start(store, run("ann"), run("bob"));
    const jump = (due: readonly DueEnrollment[]): readonly StepResult[] =>
      due.map(({ enrollment }) => ({
        ...finish(enrollment),
        enrollment: { ...enrollment, revision: 5 },
      }));
    const call = { ...at(t0), limit: 2, needs: nothing };
    await rejectsWithCode(() => store.advance(call, jump), "STORE_REVISION_CONFLICT", "a jump");
    const swap = (due: readonly DueEnrollment[]): readonly StepResult[] => step()(due).toReversed();
    await rejectsWithCode(
      () => store.advance(call, swap),
      "STORE_RESULT_MISMATCH",
      "results in another order",
    );
    await rejectsWithCode(
      () => store.advance(call, () => []),
      "STORE_RESULT_MISMATCH",
      "no results",
    );
    equal([...(await advanceAll(store, t0))].sort(), ["run-ann", "run-bob"], "still due");
  }),
  test("starts a run once per workflow, contact and entry key", async (store) => {
    await add(store, person("ann"), person("bob"));
    const again = run("ann", { id: enrollmentId("run-again") });
    const other = run("ann", { id: enrollmentId("run-other"), entryKey: "second" });
    const inputs = [visit("ann", "e1")];
    const report = await store.ingest({ ...at(t0), needs: nothing, inputs }, () => ({
      ...unrouted,
      start: [run("ann"), again, other, run("bob")],
    }));
    equal(report.started, 3, "started");
    const later = await store.ingest(
      { ...at(t0), needs: nothing, inputs: [visit("ann", "e2")] },
      () => ({
        ...unrouted,
        start: [again],
      }),
    );
    equal(later.started, 0, "started later");
    const { items } = await store.readEnrollments({ tenant: acme, contact: person("ann").id });
    equal(items.map((one) => one.id).sort(), ["run-ann", "run-other"], "runs");
  }),
  test("wakes a waiting run at once and keeps every input in order", async (store) => {
    await add(store, person("ann"));
    const waiting = run("ann", { wakeAt: null, waitingFor: ["visited"] });
    await start(store, waiting);
    for (const id of ["e1", "e2"]) {
      const inputs = [visit("ann", id)];
      await store.ingest({ ...at(t0 + 7), needs: nothing, inputs }, ({ contacts }) => {
        const known = present(contacts[0]?.enrollments[0], "the enrolment routed to");
        equal(known.waitingFor, ["visited"], "waitingFor");
        return { ...unrouted, wake: [{ enrollment: known.id, input: { event: id } }] };
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
    await store.ingest({ ...at(t0), needs: nothing, inputs }, () => ({
      ...unrouted,
      wake: [run("ann"), run("bob")].map((one) => ({ enrollment: one.id, input: 1 })),
    }));
    equal(
      [(await only(store, "ann")).wakeAt, (await only(store, "bob")).wakeAt],
      [t0, t0 - minute],
      "wakeAt",
    );
  }),
  test("loses no wake-up between a step that begins to wait and an event at the same time", async (store) => {
    await add(store, person("ann"));
    await start(store, run("ann"));
    const wait = store.advance({ ...at(t0), limit: 1, needs: everything }, (due) =>
      due.map(({ enrollment, facts }) => {
        const waiting = {
          ...enrollment,
          revision: enrollment.revision + 1,
          wakeAt: null,
          waitingFor: ["visited"],
        };
        const bought = facts.events.some((one) => one.id === "bought");
        return bought ? finish(enrollment) : { ...finish(enrollment), enrollment: waiting };
      }),
    );
    const inputs = [visit("ann", "bought")];
    const event = store.ingest({ ...at(t0), needs: nothing, inputs }, ({ contacts }) => ({
      ...unrouted,
      wake: contacts.flatMap((one) =>
        one.enrollments
          .filter((known) => known.waitingFor.includes("visited"))
          .map((known) => ({ enrollment: known.id, input: "bought" })),
      ),
    }));
    await Promise.all([wait, event]);
    const after = await only(store, "ann");
    if (after.status === "ended") return;
    equal(after.pending, ["bought"], "the input of a run that was already waiting");
    equal(await advanceAll(store, t0), ["run-ann"], "due after all");
  }),
  test("leaves an ended run alone", async (store) => {
    await add(store, person("ann"));
    await start(store, run("ann", { status: "ended", wakeAt: null, endedAt: t0, outcome: "done" }));
    const inputs = [visit("ann", "e1")];
    await store.ingest({ ...at(t0), needs: nothing, inputs }, () => ({
      ...unrouted,
      wake: [{ enrollment: run("ann").id, input: 1 }],
    }));
    const ended = await only(store, "ann");
    equal(
      [ended.status, ended.wakeAt, ended.pending, ended.outcome],
      ["ended", null, [], "done"],
      "enrolment",
    );
    equal(await advanceAll(store, t0), [], "due");
  }),
];
