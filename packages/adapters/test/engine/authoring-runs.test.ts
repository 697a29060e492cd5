import { defineWorkflow, type JsonObject, type Store, StoreError } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import {
  dyingBeforeTheList,
  saveAndPublish,
  sharedOver,
  subscriber,
  tips,
} from "./authoring-world.js";
import { stores } from "./workflow-world.js";
import { createWorld, schema, tenant } from "./world.js";

/** Begins on request. */
function onRequest(more: JsonObject = {}): JsonObject {
  const entry = { triggers: [{ on: "manual" }], reentry: { mode: "always" } };
  return tips("thanks", { entry, ...more });
}

function starting(id: string, workflow: string): JsonObject {
  return onRequest({
    ...{ id, start: "go" },
    nodes: {
      go: { kind: "run", workflow, next: "end", onRefused: "end" },
      end: { kind: "exit", outcome: "completed" },
    },
  });
}

describe.each(stores)("a draft that starts workflows, %s store", (_name, createStore) => {
  const twoEngines = () => {
    const base = sharedOver(createStore);
    return {
      one: createWorld({ ...base, workflows: [] }),
      two: createWorld({ ...base, workflows: [], seed: 8 }),
    };
  };
  const publishIn = async ({ engine }: ReturnType<typeof createWorld>, definition: JsonObject) => {
    const id = String(definition["id"]);
    await engine.authoring.save(tenant, definition);
    await engine.authoring.check(tenant, id);
    return engine.authoring.publish(tenant, id);
  };

  it("has a fault until another process has published them, and none from then on", async () => {
    const { one, two } = twoEngines();
    const unknown = { code: "UNKNOWN_WORKFLOW", path: "nodes.go.workflow" };
    await one.engine.authoring.save(tenant, onRequest());
    expect(await two.engine.authoring.save(tenant, starting("parent", "tips"))).toMatchObject({
      findings: [unknown],
    });
    expect(await two.engine.authoring.check(tenant, "parent")).toMatchObject({
      ...{ checked: false, findings: [unknown] },
    });
    await publishIn(one, onRequest());
    expect(await two.engine.authoring.check(tenant, "parent")).toMatchObject({ checked: true });
    expect(await two.engine.authoring.publish(tenant, "parent")).toMatchObject({ version: 1 });
  });

  it("has a fault where what it starts begins by an event", async () => {
    const { one } = twoEngines();
    await publishIn(one, tips());
    const { findings } = await savedIn(one, starting("parent", "tips"));
    expect(findings).toMatchObject([{ code: "UNKNOWN_WORKFLOW" }]);
  });

  it("has a fault where published versions lead back to it, also since its check", async () => {
    const { one, two } = twoEngines();
    await publishIn(one, onRequest({ id: "a" }));
    await publishIn(two, onRequest({ id: "b" }));
    await one.engine.authoring.save(tenant, starting("a", "b"));
    expect(await one.engine.authoring.check(tenant, "a")).toMatchObject({ checked: true });
    expect(await publishIn(two, starting("b", "a"))).toMatchObject({ version: 2 });
    expect(await one.engine.authoring.publish(tenant, "a")).toMatchObject({
      ...{ published: false, code: "WORKFLOW_FAULTS", findings: [{ code: "RUN_CIRCLE" }] },
    });
  });
});

async function savedIn({ engine }: ReturnType<typeof createWorld>, definition: JsonObject) {
  const outcome = await engine.authoring.save(tenant, definition);
  if (!outcome.saved) throw new Error(outcome.code);
  return outcome;
}

describe.each(stores)("what a tenant published, %s store", (_name, createStore) => {
  it("starts nobody at a version that a broken-off publication left behind", async () => {
    const base = sharedOver(createStore);
    const doomed = createWorld({ ...base, store: dyingBeforeTheList(base.store), workflows: [] });
    await expect(saveAndPublish(doomed, onRequest())).rejects.toThrow();
    const parent = defineWorkflow(schema, "parent", (w) =>
      w
        .onEvent("order.placed")
        .run({ id: "tips" }, {}, { refused: (way) => way.exit("refused") })
        .exit("went on"),
    );
    const next = createWorld({ ...base, workflows: [parent], seed: 8 });
    await next.buys(await subscriber(next), "order-1");
    await next.engine.drain(tenant);
    const { items } = await base.store.readEnrollments({ tenant });
    expect(items).toMatchObject([{ workflow: "parent", outcome: "refused" }]);
  });

  it("keeps no workflow of code from starting where its list is damaged", async () => {
    const base = sharedOver(createStore);
    const made = createWorld({ ...base, workflows: [] });
    const ann = await subscriber(made);
    await saveAndPublish(made, tips());
    let isDamaged = true;
    const store: Store = {
      ...base.store,
      readDefinition: async (call, options) => {
        if (call.kind === "publication" && isDamaged) throw damaged;
        return base.store.readDefinition(call, options);
      },
    };
    const given = defineWorkflow(schema, "given", (w) => w.onEvent("order.placed").wait("1d"));
    const next = createWorld({ ...base, store, workflows: [given], seed: 8 });
    await next.buys(ann, "order-1");
    expect((await base.store.readEnrollments({ tenant })).items).toMatchObject([
      { workflow: "given", status: "active" },
    ]);
    expect((await next.engine.tick(tenant)).faults).toEqual([
      { part: "definitions", code: "STORE_CORRUPT" },
    ]);
    isDamaged = false;
    base.clock.advanceBy(10_000);
    expect((await next.engine.tick(tenant)).faults).toEqual([]);
    await next.buys(ann, "order-2");
    const { items } = await base.store.readEnrollments({ tenant });
    expect(items.map(({ workflow }) => workflow)).toContain("tips");
  });
});

const damaged = new StoreError("STORE_CORRUPT", "Damaged.", {
  path: "definition",
  remedy: "None.",
});
