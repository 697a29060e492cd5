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
