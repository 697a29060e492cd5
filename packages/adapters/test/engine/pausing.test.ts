import { defineWorkflow, type OnResume, type Store } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { day, failingSecondChunk, hour, stores, workflowWorld } from "./workflow-world.js";
import { createWorld, schema, start, tenant } from "./world.js";

/** Sends at once, after two days, and at nine on the day after that. */
const series = defineWorkflow(schema, "series", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .exitOn("delivery:unsubscribed")
    .lateAfter("6h")
    .send({ id: "thanks" }, { purpose: "news" })
    .wait("2d")
    .send({ id: "reminder" }, { purpose: "news" })
    .waitUntil({ time: "09:00" })
    .send({ id: "receipt" }, { purpose: "orders", messageClass: "transactional" }),
);

describe.each(stores)("pausing a workflow over the %s store", (_name, createStore) => {
  const world = () => {
    const made = workflowWorld(createStore, [series]);
    const pause = (onResume: OnResume, more: object = {}) =>
      made.workflows.pause(tenant, "series", { onResume, ...more });
    return { ...made, pause };
  };
  const readLastRun = async (
    store: Store,
    contact: Awaited<ReturnType<ReturnType<typeof world>["enter"]>>,
  ) => {
    const { items } = await store.readEnrollments({ tenant, contact });
    return items.at(-1);
  };

  it("holds what falls due behind the gate, and sends it when the workflow goes on", async () => {
    const { enter, pause, pass, days, workflows, engine, store } = world();
    const ann = await enter("ann");
    await pass(2 * day - 2 * hour);
    await pause("hold", { by: "eve", why: "wrong price" });
    await pass(4 * hour);
    expect(days()).toEqual([["ann", 0]]);
    expect((await readLastRun(store, ann))?.state["node"]).toBe("until-09:00");
    expect(await engine.nextWork(tenant)).toBeGreaterThan(start + 2 * day + 4 * hour);
    await workflows.resume(tenant, "series");
    await pass(0);
    expect(days()).toEqual([
      ["ann", 0],
      ["ann", (2 * day + 2 * hour) / day],
    ]);
    expect((await workflows.changes(tenant)).map(({ did, by, why }) => [did, by, why])).toEqual([
      ["resume", undefined, undefined],
      ["pause", "eve", "wrong price"],
    ]);
  });

  it("keeps even service mail of a paused workflow back", async () => {
    const { enter, pause, pass, days } = world();
    await enter("ann");
    await pass(2 * day);
    expect(days().length).toBe(2);
    await pause("hold");
    await pass(2 * day);
    expect(days().length).toBe(2);
  });

  it("skips what is late when a workflow goes on that stood still", async () => {
    const { enter, pause, pass, days, workflows, store } = world();
    const ann = await enter("ann");
    await pause("skipLate");
    await pass(3 * day);
    expect(days()).toEqual([["ann", 0]]);
    expect((await readLastRun(store, ann))?.wakeAt).toBeNull();
    expect(await workflows.resume(tenant, "series")).toEqual({ moved: 1, failed: [] });
    await pass(0);
    expect(days()).toEqual([["ann", 0]]);
    const { items } = await store.readStepLog({ tenant, contact: ann });
    expect(JSON.stringify(items.at(-1)?.detail)).toContain('"LATE"');
    await pass(day);
    expect(days().length).toBe(2);
  });

  it("shifts durations by the pause, and takes the next time of day", async () => {
    const { enter, pause, pass, days, workflows, store } = world();
    await enter("ann");
    await pass(day);
    await enter("bob");
    await pass(day);
    // Ann waits for nine o'clock, bob for one more day.
    expect(days()).toEqual([
      ["ann", 0],
      ["bob", 1],
      ["ann", 2],
    ]);
    await pause("shift");
    await pass(5 * day);
    expect(days().length).toBe(3);
    expect(await workflows.resume(tenant, "series")).toEqual({ moved: 2, failed: [] });
    const { items } = await store.readEnrollments({ tenant });
    expect(items.map(({ wakeAt }) => ((wakeAt ?? 0) - start) / day)).toEqual([8, 8]);
    await pass(day);
    expect(days().slice(3)).toEqual([
      ["ann", 8],
      ["bob", 8],
    ]);
  });

  it("sets each run going once, also where a resume broke off between two chunks", async () => {
    const { enter, pause, pass, workflows, store, engine } = world();
    await enter("ann");
    await enter("bob");
    await pause("shift");
    await pass(day);
    const broken = createWorld({
      workflows: [series],
      clock: simulatedClock(start + day),
      store: failingSecondChunk(store),
      seed: 9,
    });
    await expect(broken.engine.workflows.resume(tenant, "series")).rejects.toThrow("power cut");
    const [first] = await workflows.list(tenant);
    expect(first?.state).toBe("resuming");
    await engine.drain(tenant);
    expect(await workflows.resume(tenant, "series")).toEqual({ moved: 1, failed: [] });
    const { items } = await store.readEnrollments({ tenant });
    expect(items.map(({ wakeAt }) => ((wakeAt ?? 0) - start) / day)).toEqual([3, 3]);
    expect((await workflows.list(tenant))[0]?.state).toBe("active");
  });

  it("carries out exits while it is paused, and no other step", async () => {
    const { enter, pause, pass, withdraw, store } = world();
    const ann = await enter("ann");
    await pause("shift");
    await pass(3 * day);
    await withdraw(ann);
    await pass(0);
    expect((await readLastRun(store, ann))?.status).toBe("ended");
  });

  it("refuses who would enter, on record, and lets them in again afterwards", async () => {
    const { enter, pause, pass, workflows, days, store } = world();
    await pause("hold");
    const ann = await enter("ann");
    expect((await readLastRun(store, ann))?.outcome).toBe("refused");
    const { items } = await store.readStepLog({ tenant, contact: ann });
    expect(JSON.stringify(items.at(-1)?.detail)).toContain("WORKFLOW_PAUSED");
    await workflows.resume(tenant, "series");
    await enter("bob");
    await pass(0);
    expect(days()).toEqual([["bob", 0]]);
  });

  it("queues who enters if told, and begins with them when the workflow goes on", async () => {
    const { enter, pause, pass, workflows, days } = world();
    await pause("shift", { entries: "queue" });
    await enter("ann");
    await pass(hour);
    expect(days()).toEqual([]);
    await workflows.resume(tenant, "series");
    await pass(0);
    expect(days()).toEqual([["ann", hour / day]]);
  });

  it("tells another engine of the same store, which lets no run go on", async () => {
    const { enter, clock, beside, days } = world();
    await enter("ann");
    const other = beside([series]);
    await other.engine.tick(tenant);
    await other.engine.workflows.pause(tenant, "series", { onResume: "shift" });
    clock.advanceBy(2 * day);
    const { engine } = beside([series], 10);
    await engine.drain(tenant);
    expect(days()).toEqual([["ann", 0]]);
  });

  it("lets nobody enter a retired workflow, and its runs go on to their end", async () => {
    const { enter, pass, workflows, days } = world();
    await enter("ann");
    await workflows.retire(tenant, "series", { by: "eve" });
    await enter("bob");
    await pass(2 * day);
    expect(days()).toEqual([
      ["ann", 0],
      ["ann", 2],
    ]);
    const [listed] = await workflows.list(tenant);
    expect(listed).toMatchObject({ id: "series", version: 1, state: "retired", by: "eve" });
  });

  it("refuses what makes no sense, and changes nothing", async () => {
    const { workflows, pause } = world();
    const plain = defineWorkflow(schema, "plain", (w) =>
      w.onEvent("order.placed").send({ id: "thanks" }, { purpose: "news" }),
    );
    const { engine } = createWorld({ workflows: [plain] });
    const late = engine.workflows.pause(tenant, "plain", { onResume: "skipLate" });
    await expect(late).rejects.toMatchObject({ code: "INPUT_ON_RESUME" });
    await expect(workflows.pause(tenant, "ghost")).rejects.toMatchObject({
      code: "INPUT_WORKFLOW",
    });
    await pause("hold");
    await pause("hold");
    await expect(pause("shift")).rejects.toMatchObject({ code: "INPUT_WORKFLOW_STATE" });
    const retiring = workflows.retire(tenant, "series");
    await expect(retiring).rejects.toMatchObject({ code: "INPUT_WORKFLOW_STATE" });
    const paced = workflows.resume(tenant, "series", { pace: { runs: 0, per: "1h" } });
    await expect(paced).rejects.toMatchObject({ code: "INPUT_PACE" });
    expect((await workflows.changes(tenant)).length).toBe(1);
  });
});
