import { defineWorkflow, type Store } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, schema, start, tenant } from "./world.js";

const hour = 3_600_000;
const one = { key: "agents", max: 3, per: "1h" } as const;
const first = defineWorkflow(schema, "first", (w) =>
  w.onEvent("order.placed", { reentry: "always" }).throttle(one).exit("called"),
);
const second = defineWorkflow(schema, "second", (w) =>
  w.onEvent("order.placed", { reentry: "always" }).throttle(one).exit("called"),
);

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("a throttle over the %s store", (_name, createStore) => {
  it("lets so many through in any hour, over workflows and workers, and everybody in the end", async () => {
    const store = createStore();
    const workflows = [first, second];
    const { engine, clock, person, buys } = createWorld({ store, workflows });
    const other = createWorld({ store, workflows, clock, seed: 8 });
    const people = await Promise.all(["ann", "bob", "cid", "dan"].map((name) => person(name)));
    for (const [index, ann] of people.entries()) {
      await buys(ann, `o-${index}`);
      clock.advanceBy(60_000);
    }
    for (let turn = 0; turn < 12; turn += 1) {
      const next = await engine.nextWork(tenant);
      if (next === null) break;
      clock.advanceTo(Math.max(next, clock.now()));
      await (turn % 2 === 0 ? engine : other.engine).drain(tenant);
    }
    const ended = await Promise.all(
      people.map(async (contact) => (await store.readEnrollments({ tenant, contact })).items),
    );
    const times = ended.flat().map(({ endedAt, outcome }) => {
      expect(outcome).toBe("called");
      return endedAt ?? start;
    });
    expect(times).toHaveLength(8);
    times.sort((a, b) => a - b);
    const crowded = times.filter((at, index) => at - (times[index - 3] ?? -hour) < hour);
    expect(crowded).toEqual([]);
    // 8 runs at 3 an hour: the last begins its turn in the third hour.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBe(2 * hour);
  });
});
