import { type ContactId, defineWorkflow, readableContact, type Store } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, schema, start, tenant, type World } from "./world.js";

const hour = 3_600_000;

/** `start` is a Monday. */
const onTuesday = defineWorkflow(schema, "tuesday", (w) =>
  w
    .onEvent("order.placed")
    .waitUntil({ days: ["tue"], time: "09:00", zone: "contact" })
    .send({ id: "thanks" }, { purpose: "news" }),
);

const beforeRenewal = defineWorkflow(schema, "renewal", (w) =>
  w
    .onEvent("order.placed")
    .waitUntilDate(
      { attribute: "renewsAt", before: "2d", time: "09:00", zone: "fixed:Europe/Berlin" },
      { passed: (way) => way.exit("passed"), missing: (way) => way.exit("missing") },
    )
    .send({ id: "thanks" }, { purpose: "news" }),
);

const nineInBerlin = Date.UTC(2026, 2, 3, 8);
const nineInNewYork = Date.UTC(2026, 2, 3, 14);

async function moves({ store, clock }: World, id: ContactId, zone: string): Promise<void> {
  await store.changeContacts({ tenant, now: clock.now(), lookups: [{ id }] }, ([found = null]) => {
    const contact = readableContact(found);
    if (contact === null) return [];
    const timeZone = { name: zone, source: "stated" } as const;
    return [{ contact: { ...contact, timeZone, updatedAt: clock.now() } }];
  });
}

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])(
  "a person who moves while waiting, over the %s store",
  (_name, createStore) => {
    const waiting = async (zone: string) => {
      const world = createWorld({ store: createStore(), workflows: [onTuesday] });
      const ann = await world.person("ann", { timeZone: { name: zone, source: "stated" } });
      await world.subscribe(ann);
      await world.buys(ann, "order-1");
      await world.engine.drain(tenant);
      const wakeAt = async () =>
        (await world.store.readEnrollments({ tenant, contact: ann })).items[0]?.wakeAt;
      return { world, ann, wakeAt };
    };

    it("gets on Tuesday at nine in Berlin what was planned for nine in New York", async () => {
      const { world, ann, wakeAt } = await waiting("America/New_York");
      expect(await wakeAt()).toBe(nineInNewYork);
      world.clock.advanceBy(12 * hour);
      await moves(world, ann, "Europe/Berlin");
      await world.engine.drain(tenant);
      expect(await wakeAt()).toBe(nineInBerlin);
      world.clock.advanceBy(nineInBerlin - 1 - world.clock.now());
      await world.engine.drain(tenant);
      expect(world.transport.sent).toEqual([]);
      world.clock.advanceBy(1);
      await world.engine.drain(tenant);
      world.clock.advanceBy(14 * 24 * hour);
      await world.engine.drain(tenant);
      expect(world.transport.sent).toMatchObject([{ to: "ann@mail.example", at: nineInBerlin }]);
    });

    it("waits for nine in New York after moving there from Berlin", async () => {
      const { world, ann } = await waiting("Europe/Berlin");
      world.clock.advanceBy(12 * hour);
      await moves(world, ann, "America/New_York");
      await world.engine.drain(tenant);
      world.clock.advanceBy(nineInBerlin - world.clock.now());
      await world.engine.drain(tenant);
      expect(world.transport.sent).toEqual([]);
      world.clock.advanceBy(nineInNewYork - world.clock.now());
      await world.engine.drain(tenant);
      expect(world.transport.sent).toMatchObject([{ at: nineInNewYork }]);
    });

    it("is written to before a date where that date moves to, and not where it goes", async () => {
      const world = createWorld({ store: createStore(), workflows: [beforeRenewal] });
      const renews = (name: string, renewsAt: string | null) =>
        world.engine.identify({ tenant, key: `${name}@mail.example`, attributes: { renewsAt } });
      const ids = [await world.person("ann"), await world.person("bob")];
      for (const [index, name] of ["ann", "bob"].entries()) {
        await renews(name, "2026-03-06");
        const id = ids[index];
        if (id === undefined) throw new Error("Nobody is there.");
        await world.subscribe(id);
        await world.buys(id, `order-${name}`);
      }
      await world.engine.drain(tenant);
      world.clock.advanceBy(hour);
      await renews("ann", "2026-03-05");
      await renews("bob", null);
      await world.engine.drain(tenant);
      world.clock.advanceBy(nineInBerlin - 1 - world.clock.now());
      await world.engine.drain(tenant);
      expect(world.transport.sent).toEqual([]);
      world.clock.advanceBy(1);
      await world.engine.drain(tenant);
      world.clock.advanceBy(7 * 24 * hour);
      await world.engine.drain(tenant);
      expect(world.transport.sent).toMatchObject([{ to: "ann@mail.example", at: nineInBerlin }]);
    });

    it("takes no step for a contact that changed in anything else", async () => {
      const { world, ann } = await waiting("America/New_York");
      const read = () => world.store.readEnrollments({ tenant, contact: ann });
      const before = await read();
      await moves(world, ann, "America/New_York");
      await world.engine.drain(tenant);
      expect(await read()).toEqual(before);
      expect(before.items).toMatchObject([{ revision: 1, wakeAt: nineInNewYork }]);
      expect(world.clock.now()).toBe(start);
    });
  },
);
