import type { JsonValue } from "@wellsent/core";
import { contactId, enrollmentId, listId, sendKey, tenantId, workflowId } from "@wellsent/core";
import type { DueEnrollment, StepResult, WorkflowVersion } from "@wellsent/core/ports";
import { contactTable, enrollmentTable, tables } from "@wellsent/core/store-kit";
import { describe, expect, test } from "vitest";
import { createDraft } from "./outbox-scene.js";
import {
  bad,
  everything,
  type PeopleScene,
  peopleScene,
  person,
  run,
  start,
  tenant,
} from "./people-scene.js";

const minute = 60_000;

/** No JSON can hold it. */
const endless: Record<string, JsonValue> = {};
endless["self"] = endless;

function finish({ enrollment }: DueEnrollment, over: Partial<StepResult> = {}): StepResult {
  return {
    enrollment: {
      ...enrollment,
      revision: enrollment.revision + 1,
      status: "ended",
      wakeAt: null,
      endedAt: start,
      outcome: "done",
    },
    outbox: [],
    log: [],
    ...over,
  };
}

function advance(
  { store, now }: PeopleScene,
  step: (due: DueEnrollment) => StepResult | null,
  options: { readonly limit?: number; readonly except?: readonly WorkflowVersion[] } = {},
) {
  return store.advance(
    { tenant, now, limit: options.limit ?? 100, except: options.except ?? [] },
    { needs: () => everything, step },
  );
}

function named(names: readonly string[], step: (due: DueEnrollment) => StepResult | null) {
  return (due: DueEnrollment) => (names.includes(due.facts.contact.id) ? step(due) : finish(due));
}

async function withRuns(...names: readonly string[]): Promise<PeopleScene> {
  const scene = peopleScene();
  await scene.people(...names);
  await scene.begin(...names.map((name) => run(name)));
  await scene.look();
  return scene;
}

