// A live audience is met hour by hour, zone by zone: the same people as if all were read each time.
import { DatabaseSync } from "node:sqlite";
import { contactId, listId, type Store } from "@wellsent/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { campaignWorld, hour, toEverybody } from "./campaign-world.js";
import { tenant } from "./world.js";

/** Far apart, close together, with clocks that go forward that night, and one nobody has. */
const zones = [
  ...["Pacific/Kiritimati", "Asia/Tokyo", "Asia/Calcutta", "Asia/Kolkata", "Europe/Berlin"],
  ...["Europe/Paris", "Africa/Cairo", "America/New_York", "Etc/GMT+12", "Mars/Phobos", null],
];
const zone = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom("Europe/Berlin", "Europe/Paris") },
  { weight: 1, arbitrary: fc.constantFrom(...zones) },
);
const person = fc.nat({ max: 7 });
const step = fc.record({
  hours: fc.integer({ min: 1, max: 14 }),
  moves: fc.array(fc.tuple(person, zone), { maxLength: 3 }),
  joins: fc.option(zone, { nil: undefined }),
});

function timeZone(name: string | null) {
  return name === null ? null : ({ name, source: "stated" } as const);
}

async function move(store: Store, name: string, to: string | null, now: number): Promise<void> {
  const lookups = [{ id: contactId(name) }];
  await store.changeContacts({ tenant, now, lookups }, ([found]) => {
    if (!found || "unreadable" in found) throw new TypeError(name);
    return [{ contact: { ...found, timeZone: timeZone(to) } }];
  });
}

/** Reads everybody in every wave, and lets `place` alone say whose hour it is. */
function readingAll(store: Store): Store {
  return {
    ...store,
    prepareCampaign: (call, plan, options) =>
      store.prepareCampaign(call, { ...plan, meets: () => true }, options),
  };
}

it("meets the same people by zones as by reading everybody in every wave", async () => {
  const lives = fc.array(zone, { minLength: 8, maxLength: 8 });
  const shape = fc.record({
    passed: fc.constantFrom("skip", "send", "nextDay"),
    // The night in which clocks go forward in Europe, and an hour that night does not have.
    local: fc.constantFrom("2026-03-03T09:00", "2026-03-29T02:30"),
    part: fc.constantFrom("all", "list"),
    batch: fc.integer({ min: 1, max: 5 }),
    // Before the first zone's hour, and when that of some has passed.
    lead: fc.constantFrom(20, 3),
  });
  await fc.assert(
    fc.asyncProperty(lives, shape, fc.array(step, { maxLength: 6 }), async (homes, form, steps) => {
      const run = async (over: (store: Store) => Store) => {
        const store = over(memoryStore());
        const more = { campaignBatch: form.batch };
        const world = await campaignWorld(0, { store, more });
        const { clock, engine, begun, campaigns } = world;
        const join = async (index: number, home: string | null) => {
          const where = { timeZone: timeZone(home), lists: [listId("all")] };
          await world.subscribe(await world.person(`n${index}`, where));
        };
        for (const [index, home] of homes.entries()) await join(index, home);
        clock.advanceTo(Date.parse(`${form.local}Z`) - form.lead * hour);
        const part = form.part === "all" ? ({ all: true } as const) : { list: listId("all") };
        const { id } = await begun(
          toEverybody({
            audience: { in: [part], when: "hour" },
            schedule: { local: form.local, passed: form.passed, unknownZone: "Asia/Tokyo" },
            policy: { startWithin: "2d" },
          }),
        );
        clock.advanceBy(Math.max(0, form.lead - 15) * hour);
        await engine.drain(tenant);
        for (const [index, { hours, moves, joins }] of steps.entries()) {
          clock.advanceBy(hours * hour);
          await engine.drain(tenant);
          for (const [who, to] of moves) await move(store, `n${who}`, to, clock.now());
          if (joins !== undefined) await join(homes.length + index, joins);
        }
        clock.advanceBy(72 * hour);
        await engine.drain(tenant);
        const { items } = await campaigns.recipients(tenant, id);
        expect(await store.integrity(tenant)).toEqual([]);
        return { items, copies: [...world.copies()].sort() };
      };
      const [byZones, byAll] = [await run((store) => store), await run(readingAll)];
      expect(byZones).toEqual(byAll);
      expect(byZones.items.length).toBeGreaterThan(0);
      for (const [, times] of byZones.copies) expect(times).toBe(1);
    }),
    { numRuns: propertyRuns(24) },
  );
}, 240_000);

it.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:", breathe: false })],
] as const)("meets who moves between zones of one hour while it is read (%s)", async (_, open) => {
  const store = open();
  const { clock, engine, begun, campaigns, ...world } = await campaignWorld(0, {
    store,
    more: { campaignBatch: 2 },
  });
  const homes = ["Europe/Berlin", "Europe/Paris", "Europe/Berlin", "Europe/Paris", "Europe/Paris"];
  for (const [index, home] of homes.entries())
    await world.subscribe(await world.person(`n${index}`, { timeZone: timeZone(home) }));
  const { id } = await begun(
    toEverybody({
      audience: { in: [{ all: true }], when: "hour" },
      schedule: { local: "2026-03-03T09:00", passed: "skip" },
    }),
  );
  await engine.drain(tenant);
  clock.advanceTo(Date.UTC(2026, 2, 3, 7, 59));
  await engine.drain(tenant);
  clock.advanceTo(Date.UTC(2026, 2, 3, 8));
  await engine.tick(tenant);
  expect((await campaigns.recipients(tenant, id)).items).toHaveLength(2);
  await move(store, "n3", "Europe/Berlin", clock.now());
  await engine.drain(tenant);
  const { items } = await campaigns.recipients(tenant, id);
  const everybody = homes.map((_, index) => contactId(`n${index}`));
  expect(items.map(({ contact }) => contact)).toEqual(everybody);
  await store.close();
});

it("puts those whose hour had passed when it began on record with its first wave", async () => {
  const { clock, engine, begun, campaigns, ...world } = await campaignWorld(0);
  for (const [name, home] of Object.entries({ n0: "Asia/Tokyo", n1: "America/New_York" }))
    await world.subscribe(await world.person(name, { timeZone: timeZone(home) }));
  clock.advanceTo(Date.UTC(2026, 2, 3, 7));
  const { id } = await begun(
    toEverybody({
      audience: { in: [{ all: true }], when: "hour" },
      schedule: { local: "2026-03-03T09:00", passed: "skip" },
    }),
  );
  await engine.drain(tenant);
  const { items } = await campaigns.recipients(tenant, id);
  expect(items.map(({ contact, reason }) => [contact, reason])).toEqual([["n0", "HOUR_PASSED"]]);
});

it("finds a column that disagrees with the record", async () => {
  const database = new DatabaseSync(":memory:");
  const store = sqliteStore({ database });
  const world = await campaignWorld(2, { store });
  expect(await store.integrity(tenant)).toEqual([]);
  database.exec("UPDATE wellsent_contact SET zone = 'Asia/Tokyo' WHERE seq = 2");
  const [damage, ...more] = await store.integrity(tenant);
  expect([damage?.table, damage?.key, damage?.code, more]).toEqual([
    ...["contact", world.ids[1], "COLUMNS_DISAGREE"],
    [],
  ]);
  await store.close();
  database.close();
});
