import { defineWorkflow } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { day, failingSecondChunk, hour, stores, workflowWorld } from "./workflow-world.js";
import { createWorld, schema, start, tenant, thanks } from "./world.js";

/** Waits five days instead of two, and says something else then. */
const slower = defineWorkflow(schema, "thanks", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .exitOn("delivery:unsubscribed")
    .version(2)
    .send({ id: "thanks" }, { purpose: "news" })
    .wait("5d", { id: "wait-2d" })
    .send({ id: "receipt" }, { purpose: "news" }),
);

/** Its wait has another name. */
const renamed = defineWorkflow(schema, "thanks", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .version(3)
    .send({ id: "thanks" }, { purpose: "news" })
    .wait("1d", { id: "pause" })
    .send({ id: "receipt" }, { purpose: "news" }),
);

describe.each(stores)("migrating a workflow over the %s store", (_name, createStore) => {
  /** Three people wait on the first version, since a day after one another. */
  const world = async (next = slower) => {
    const before = workflowWorld(createStore);
    const { clock, store, transport } = before;
    for (const name of ["ann", "bob", "cid"]) {
      await before.enter(name);
      clock.advanceBy(8 * hour);
    }
    const made = before.beside([next]);
    const texts = () =>
      transport.sent.map(({ to, text }) => [to.split("@")[0], /^[^,\n]+/.exec(text)?.[0]]);
    const versions = async () =>
      (await store.readEnrollments({ tenant })).items.map(({ version }) => version);
    return {
      ...made,
      store,
      clock,
      texts,
      versions,
      workflows: made.engine.workflows,
      migrations: made.engine.migrations,
    };
  };

  it("tells before who would go where, and what each would get next, and writes nothing", async () => {
    const { migrations, store } = await world();
    const before = await store.readEnrollments({ tenant });
    const migration = { workflow: "thanks", from: 1, waits: "recount" } as const;
    const preview = await migrations.dryRun(tenant, migration);
    expect(preview.findings).toEqual([]);
    expect(preview.streams).toEqual([{ from: "wait-2d", to: "wait-2d", outcome: null, runs: 3 }]);
    expect(preview.sample[0]).toMatchObject({
      contact: "ann",
      before: { template: "reminder", at: start + 2 * day },
      after: { template: "receipt", at: start + 5 * day },
    });
    expect(await store.readEnrollments({ tenant })).toEqual(before);
  });

  it("moves every run, which then gets what the preview said", async () => {
    const { workflows, migrations, engine, clock, texts, versions } = await world();
    const migration = { workflow: "thanks", from: 1, waits: "recount" } as const;
    const by = { by: "eve", why: "too pushy" };
    const report = await migrations.run(tenant, { ...migration, ...by });
    expect(report).toEqual({ moved: 3, ended: 0, failed: [] });
    expect(await versions()).toEqual([2, 2, 2]);
    for (let at = 0; at < 7; at += 1) {
      clock.advanceBy(day);
      await engine.drain(tenant);
    }
    expect(texts().filter(([, text]) => text === "Your receipt").length).toBe(3);
    expect(texts().filter(([, text]) => text === "Still here?")).toEqual([]);
    expect(texts().length).toBe(6);
    expect((await workflows.changes(tenant))[0]).toMatchObject({
      ...{ workflow: "thanks", did: "migrate", from: 1, to: 2 },
      ...by,
    });
    expect(await migrations.run(tenant, migration)).toMatchObject({ moved: 0 });
  });

  it("refuses as a whole where a node with live runs leads nowhere, with the counts", async () => {
    const { workflows, migrations, versions } = await world(renamed);
    const migration = { workflow: "thanks", from: 1 };
    await expect(migrations.run(tenant, migration)).rejects.toMatchObject({
      code: "INPUT_MIGRATION",
      path: "nodes.wait-2d",
      message: expect.stringContaining("wait-2d: 3"),
    });
    const { findings } = await migrations.dryRun(tenant, migration);
    expect(findings).toMatchObject([{ code: "MIGRATION_UNMAPPED", node: "wait-2d", runs: 3 }]);
    expect(await versions()).toEqual([1, 1, 1]);
    const nodes = { "wait-2d": "pause" };
    expect(await migrations.run(tenant, { ...migration, nodes })).toMatchObject({ moved: 3 });
    expect(await workflows.runs(tenant, "thanks")).toEqual([
      { version: 3, node: "pause", runs: 3 },
    ]);
  });

  it("makes those overdue due at the pace, and all of them in the end", async () => {
    const { migrations, engine, clock, texts, store } = await world(renamed);
    clock.advanceBy(3 * day);
    const now = clock.now();
    const nodes = { "wait-2d": { to: "pause", waits: "recount" } } as const;
    const pace = { runs: 1, per: "1h" } as const;
    await migrations.run(tenant, { workflow: "thanks", from: 1, nodes, pace });
    const { items } = await store.readEnrollments({ tenant });
    expect(items.map(({ wakeAt }) => ((wakeAt ?? 0) - now) / hour)).toEqual([0, 1, 2]);
    for (const sent of [1, 2, 3]) {
      await engine.drain(tenant);
      expect(texts().filter(([, text]) => text === "Your receipt").length).toBe(sent);
      clock.advanceBy(hour);
    }
  });

  it("goes on after a crash between two chunks, while both versions run", async () => {
    const { migrations, store, versions, clock, engine, texts } = await world();
    const broken = createWorld({
      ...{ clock, workflows: [slower], seed: 9 },
      store: failingSecondChunk(store),
    });
    const migration = { workflow: "thanks", from: 1, waits: "keep" } as const;
    await expect(broken.engine.migrations.run(tenant, migration)).rejects.toThrow("power cut");
    expect(await versions()).toEqual([2, 1, 1]);
    // Bob's falls due before somebody repeats the call.
    clock.advanceBy(start + 2 * day + 8 * hour - clock.now());
    await engine.drain(tenant);
    expect(texts().slice(3)).toEqual([
      ["ann", "Your receipt"],
      ["bob", "Still here?"],
    ]);
    expect(await migrations.run(tenant, migration)).toMatchObject({ moved: 1 });
    expect(await versions()).toEqual([2, 1, 2]);
  });

  it("refuses versions that nobody knows, and the version that runs are on", async () => {
    const { migrations } = await world();
    for (const migration of [{ from: 2 }, { from: 7 }, { from: 1, to: 9 }]) {
      const moving = migrations.run(tenant, { workflow: "thanks", ...migration });
      await expect(moving).rejects.toMatchObject({ code: "INPUT_WORKFLOW_VERSION" });
    }
  });

  it("keeps runs on the version that is not the engine's own", async () => {
    const { migrations, versions } = await world();
    await migrations.run(tenant, { workflow: "thanks", from: 1, waits: "recount" });
    await migrations.run(tenant, { workflow: "thanks", from: 2, to: thanks.version });
    expect(await versions()).toEqual([1, 1, 1]);
  });
});
