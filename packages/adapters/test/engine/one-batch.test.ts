import { defineSchema, defineWorkflow, type Store } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, schema, tenant } from "./world.js";

const news = defineSchema({
  ...schema,
  events: { ...schema.events, "consent.granted": z.object({ purposes: z.array(z.string()) }) },
});
const welcome = defineWorkflow(news, "welcome", (w) =>
  w
    .onEvent("consent.granted", { reentry: "always" })
    .admitAnyone()
    .exitOn("delivery:unsubscribed", { outcome: "left" })
    .wait("1d")
    .send({ id: "thanks" }, { purpose: "news" }),
);

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])(
  "what one call takes in over the %s store",
  (_name, create) => {
    it.each([
      ["granted and withdrawn", ["granted", "withdrawn"], ["left"]],
      ["withdrawn and granted", ["withdrawn", "granted"], [null]],
    ])("reaches the run that it began before: %s", async (_order, acts, outcomes) => {
      const { person, engine, store, clock } = createWorld({
        store: create(),
        workflows: [welcome],
      });
      const ann = await person("ann");
      const [point] = (await store.readContact({ tenant, lookup: { id: ann } }))?.points ?? [];
      if (point === undefined) throw new Error("no point");
      const drafts = acts.map((act) => ({
        ...{ id: act, type: `consent.${act}`, contactPoint: point.id },
        ...{ effectiveAt: clock.now(), fields: {} },
      }));
      await engine.record(tenant, drafts);
      await engine.drain(tenant);
      const { items } = await store.readEnrollments({ tenant, contact: ann });
      expect(items.map(({ outcome }) => outcome)).toEqual(outcomes);
    });
  },
);

const unbought = defineWorkflow(schema, "unbought", (w) =>
  w
    .onEvent("cart.abandoned", { reentry: { oncePer: "cart", again: "restart" } })
    .admitAnyone()
    .waitFor({ event: "order.placed", same: "cart", timeout: "3d" }, { yes: (w) => w.exit("ok") })
    .exit("no"),
);

describe("a run that begins with a wait for an event", () => {
  it.each([
    ["in time", true, ["a", "order a"], ["ok"]],
    ["before anybody moves it", false, ["a", "order a"], ["ok"]],
    ["of another key", false, ["a", "order b"], ["no"]],
    ["after it has begun anew", false, ["a", "a", "order a"], ["ok"]],
    ["before it begins", false, ["order a", "a"], ["no"]],
  ])("hears it %s", async (_when, moved, events, outcomes) => {
    const { person, engine, store, clock } = createWorld({ workflows: [unbought] });
    const contact = await person("ann");
    for (const [index, said] of events.entries()) {
      clock.advanceBy(1_000);
      const cart = said.slice(-1);
      const input = { tenant, contact, id: `${index}` };
      if (said.startsWith("order"))
        await engine.track({ ...input, event: "order.placed", data: { total: 5, cart } });
      else await engine.track({ ...input, event: "cart.abandoned", data: { cart } });
      if (moved) await engine.drain(tenant);
    }
    await engine.drain(tenant);
    clock.advanceBy(4 * 86_400_000);
    await engine.drain(tenant);
    const { items } = await store.readEnrollments({ tenant });
    expect(items.map(({ outcome }) => outcome)).toEqual(outcomes);
  });
});
