import { defineWorkflow, type JsonObject, type Store, tenantId } from "@wellsent/core";
import { type FakeTemplate, fakeRenderer } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import {
  checkAndPublish,
  saveAndPublish,
  sharedOver,
  subscriber,
  tips,
} from "./authoring-world.js";
import { day, stores } from "./workflow-world.js";
import { createWorld, schema, tenant } from "./world.js";

const other = tenantId("other");

const texts: Readonly<Record<string, FakeTemplate>> = {
  thanks: { text: "Thank you" },
  reminder: { text: "Still here?" },
};

describe.each(stores)("a draft over the %s store", (_name, createStore) => {
  const alone = () => createWorld({ ...sharedOver(createStore), workflows: [] });

  it("is kept with its faults, and is not published", async () => {
    const { authoring } = alone().engine;
    const unfinished = tips("nowhere", { start: "missing" });
    const saved = await authoring.save(tenant, unfinished);
    const codes = saved.saved ? saved.findings.map(({ code }) => code) : [];
    expect(codes).toEqual(expect.arrayContaining(["START", "UNKNOWN_TEMPLATE"]));
    const draft = await authoring.draft(tenant, "tips");
    expect(draft?.findings).toEqual(saved.saved && saved.findings);
    expect(await authoring.check(tenant, "tips")).toMatchObject({
      ...{ checked: false, code: "WORKFLOW_FAULTS" },
    });
    expect(await authoring.publish(tenant, "tips")).toEqual({
      ...{ published: false, code: "WORKFLOW_UNCHECKED" },
    });
  });

  it("of the same content is one revision, and one made from an older is refused", async () => {
    const { authoring } = alone().engine;
    await authoring.save(tenant, tips(), { after: 0 });
    expect(await authoring.save(tenant, tips())).toMatchObject({ saved: true, revision: 1 });
    expect(await authoring.save(tenant, tips("reminder"), { after: 0 })).toEqual({
      ...{ saved: false, code: "WORKFLOW_DRAFT_CHANGED", revision: 1 },
    });
    const again = await authoring.save(tenant, tips("reminder"), { after: 1 });
    expect(again).toMatchObject({ saved: true, revision: 2 });
  });

  it("is stale once a text, the policy or the definition is another one", async () => {
    const base = sharedOver(createStore);
    const world = (text: string, sender: object = {}) =>
      createWorld({
        ...{ ...base, workflows: [], sender },
        renderer: fakeRenderer({ thanks: { text } }),
      }).engine.authoring;
    const first = world("Thank you");
    await first.save(tenant, tips());
    const checked = await first.check(tenant, "tips");
    const stale = { published: false, code: "WORKFLOW_STALE" };
    const capped = world("Thank you", { policy: { caps: [{ max: 1, per: "7d" }] } });
    expect(await capped.publish(tenant, "tips")).toEqual(stale);
    expect(await world("Thank you", { timeZone: "UTC" }).publish(tenant, "tips")).toEqual(stale);
    expect(await first.publish(tenant, "tips", { digest: "seen before" })).toEqual(stale);
    await first.save(tenant, tips("thanks", { policy: { priority: 60 } }));
    expect(await first.publish(tenant, "tips")).toMatchObject({ code: "WORKFLOW_UNCHECKED" });
    const anew = await first.check(tenant, "tips");
    expect(anew.checked && checked.checked && anew.digest !== checked.digest).toBe(true);
    expect(await first.publish(tenant, "tips")).toMatchObject({ published: true });
    expect(await first.publish(tenant, "tips")).toMatchObject({
      ...{ published: false, code: "WORKFLOW_ALREADY_PUBLISHED", version: 1 },
    });
  });

  it("is refused where it is too large, too deep, no workflow or of a later format", async () => {
    const { authoring } = alone().engine;
    let deep: JsonObject = {};
    for (let level = 0; level < 70; level++) deep = { deep };
    const refused: readonly (readonly [unknown, string])[] = [
      [{ ...tips(), id: "x".repeat(1_000_001) }, "DEFINITION_SIZE"],
      [{ ...tips(), deep }, "DEFINITION_DEPTH"],
      [{ ...tips(), nodes: { first: { kind: "teleport" } } }, "DEFINITION_WORKFLOW"],
      [{ ...tips(), v: 2 }, "DEFINITION_FORMAT"],
      [undefined, "DEFINITION_WORKFLOW"],
      [[], "DEFINITION_WORKFLOW"],
      [{ big: 1n }, "DEFINITION_WORKFLOW"],
    ];
    for (const [definition, code] of refused)
      await expect(authoring.save(tenant, definition)).rejects.toMatchObject({ code });
    for (const verb of ["check", "publish"] as const)
      await expect(authoring[verb](tenant, "tips")).rejects.toMatchObject({
        code: "INPUT_WORKFLOW",
      });
  });

  it("cannot take the name of a workflow that code gives, here or elsewhere", async () => {
    const base = sharedOver(createStore);
    const given = defineWorkflow(schema, "tips", (w) => w.onRequest().wait("1d"));
    const made = createWorld({ ...base, workflows: [given] });
    const duplicate = { code: "DEFINITION_DUPLICATE" };
    await expect(made.engine.authoring.save(tenant, tips())).rejects.toMatchObject(duplicate);
    await made.engine.tick(tenant);
    const beside = createWorld({ ...base, workflows: [], seed: 8 });
    await expect(beside.engine.authoring.save(tenant, tips())).rejects.toMatchObject(duplicate);
    expect(await beside.engine.workflows.list(tenant)).toEqual([]);
  });

  it("belongs to one tenant, and another's of the same name is another", async () => {
    const made = alone();
    await saveAndPublish(made, tips());
    await made.engine.authoring.save(other, tips("reminder"));
    expect(await made.engine.authoring.draft(tenant, "tips")).toMatchObject({ revision: 2 });
    expect(await made.engine.workflows.list(other)).toMatchObject([{ state: "draft" }]);
    const bob = await made.engine.identify({ tenant: other, email: "bob@mail.example" });
    const order = { event: "order.placed", data: { total: 1 }, id: "o" } as const;
    await made.engine.track({ ...order, tenant: other, contact: bob.contact });
    expect((await made.store.readEnrollments({ tenant: other })).items).toEqual([]);
    await checkAndPublish(made, {}, other);
    await made.engine.track({ ...order, id: "p", tenant: other, contact: bob.contact });
    const { items } = await made.store.readEnrollments({ tenant: other });
    expect(items).toMatchObject([{ workflow: "tips", version: 1 }]);
    expect(await made.engine.authoring.version(tenant, "tips", 1)).toMatchObject({
      nodes: { mail: { template: "thanks" } },
    });
    expect(await made.engine.authoring.version(other, "tips", 1)).toMatchObject({
      nodes: { mail: { template: "reminder" } },
    });
  });
});