describe("advance", () => {
  test("takes what is due, earliest first, at most as many as asked", async () => {
    const scene = peopleScene();
    const names = ["late", "early", "middle", "future", "never"];
    await scene.people(...names);
    const at: Record<string, number> = { late: -1, early: -3, middle: -2, future: 1 };
    await scene.begin(
      ...names.map((name) => run(name, { wakeAt: name in at ? start + (at[name] ?? 0) : null })),
    );
    const seen: string[] = [];
    const step = (due: DueEnrollment) => {
      seen.push(due.enrollment.contact);
      return finish(due);
    };
    expect(await advance(scene, step, { limit: 2 })).toEqual({
      processed: 2,
      quarantined: 0,
      more: true,
      left: [],
    });
    expect(await advance(scene, step, { limit: 2 })).toMatchObject({ processed: 1, more: false });
    expect(seen).toEqual(["early", "middle", "late"]);
  });

  test("writes the run, its log, its messages and its contact's changes together", async () => {
    const scene = peopleScene();
    await scene.write({ ...person("ada"), lists: [listId("a")], attributes: { keep: 1, drop: 2 } });
    await scene.begin(run("ada"));
    await scene.look();
    scene.now += 5;
    await advance(scene, (due) => {
      const { id: enrollment, workflow, contact } = due.enrollment;
      const log = [
        { tenant, enrollment, workflow, contact, revision: 0, at: start, path: ["a"], detail: {} },
      ];
      const outbox = [createDraft("ada", { key: sendKey("m1") })];
      const change = {
        attributes: { drop: null, add: "x" },
        addLists: [listId("b")],
        removeLists: [listId("a")],
      };
      return finish(due, { log, outbox, contact: change });
    });
    expect(await scene.contact("ada")).toMatchObject({
      attributes: { keep: 1, add: "x" },
      lists: ["b"],
      revision: 2,
      updatedAt: scene.now,
    });
    expect((await scene.store.readContacts({ tenant, list: listId("b") })).items).toHaveLength(1);
    expect((await scene.store.readContacts({ tenant, list: listId("a") })).items).toEqual([]);
    expect((await scene.runs("ada"))[0]).toMatchObject({ status: "ended", revision: 1 });
    expect(
      (await scene.store.readStepLog({ tenant, contact: contactId("ada") })).items,
    ).toHaveLength(1);
    expect(await scene.store.readMessage({ tenant, key: sendKey("m1") })).toMatchObject({
      status: "queued",
      createdAt: scene.now,
    });
    expect(await scene.look()).toEqual(["ada"]);
  });

  test("lets two runs of one contact see each other", async () => {
    const scene = peopleScene();
    await scene.people("ada");
    await scene.begin(
      run("ada"),
      run("ada", { id: enrollmentId("run-b"), workflow: workflowId("other"), wakeAt: start + 1 }),
    );
    scene.now += 1;
    const seen: unknown[] = [];
    await advance(scene, (due) => {
      const { contact, lists, messages, enrolled } = due.facts;
      seen.push([
        contact.attributes["visits"] ?? 0,
        lists,
        messages.map(({ key }) => key),
        enrolled,
      ]);
      const visits = Number(contact.attributes["visits"] ?? 0) + 1;
      return finish(due, {
        contact: { attributes: { visits }, addLists: [listId(due.enrollment.workflow)] },
        outbox: [createDraft("ada", { key: sendKey(due.enrollment.id) })],
      });
    });
    expect(seen).toEqual([
      [0, [], [], ["welcome", "other"]],
      [1, ["welcome"], ["run-ada"], ["other"]],
    ]);
    expect(await scene.contact("ada")).toMatchObject({
      attributes: { visits: 2 },
      lists: ["welcome", "other"],
      revision: 3,
    });
  });

  test("reads definitions of the tenant in the same transaction, and asks only for what they need", async () => {
    const scene = await withRuns("ada", "bob");
    const definition = {
      kind: "workflow",
      id: "welcome",
      version: 1,
      body: { steps: [] },
    } as const;
    await scene.store.putDefinition({ tenant, now: start, definition });
    const asked: unknown[] = [];
    const given: unknown[] = [];
    await scene.store.advance(
      { tenant, now: start, limit: 9, except: [] },
      {
        needs(definitions) {
          asked.push(definitions);
          return { events: {}, messages: 0, consent: false };
        },
        step(due) {
          given.push(due.definition, due.facts.events);
          return finish(due);
        },
      },
    );
    expect(asked).toEqual([[definition]]);
    expect(given).toEqual([definition, [], definition, []]);
  });

  test("leaves runs it cannot take on as they are, and passes their versions over when told", async () => {
    const scene = peopleScene();
    await scene.people("ada", "bob");
    await scene.begin(run("ada", { version: 7 }), run("bob"));
    await scene.look();
    const before = await scene.runs("ada");
    const only = ({ enrollment, definition }: DueEnrollment, due: DueEnrollment) => {
      expect(definition).toBeNull();
      return enrollment.version === 7 ? null : finish(due);
    };
    const report = await advance(scene, (due) => only(due, due));
    expect(report).toEqual({
      processed: 1,
      quarantined: 0,
      more: false,
      left: [{ workflow: "welcome", version: 7 }],
    });
    expect(await scene.runs("ada")).toEqual(before);
    expect(await advance(scene, () => bad(), { except: report.left })).toMatchObject({
      processed: 0,
      quarantined: 0,
      left: [],
    });
    expect((await advance(scene, (due) => finish(due))).processed).toBe(1);
  });
});

