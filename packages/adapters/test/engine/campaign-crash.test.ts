import { listId } from "@wellsent/core";
import { explainRecipient } from "@wellsent/core/explain";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { campaignWorld, hour, minute, toEverybody } from "./campaign-world.js";
import { Killed, killAt, killPoints, type When } from "./kill-at.js";
import { tenant } from "./world.js";

const people = 6;
const within = 4;

const small = { batch: 3, campaignBatch: 3 };
const audience = { in: [{ list: listId("all") }], when: "start", max: within } as const;

/**
 * A campaign that is cut to its number, paused, edited, resumed and finished, by a process that
 * dies at one call; another takes over, and says again what the first one may not have been able to
 * say.
 */
async function run(create: typeof memoryStore, cut: readonly [number, When] | null) {
  const world = await campaignWorld(people, { store: create(), more: small });
  const { clock, store, copies, another } = world;
  const power = killAt(cut?.[0] ?? 0, cut?.[1] ?? "before");
  const wrapped = power.over(store);
  const doomed = another(20, { wrap: (_, transport) => ({ store: wrapped, transport }) });
  const { id } = await world.begun(toEverybody({ audience }));
  const story = async (engine: typeof doomed): Promise<void> => {
    const { campaigns } = engine;
    const quietly = (verb: Promise<unknown>): Promise<unknown> =>
      verb.catch((error: unknown) => {
        if (error instanceof Killed) throw error;
      });
    for (let tick = 0; tick < 6; tick++) await engine.tick(tenant);
    await quietly(campaigns.pause(tenant, id));
    clock.advanceBy(10 * minute);
    const { state } = await campaigns.read(tenant, id);
    if (state === "paused") {
      const content = { variants: [{ id: "a", template: "other", weight: 1 }] };
      await quietly(campaigns.edit(tenant, id, { content }));
      await quietly(campaigns.approve(tenant, id));
      await quietly(campaigns.resume(tenant, id, { how: "shift" }));
    }
    clock.advanceBy(11 * minute);
    await engine.drain(tenant);
  };
  await story(doomed).catch((error: unknown) => {
    if (!power.isDead()) throw error;
  });
  // Until the dead worker's lease is over.
  clock.advanceBy(3 * hour);
  const next = another(21);
  const { state } = await next.campaigns.read(tenant, id);
  if (state === "paused") {
    await next.campaigns.approve(tenant, id);
    await next.campaigns.resume(tenant, id);
  }
  await next.drain(tenant);
  clock.advanceBy(3 * hour);
  await next.drain(tenant);
  const { campaigns } = next;
  const over = await campaigns.read(tenant, id);
  const { items } = await campaigns.recipients(tenant, id);
  const explained = await Promise.all(
    items.map(({ contact }) => explainRecipient(next, { tenant, campaign: id, contact })),
  );
  return {
    calls: power.calls(),
    state: over.state,
    figures: over.figures,
    recipients: items.map(({ contact }) => contact),
    most: Math.max(0, ...copies().values()),
    got: copies().size,
    unexplained: explained.filter((one) => one === null).length,
    damage: await store.integrity(tenant),
  };
}

const stores = [
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] as const;

describe.each(stores)("a process that dies at any call of the %s store", (name, create) => {
  it("leaves a campaign that comes to its end, with the same people, once each", async () => {
    const whole = await run(create, null);
    expect(whole).toMatchObject({ state: "finished", got: within, most: 1, damage: [] });
    for (const [at, when] of killPoints(whole.calls, name)) {
      const result = await run(create, [at, when]);
      const place = `${when} call ${at}`;
      const { messages, prepared, waiting } = result.figures ?? {};
      expect(result.state, place).toBe("finished");
      expect(result.recipients, place).toEqual(whole.recipients);
      expect([prepared, waiting], place).toEqual([within, 0]);
      // What was in hands when it died may have left: it is counted, and sent to nobody again.
      expect(result.most, place).toBe(1);
      const { accepted = 0, unknown = 0 } = messages ?? {};
      expect(accepted + unknown, place).toBe(within);
      expect(result.got, place).toBeGreaterThanOrEqual(accepted);
      expect([result.unexplained, result.damage], place).toEqual([0, []]);
    }
  }, 240_000);
});
