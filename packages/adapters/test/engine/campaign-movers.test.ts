// Who moves to where a live campaign's hour has passed has no other hour: they follow `passed`.
import { contactId, listId, type Store } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { campaignWorld, hour, toEverybody } from "./campaign-world.js";
import { killAt, killPoints, type When } from "./kill-at.js";
import { tenant } from "./world.js";

const zone = (name: string) => ({ name, source: "stated" }) as const;
const auckland = "Pacific/Auckland";
/** 09:00 of 3 March in Auckland, and in the last zone of all. */
const first = Date.UTC(2026, 2, 2, 20);
const last = Date.UTC(2026, 2, 3, 21);

type Passed = "send" | "nextDay" | "skip";

interface Scene {
  readonly passed?: Passed;
  readonly lateAfter?: "6h";
  readonly cut?: readonly [number, When];
}

async function move(store: Store, name: string, to: string, now: number): Promise<void> {
  const lookups = [{ id: contactId(name) }];
  await store.changeContacts({ tenant, now, lookups }, ([found]) => {
    if (!found || "unreadable" in found) throw new TypeError(name);
    return [{ contact: { ...found, timeZone: zone(to) } }];
  });
}

/** One at home, one who moves, one who comes too late, and one who moves to an hour to come. */
async function run(create: typeof memoryStore, { passed = "send", lateAfter, cut }: Scene) {
  const more = { campaignBatch: 2 };
  const world = await campaignWorld(0, { store: create(), more });
  const { clock, store, begun, campaigns, another } = world;
  const there = async (name: string, home: string) =>
    world.subscribe(await world.person(name, { lists: [listId("all")], timeZone: zone(home) }));
  await there("home", auckland);
  await there("mover", "Pacific/Honolulu");
  await there("flier", "Europe/Berlin");
  const power = killAt(cut?.[0] ?? 0, cut?.[1] ?? "before");
  const wrapped = power.over(store);
  const doomed = another(20, { more, wrap: (_, transport) => ({ store: wrapped, transport }) });
  const { id } = await begun(
    toEverybody({
      audience: { in: [{ list: listId("all") }], when: "hour" },
      schedule: { local: "2026-03-03T09:00", passed },
      ...(lateAfter === undefined ? {} : { policy: { lateAfter } }),
    }),
  );
  await world.engine.drain(tenant);
  clock.advanceTo(first);
  await world.engine.drain(tenant);
  clock.advanceBy(2 * hour);
  await there("late", auckland);
  await move(store, "mover", auckland, clock.now());
  await move(store, "flier", "Europe/Lisbon", clock.now());
  for (const at of [first + 13 * hour, last - 1]) {
    clock.advanceTo(at);
    await world.engine.drain(tenant);
  }
  clock.advanceTo(last);
  await doomed.drain(tenant).catch((error: unknown) => {
    if (!power.isDead()) throw error;
  });
  // Until the dead worker's lease is over, and past the next day's hour.
  for (const hours of [3, 27]) {
    clock.advanceBy(hours * hour);
    await world.engine.drain(tenant);
  }
  const { items } = await campaigns.recipients(tenant, id);
  return {
    calls: power.calls(),
    state: (await campaigns.read(tenant, id)).state,
    recipients: items.map(({ contact, reason }) => [contact, reason]),
    copies: world.copies(),
    sentAt: world.transport.sent.find(({ to }) => to === "mover@mail.example")?.at ?? null,
    damage: await store.integrity(tenant),
  };
}

const stores = [
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:", breathe: false })],
] as const;

describe.each(stores)("who moves to where the hour has passed (%s)", (name, create) => {
  const others = [
    ["flier", null],
    ["home", null],
  ];

  it.each([
    ["send", last, null],
    // 09:00 of 5 March in Auckland: that of the 4th is an hour before the last zone's.
    ["nextDay", first + 48 * hour, null],
    ["skip", null, "HOUR_PASSED"],
  ] as const)("follows %s, and a newcomer is told apart", async (passed, at, reason) => {
    const { recipients, sentAt, copies, state, damage } = await run(create, { passed });
    expect(recipients).toEqual([...others, ["mover", reason]]);
    expect(copies.has("late@mail.example")).toBe(false);
    expect([...copies.values()].every((count) => count === 1)).toBe(true);
    expect([sentAt === null, state, damage]).toEqual([at === null, "finished", []]);
    if (at !== null) expect(sentAt).toBeGreaterThanOrEqual(at);
  });

  it("is on record where sending would be too late", async () => {
    const { recipients, sentAt } = await run(create, { passed: "send", lateAfter: "6h" });
    expect(recipients).toEqual([...others, ["mover", "HOUR_PASSED"]]);
    expect(sentAt).toBeNull();
  });

  it("gets one, whichever call a process dies at", async () => {
    const { calls, ...whole } = await run(create, {});
    for (const cut of killPoints(calls, name)) {
      const { recipients, copies, state, damage } = await run(create, { cut });
      const place = `${cut[1]} call ${cut[0]}`;
      expect([recipients, state, damage], place).toEqual([whole.recipients, "finished", []]);
      for (const [, times] of copies) expect(times, place).toBe(1);
    }
  }, 240_000);
});