describe("advance of a run that fails", () => {
  test("puts it aside for longer each time, and commits the rest", async () => {
    const scene = await withRuns("ada", "bob");
    const before = await scene.runs("ada");
    expect(await advance(scene, named(["ada"], bad))).toMatchObject({
      processed: 1,
      quarantined: 1,
    });
    expect(await scene.quarantine()).toEqual([["run", "run-ada", "INPUT_TEST"]]);
    expect(await scene.runs("ada")).toEqual(before);
    for (const wait of [minute, 4 * minute, 16 * minute]) {
      scene.now += wait - 1;
      expect(await advance(scene, bad)).toMatchObject({ processed: 0, quarantined: 0 });
      scene.now += 1;
      expect((await advance(scene, bad)).quarantined).toBe(1);
    }
    scene.now += 64 * minute;
    expect((await advance(scene, (due) => finish(due))).processed).toBe(1);
    expect(await scene.quarantine()).toEqual([]);
  });

  test.each([
    [
      "STORE_REVISION_CONFLICT",
      (due: DueEnrollment) => finish(due, { enrollment: { ...due.enrollment, revision: 5 } }),
    ],
    [
      "STORE_RESULT_MISMATCH",
      (due: DueEnrollment) =>
        finish(due, { enrollment: { ...due.enrollment, id: enrollmentId("x") } }),
    ],
    [
      "STORE_RESULT_MISMATCH",
      (due: DueEnrollment) => finish(due, { enrollment: { ...due.enrollment, wakeAt: 0.5 } }),
    ],
    [
      "STORE_RESULT_MISMATCH",
      (due: DueEnrollment) => finish(due, { outbox: [createDraft("bob", { key: sendKey("m") })] }),
    ],
    [
      "STORE_TENANT_MISMATCH",
      (due: DueEnrollment) =>
        finish(due, {
          outbox: [createDraft("ada", { key: sendKey("m"), tenant: tenantId("t2") })],
        }),
    ],
    ["UNEXPECTED", (due: DueEnrollment) => finish(due, { contact: { attributes: { endless } } })],
  ])("refuses what cannot be written as %s, and only that", async (code, step) => {
    const scene = await withRuns("ada", "bob");
    const report = await advance(scene, named(["ada"], step));
    expect(report).toMatchObject({ processed: 1, quarantined: 1 });
    expect(await scene.quarantine()).toEqual([["run", "run-ada", code]]);
    expect(await scene.contact("ada")).toMatchObject({ revision: 1, attributes: {} });
    expect((await scene.store.readOutbox({ tenant })).items).toEqual([]);
  });

  test("costs a damaged run, and the runs of a damaged contact, and nobody else's", async () => {
    const scene = await withRuns("ada", "bob", "cid", "dan");
    scene.damage(enrollmentTable, "run-ada", { body: "{" });
    scene.damage(contactTable, "bob", { body: "{" });
    const held = scene.rows.listRows(tenant, contactTable);
    held.splice(
      held.findIndex((row) => row["id"] === "cid"),
      1,
    );
    expect(await advance(scene, (due) => finish(due))).toMatchObject({
      processed: 1,
      quarantined: 3,
    });
    expect(await scene.quarantine()).toEqual([
      ["run", "run-ada", "STORE_CORRUPT"],
      ["run", "run-bob", "STORE_CORRUPT"],
      ["run", "run-cid", "STORE_CORRUPT"],
    ]);
    expect(await advance(scene, (due) => finish(due))).toMatchObject({
      processed: 0,
      quarantined: 0,
    });
  });

  test("is the function's fault where most of ten fail alike, and then nothing is written", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `p${index}`);
    const scene = await withRuns(...names);
    const before = scene.snapshot(tables);
    const call = advance(scene, named(names.slice(0, 6), bad));
    await expect(call).rejects.toMatchObject({ code: "STORE_FUNCTION_FAILED" });
    expect(scene.snapshot(tables)).toBe(before);
  });
});

test("takes few trips, however many runs there are", async () => {
  const counts = new Set<number>();
  for (const count of [2, 40]) {
    const scene = await withRuns(...Array.from({ length: count }, (_, index) => `p${index}`));
    const before = scene.rows.trips.length;
    await advance(scene, (due) => finish(due, { contact: { attributes: { a: 1 } } }));
    counts.add(scene.rows.trips.length - before);
  }
  expect([...counts]).toHaveLength(1);
  expect(Math.max(...counts)).toBeLessThanOrEqual(6);
});
