import { enrollmentId, listId, sendKey, workflowId } from "../../identifiers.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type {
  Definition,
  DueEnrollment,
  StepResult,
  Store,
  TickReport,
} from "../../ports/store/store.js";
import { equal, present } from "../expectations.js";
import {
  acme,
  add,
  advanceCall,
  advancer,
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
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

export async function advanceAll(
  store: Store,
  now: number,
  limit = 100,
): Promise<readonly string[]> {
  const ids: string[] = [];
  await store.advance(
    advanceCall(now, limit),
    advancer(({ enrollment }) => {
      ids.push(enrollment.id);
      return finish(enrollment);
    }),
  );
  return ids;
}

export async function only(store: Store, name: string): Promise<EnrollmentRecord> {
  const { items } = await store.readEnrollments({ tenant: acme, contact: person(name).id });
  equal(items.length, 1, "enrolments of one contact");
  return present(items[0], "the enrolment");
}

function done(processed: number, over: Partial<TickReport> = {}): unknown {
  return {
    processed,
    quarantined: 0,
    more: false,
    left: [],
    ...over,
  };
}

export function advanceCases(test: StoreTest): readonly StoreCase[] {
  return [
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
      const seen: string[] = [];
      const first = await store.advance(
        advanceCall(t0, 2),
        advancer(({ enrollment }) => {
          seen.push(enrollment.id);
          return finish(enrollment);
        }),
      );
      equal([seen, first], [["run-early", "run-middle"], done(2, { more: true })], "first");
      equal(await advanceAll(store, t0), ["run-late"], "second");
      equal(await advanceAll(store, t0), [], "third: the one of the next millisecond is not due");
      equal(await advanceAll(store, t0 + 1), ["run-future"], "a millisecond later");
    }),
    test("gives each step facts as of the same moment, and asks nobody where nothing is due", async (store) => {
      await add(store, person("ann"));
      let called = false;
      const report = await store.advance(
        advanceCall(t0),
        advancer(() => {
          called = true;
          return null;
        }, everything),
      );
      equal([report, called], [done(0), false], "nothing due");
      await start(store, run("ann"));
      await store.advance(
        advanceCall(t0),
        advancer(
          ({ enrollment, facts }) => {
            called = true;
            equal(
              [facts.contact.key, facts.events.length, facts.enrolled],
              ["ann", 1, ["welcome"]],
              "facts",
            );
            return finish(enrollment);
          },
          { ...everything, events: { visited: null } },
        ),
      );
      equal([called, (await only(store, "ann")).status], [true, "ended"], "the step was taken");
    }),
    test("gives each step the version it runs on, as the tenant published it", async (store) => {
      await add(store, person("ann"), person("bob"), person("cid"));
      const definition = (version: number): Definition => ({
        kind: "workflow",
        id: "welcome",
        version,
        body: { version },
      });
      for (const version of [1, 2]) {
        await store.putDefinition({ ...at(t0), definition: definition(version) });
      }
      await store.putDefinition({
        ...at(t0),
        definition: { ...definition(3), kind: "segment" },
      });
      await start(store, run("ann"), run("bob", { version: 2 }), run("cid", { version: 3 }));
      const seen: unknown[] = [];
      let asked: readonly Definition[] = [];
      await store.advance(advanceCall(t0), {
        needs: (definitions) => {
          asked = definitions;
          return nothing;
        },
        step: ({ enrollment, definition }) => {
          seen.push([enrollment.id, definition]);
          return finish(enrollment);
        },
      });
      equal(asked.map(({ version }) => version).toSorted(), [1, 2], "definitions that are due");
      equal(
        seen,
        [
          ["run-ann", definition(1)],
          ["run-bob", definition(2)],
          ["run-cid", null],
        ],
        "definitions by run",
      );
    }),
    test("leaves a run that this engine cannot run as it was, and names its version", async (store) => {
      await add(store, person("ann"), person("bob"));
      await start(store, run("ann", { version: 9, wakeAt: t0 - 1 }), run("bob"));
      const known = advancer(({ enrollment }) =>
        enrollment.version === 9 ? null : finish(enrollment),
      );
      const before = await only(store, "ann");
      const report = await store.advance(advanceCall(t0, 1), known);
      equal(report.left, [{ workflow: "welcome", version: 9 }], "left");
      equal(await only(store, "ann"), before, "the run");
      const rest = { ...advanceCall(t0, 1), except: report.left };
      let seen = 0;
      const next = await store.advance(
        rest,
        advancer(({ enrollment }) => {
          seen += 1;
          return finish(enrollment);
        }),
      );
      equal([seen, next.left], [1, []], "the one behind it");
      equal((await only(store, "bob")).status, "ended", "the other run");
      equal((await store.readQuarantine({ tenant: acme })).items, [], "quarantine");
      equal(await advanceAll(store, t0), ["run-ann"], "for an engine that knows it");
    }),
    test("writes state, log, messages and the contact's changes of a step together", async (store) => {
      await add(store, person("ann", { lists: [listId("a")], attributes: { keep: 1, drop: 2 } }));
      await settleSegments(store);
      await start(store, run("ann"));
      const log = { tenant: acme, enrollment: run("ann").id, workflow: workflowId("welcome") };
      await store.advance(
        advanceCall(t0 + 5),
        advancer(({ enrollment }) => ({
          ...finish(enrollment),
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
        })),
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
      equal(await settleSegments(store, t0 + 5), ["ann"], "contacts to look at again");
    }),
    test("lets two steps of one contact in one batch see each other's changes", async (store) => {
      await add(store, person("ann", { attributes: {} }));
      const second = run("ann", { id: enrollmentId("run-second"), entryKey: "second" });
      await start(store, run("ann", { wakeAt: t0 - 1 }), second);
      await store.advance(
        advanceCall(t0),
        advancer(({ enrollment, facts }) => {
          const seen = facts.contact.attributes["steps"];
          const steps = (typeof seen === "number" ? seen : 0) + 1;
          return { ...finish(enrollment), contact: { attributes: { steps } } };
        }),
      );
      const ann = await store.readContact({ tenant: acme, lookup: { key: "ann" } });
      equal(ann?.attributes, { steps: 2 }, "attributes after both");
    }),
    test("fences a step by the revision that was read", async (store) => {
      await add(store, person("ann"), person("bob"));
      await start(store, run("ann"), run("bob"));
      const spoiled: readonly ((due: DueEnrollment) => StepResult)[] = [
        ({ enrollment }) => ({
          ...finish(enrollment),
          enrollment: { ...enrollment, revision: enrollment.revision + 5 },
        }),
        ({ enrollment }) => ({
          ...finish(enrollment),
          enrollment: { ...finish(enrollment).enrollment, id: run("bob").id },
        }),
      ];
      for (const [index, step] of spoiled.entries()) {
        const now = t0 + index * 24 * 60 * minute;
        const report = await store.advance(
          advanceCall(now),
          advancer((due) => (due.enrollment.id === "run-ann" ? step(due) : null)),
        );
        equal(report.quarantined, 1, "a result of another run or revision");
        equal((await only(store, "ann")).revision, 0, "the run");
      }
      equal((await only(store, "bob")).revision, 0, "the run beside it");
    }),
  ];
}
