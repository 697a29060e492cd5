import { defineWorkflow } from "@wellsent/core";
import { explainContact } from "@wellsent/core/explain";
import { localHour } from "@wellsent/core/timing";
import { describe, expect, it } from "vitest";
import { day, hour, stores, workflowWorld } from "./workflow-world.js";
import { createWorld, schema, start, tenant } from "./world.js";

const weekly = defineWorkflow(schema, "weekly", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .waitUntil({ time: "best", between: ["08:00", "21:00"], id: "best" })
    .send({ id: "thanks" }, { purpose: "news" }),
);
const plain = defineWorkflow(schema, "weekly", (w) =>
  w.onEvent("order.placed", { reentry: "always" }).send({ id: "thanks" }, { purpose: "news" }),
);

describe.each(stores)("the best hour over the %s store", (_name, createStore) => {
  it("is the hour at which people clicked, once enough was sent", async () => {
    const world = workflowWorld(createStore, [weekly]);
    const { store, engine, clock } = world;
    // Whoever gets mail at 19:00 or later clicks it; a scanner clicks everything.
    const click = async (): Promise<void> => {
      const { items } = await store.readOutbox({ tenant, limit: 1000 });
      for (const { key, settledAt } of items) {
        if (settledAt === null) continue;
        const said = { type: "clicked", message: key, at: settledAt + 1 } as const;
        const scan = { ...said, engagement: { machine: true, reasons: [] } };
        await engine.report(tenant, [{ ...scan, dedupeKey: `scan-${key}` }]);
        if (localHour("Europe/Berlin", settledAt) < 19) continue;
        await engine.report(tenant, [{ ...said, dedupeKey: `click-${key}` }]);
      }
    };
    const people = await Promise.all(
      Array.from({ length: 20 }, (_, index) => world.person(`person-${index}`)),
    );
    for (const person of people) await world.subscribe(person);
    // A chooser that sends at every hour in turn.
    let turn = 0;
    const choose = ({ allowed }: { readonly allowed: readonly number[] }) => {
      turn += 1;
      return { hour: allowed[turn % allowed.length] ?? 0, why: "explored" } as const;
    };
    const trying = createWorld({
      store,
      clock,
      workflows: [weekly],
      more: { bestHours: { choose } },
    });
    for (let round = 0; round < 12; round += 1) {
      for (const [index, person] of people.entries())
        await trying.buys(person, `${round}-${index}`);
      for (let part = 0; part < 24; part += 1) {
        await trying.engine.drain(tenant);
        clock.advanceBy(hour);
      }
    }
    await click();
    const { sends, clicks } = await store.readHours(tenant);
    expect(sends.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => 0));
    expect(sends.reduce((a, b) => a + b)).toBeGreaterThan(200);
    expect(clicks.slice(0, 19).every((count) => count === 0)).toBe(true);
    expect(clicks[20]).toBe(sends[20]);
    clock.advanceTo(start + 20 * day);
    for (const [index, person] of people.entries()) await world.buys(person, `last-${index}`);
    await engine.drain(tenant);
    const runs = await store.readEnrollments({ tenant, limit: 1000 });
    const waits = runs.items.filter(({ status }) => status === "active");
    const said = waits.map(({ state }) => JSON.parse(JSON.stringify(state["wait"])).best.hour);
    expect(said.filter((one) => one === 19 || one === 20).length).toBeGreaterThan(14);
    const [contact] = waits.map((run) => run.contact);
    const explained =
      contact === undefined ? null : await explainContact(engine, { tenant, contact });
    expect(explained?.sentences.join(" ")).toMatch(/the best hour is \d\d:00/);
  });

  it("is counted only where a workflow waits for it", async () => {
    const { enter, pass, store, transport } = workflowWorld(createStore, [plain]);
    await enter("ann");
    await pass(day);
    expect(transport.sent).toHaveLength(1);
    expect(new Set((await store.readHours(tenant)).sends)).toEqual(new Set([0]));
  });
});