describe.each(stores)("publishing over the %s store", (_name, createStore) => {
  it("moves live runs by a map, or tells how many lead nowhere and does nothing", async () => {
    const base = sharedOver(createStore);
    const made = createWorld({ ...base, workflows: [] });
    const ann = await subscriber(made);
    await saveAndPublish(made, tips());
    await made.buys(ann, "order-1");
    await made.engine.drain(tenant);
    const { nodes } = tips("reminder");
    const { first, ...kept } = { first: {}, ...Object(nodes) };
    const pause = { kind: "wait", for: "3d", next: "mail" };
    const next = tips("reminder", { start: "pause", nodes: { ...kept, pause } });
    const unmapped = await saveAndPublish(made, next, { migrate: {} });
    expect(unmapped).toMatchObject({
      ...{ published: false, code: "WORKFLOW_RUNS_UNMAPPED" },
      unmapped: [{ version: 1, node: "first", runs: 1 }],
    });
    expect(await made.engine.workflows.list(tenant)).toMatchObject([{ version: 1 }]);
    const migrate = { nodes: { first: "pause" }, waits: "recount" } as const;
    expect(await checkAndPublish(made, { migrate, by: "ann" })).toMatchObject({
      ...{ published: true, version: 2 },
      moves: [{ from: 1, moved: 1, ended: 0, failed: [] }],
    });
    expect(await made.engine.workflows.changes(tenant)).toMatchObject([
      { did: "migrate", from: 1, to: 2, by: "ann" },
    ]);
    base.clock.advanceBy(2 * day);
    await made.engine.drain(tenant);
    expect(base.transport.sent).toEqual([]);
    base.clock.advanceBy(day);
    await made.engine.drain(tenant);
    expect(base.transport.sent).toMatchObject([{ text: expect.stringContaining("Still here?") }]);
  });

  it("by two at once is won by one, and told to the other", async () => {
    const base = sharedOver(createStore);
    const [one, two] = [7, 8].map((seed) => createWorld({ ...base, workflows: [], seed }));
    if (one === undefined || two === undefined) throw new Error("no worlds");
    await one.engine.authoring.save(tenant, tips());
    await one.engine.authoring.check(tenant, "tips");
    const outcomes = await Promise.all(
      [one, two].map(({ engine }) => engine.authoring.publish(tenant, "tips")),
    );
    const [won] = outcomes.filter(({ published }) => published);
    const [lost] = outcomes.filter(({ published }) => !published);
    expect(won).toMatchObject({ version: 1 });
    expect(lost).toMatchObject({ code: "WORKFLOW_ALREADY_PUBLISHED", version: 1 });
    expect(await one.engine.authoring.versions(tenant, "tips")).toHaveLength(1);
  });

  it("is learnt by other processes within ten seconds, and by their runs at once", async () => {
    const base = sharedOver(createStore);
    const made = createWorld({ ...base, workflows: [] });
    const beside = createWorld({ ...base, workflows: [], seed: 8 });
    const ann = await subscriber(made);
    await beside.engine.tick(tenant);
    await saveAndPublish(made, tips());
    const runs = async () => (await base.store.readEnrollments({ tenant })).items.length;
    base.clock.advanceBy(10_000);
    await beside.buys(ann, "order-1");
    expect(await runs()).toBe(1);
    await beside.engine.drain(tenant);
    await made.engine.workflows.retire(tenant, "tips");
    base.clock.advanceBy(10_000);
    await beside.buys(ann, "order-2");
    expect(
      (await base.store.readEnrollments({ tenant })).items.map(({ status }) => status),
    ).toEqual(["active", "ended"]);
    base.clock.advanceBy(day);
    await beside.engine.drain(tenant);
    expect(base.transport.sent).toHaveLength(1);
  });

  it("leaves runs alone on an engine without the text, and says so", async () => {
    const base = sharedOver(createStore);
    const made = createWorld({ ...base, workflows: [], renderer: fakeRenderer(texts) });
    const older = createWorld({
      ...{ ...base, workflows: [], seed: 8 },
      renderer: fakeRenderer({ thanks: { text: "Thank you" } }),
    });
    const ann = await subscriber(made);
    await saveAndPublish(made, tips("reminder"));
    // It starts what it cannot write: who can takes the run on.
    await older.buys(ann, "order-1");
    base.clock.advanceBy(day);
    const { left } = await older.engine.drain(tenant);
    expect(left).toEqual([{ workflow: "tips", version: 1 }]);
    await made.engine.drain(tenant);
    base.clock.advanceBy(day);
    expect((await older.engine.drain(tenant)).left).toEqual(left);
    expect(base.transport.sent).toEqual([]);
    await made.engine.drain(tenant);
    expect(base.transport.sent).toHaveLength(1);
  });

  it.each([
    ["of a later format", { v: 2 }, "DEFINITION_FORMAT"],
    [
      "with steps of a later release",
      { nodes: { first: { kind: "teleport" } } },
      "DEFINITION_WORKFLOW",
    ],
  ])(
    "%s starts nobody here, stops no other workflow and is reported",
    async (_what, later, code) => {
      const base = sharedOver(createStore);
      const blind = (store: Store): Store => ({
        ...store,
        readDefinition: async (call, options) => {
          const found = await store.readDefinition(call, options);
          return found?.kind === "workflow" && found.id === "tips"
            ? { ...found, body: { ...Object(found.body), ...later } }
            : found;
        },
      });
      const made = createWorld({ ...base, workflows: [] });
      const ann = await subscriber(made);
      await saveAndPublish(made, tips());
      await made.engine.authoring.save(tenant, tips("thanks", { id: "beside" }));
      await made.engine.authoring.check(tenant, "beside");
      await made.engine.authoring.publish(tenant, "beside");
      const older = createWorld({ ...base, store: blind(base.store), workflows: [], seed: 8 });
      await older.buys(ann, "order-1");
      const runs = async () => {
        const { items } = await base.store.readEnrollments({ tenant });
        return items
          .map(({ workflow, entryKey }) => `${workflow} ${entryKey.split(":")[0]}`)
          .sort();
      };
      // Its start is left to a process that can read it.
      expect(await runs()).toEqual(["beside event", "tips pending"]);
      expect((await older.engine.tick(tenant)).faults).toEqual([
        { part: "definitions", code, of: { workflow: "tips", version: 1 } },
      ]);
      const listed = await older.engine.workflows.list(tenant);
      expect(listed.find(({ id }) => id === "tips")).toMatchObject({ unread: code });
      await made.engine.drain(tenant);
      expect(await runs()).toEqual(["beside event", "tips event", "tips pending"]);
    },
  );

  it("gives way to code that takes its name later, and its runs go on", async () => {
    const base = sharedOver(createStore);
    const made = createWorld({ ...base, workflows: [] });
    const ann = await subscriber(made);
    await saveAndPublish(made, tips());
    await made.buys(ann, "order-1");
    const given = defineWorkflow(schema, "tips", (w) => w.onRequest().version(9).wait("1d"));
    const later = createWorld({ ...base, workflows: [given], seed: 8 });
    const { faults } = await later.engine.tick(tenant);
    expect(faults).toMatchObject([{ code: "DEFINITION_DUPLICATE" }]);
    await expect(later.engine.authoring.publish(tenant, "tips")).rejects.toMatchObject({
      code: "DEFINITION_DUPLICATE",
    });
    await later.buys(ann, "order-2");
    expect((await base.store.readEnrollments({ tenant })).items).toHaveLength(1);
    base.clock.advanceBy(day);
    await later.engine.drain(tenant);
    expect(base.transport.sent).toHaveLength(1);
  });
});
