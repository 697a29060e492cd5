// An engine of the release before works for the tenant beside a new one.
import { defineWorkflow, type Store } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, schema, start, tenant } from "./world.js";

const minute = 60_000;
const daily = { v: 1, start: "2026-03-01", every: "day", time: "12:00" } as const;
const letter = defineWorkflow(schema, "letter", (w) =>
  w
    .onSchedule({ ...daily, zone: "Europe/Berlin" })
    .lateAfter("6h")
    .admitAnyone()
    .wait("1h"),
);

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("two releases on one %s store", (_name, create) => {
  const worlds = () => {
    const store = create();
    const before = createWorld({ store, workflows: [] });
    const after = createWorld({ store, clock: before.clock, workflows: [letter], seed: 8 });
    const started = async (): Promise<readonly string[]> =>
      (await store.readEnrollments({ tenant })).items.map(({ contact }) => contact).sort();
    return { store, before, after, clock: before.clock, started };
  };

  it("plan everybody for a new workflow, though the old one looked at them first", async () => {
    const { store, before, after, clock, started } = worlds();
    await before.person("ann");
    await before.person("bob");
    await after.engine.drain(tenant);
    const { items } = await store.readContacts({ tenant });
    for (const contact of items)
      await store.changeContacts({ tenant, now: clock.now(), lookups: [] }, () => [
        { contact: { ...contact, locale: "fr" } },
      ]);
    await before.engine.drain(tenant);
    await before.person("cid");
    await before.engine.drain(tenant);
    // The old one goes; the new one has been there all the time.
    clock.advanceBy(20 * minute);
    await after.engine.drain(tenant);
    clock.advanceTo(Date.UTC(2026, 2, 2, 11));
    await after.engine.drain(tenant);
    expect(await started()).toEqual(["ann", "bob", "cid"]);
  });

  it("start what was planned for the minutes in between", async () => {
    const { before, after, clock, started } = worlds();
    await after.engine.drain(tenant);
    clock.advanceTo(Date.UTC(2026, 2, 2, 10, 55));
    await before.person("ann");
    await before.engine.drain(tenant);
    // Noon in Berlin passes before the new one finds out.
    clock.advanceBy(10 * minute);
    await after.engine.drain(tenant);
    expect(await started()).toEqual(["ann"]);
    await after.engine.drain(tenant);
    clock.advanceBy(20 * minute);
    await after.engine.drain(tenant);
    expect(await started()).toEqual(["ann"]);
  });

  it("plan also those whom the old one takes page by page while they are marked", async () => {
    const store = create();
    const before = createWorld({ store, workflows: [] });
    for (let n = 0; n < 5; n++) await before.person(`p${n}`);
    await before.engine.drain(tenant);
    const wrap: Parameters<typeof createWorld>[0] = {
      wrap: (inner, transport) => ({
        transport,
        store: {
          ...inner,
          markContacts: async (call, options) => {
            const page = await inner.markContacts({ ...call, limit: 2 }, options);
            if (page.next !== null) await before.engine.drain(tenant);
            return page;
          },
        },
      }),
    };
    const { clock } = before;
    const after = createWorld({ store, clock, workflows: [letter], seed: 8, ...wrap });
    await after.engine.tick(tenant);
    clock.advanceBy(20 * minute);
    const alone = createWorld({ store, clock, workflows: [letter], seed: 9 });
    await alone.engine.drain(tenant);
    clock.advanceTo(start + 3 * 60 * minute);
    await alone.engine.drain(tenant);
    expect((await store.readEnrollments({ tenant })).items).toHaveLength(5);
  });

  it("mark nobody again where only one of them is at work", async () => {
    const { store, after, clock } = worlds();
    await after.person("ann");
    await after.engine.drain(tenant);
    clock.advanceBy(20 * minute);
    await after.engine.drain(tenant);
    const call = { tenant, now: clock.now(), name: `letter:${letter.version}`, limit: 9 };
    expect(await store.markContacts(call)).toEqual({ marked: 0, next: null });
  });
});
