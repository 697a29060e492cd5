// Any order of verbs and ticks, by processes that die at any call of a SQLite store.
import { listId, type Store } from "@wellsent/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { campaignWorld, hour, minute, toEverybody } from "./campaign-world.js";
import { Killed, killAt } from "./kill-at.js";
import { tenant } from "./world.js";

const verbs = [
  "pause",
  "edit",
  "policy",
  "approve",
  "resume",
  "shift",
  "retract",
  "cancel",
] as const;
const kinds = ["tick", "tick", "tick", "drain", "wait", "start", "again", "withdraw"] as const;
const step = fc.record({
  what: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...kinds) },
    { weight: 2, arbitrary: fc.constantFrom(...verbs) },
  ),
  dies: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 14 })),
  when: fc.constantFrom("before", "after"),
});
const shape = fc.record({
  when: fc.constantFrom("start", "hour"),
  max: fc.boolean(),
  spread: fc.boolean(),
  best: fc.boolean(),
});

/** What nobody may say in this state is refused, and who died says nothing more. */
async function quietly(work: Promise<unknown>, isDead: () => boolean): Promise<void> {
  try {
    await work;
  } catch (error) {
    const code = String(Reflect.get(Object(error), "code"));
    const refused = /^(INPUT_CAMPAIGN_\w+|DEFINITION_\w+|STORE_REVISION_CONFLICT)$/.test(code);
    if (!(error instanceof Killed) && !isDead() && !refused) throw error;
  }
}

async function expectWhole(world: Awaited<ReturnType<typeof campaignWorld>>, store: Store) {
  const { campaigns } = world.engine;
  const { items } = await campaigns.list(tenant);
  for (const { id, state, epoch } of items) {
    expect(["finished", "cancelled"]).toContain(state);
    const { prepared, waiting, messages, refused } = await campaigns.figures(tenant, id);
    const sum = (counts: Readonly<Record<string, number>>): number =>
      Object.values(counts).reduce((a, b) => a + b, 0);
    expect([waiting, messages.queued, messages.claimed]).toEqual([0, 0, 0]);
    expect(sum(messages) - messages.skipped + sum(refused)).toBe(prepared);
    const { items: log } = await campaigns.log(tenant, id, { limit: 1_000 });
    expect(log.map((one) => one.epoch)).toEqual(Array.from({ length: epoch }, (_, n) => n + 1));
  }
  for (const [, times] of world.copies()) expect(times).toBe(1);
  expect(await store.integrity(tenant)).toEqual([]);
}

it("ends whole, with everybody written to once at most, and all figures in one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 22 }), shape, async (steps, form) => {
      const store = sqliteStore({ path: ":memory:", breathe: false });
      const world = await campaignWorld(5, { store, more: { batch: 2, campaignBatch: 2 } });
      const { clock, ids, another } = world;
      const { id } = await world.engine.campaigns.create(
        tenant,
        toEverybody({
          audience: {
            ...{ in: [{ list: listId("all") }], when: form.when },
            ...(form.max && form.when === "start" ? { max: 4 } : {}),
          },
          ...(form.when === "hour"
            ? { schedule: { local: "2026-03-02T11:00", passed: "send" } }
            : {}),
          ...(form.best ? { schedule: { best: "2026-03-02", passed: "send" } } : {}),
          ...(form.spread ? { spread: { over: "2h" } } : {}),
        }),
      );
      await world.engine.campaigns.check(tenant, id);
      await world.engine.campaigns.approve(tenant, id);
      for (const [seed, { what, dies, when }] of steps.entries()) {
        const power = killAt(dies, when);
        const engine = another(100 + seed, {
          wrap: (_, transport) => ({ store: power.over(store), transport }),
        });
        const { campaigns } = engine;
        const content = { variants: [{ id: "a", template: "other", weight: 1 }] };
        const work = {
          tick: () => engine.tick(tenant),
          drain: () => engine.drain(tenant),
          wait: async () => clock.advanceBy(25 * minute),
          start: () => campaigns.start(tenant, id),
          pause: () => campaigns.pause(tenant, id),
          edit: () => campaigns.edit(tenant, id, { content }),
          policy: () => campaigns.edit(tenant, id, { policy: { lateAfter: `${seed + 1}h` } }),
          approve: () => campaigns.approve(tenant, id),
          resume: () => campaigns.resume(tenant, id),
          shift: () => campaigns.resume(tenant, id, { how: "shift" }),
          retract: () => campaigns.retract(tenant, id, { variant: "a" }),
          cancel: async () => (seed % 3 === 0 ? campaigns.cancel(tenant, id) : null),
          again: async () => {
            const { items } = await store.readOutbox({ tenant });
            for (const { key } of items) await engine.sendAgain(tenant, key);
          },
          withdraw: () => world.withdraw(ids[seed % ids.length] ?? expect.fail("five")),
        };
        await quietly(work[what](), power.isDead);
      }
      // A person brings it to its end, by what its state asks for.
      const last = another(99);
      for (let round = 0; round < 4; round++) {
        const { campaigns } = last;
        const { state } = await campaigns.read(tenant, id);
        if (state === "draft") await campaigns.check(tenant, id);
        if (state === "draft" || state === "ready") await campaigns.approve(tenant, id);
        if (/draft|ready|approved/.test(state)) await campaigns.start(tenant, id);
        if (state === "paused" || state === "held") {
          await campaigns.approve(tenant, id);
          await campaigns.resume(tenant, id);
        }
        clock.advanceBy(3 * hour);
        await last.drain(tenant);
      }
      clock.advanceBy(24 * hour);
      await last.drain(tenant);
      await expectWhole(world, store);
      await store.close();
    }),
    { numRuns: propertyRuns(60) },
  );
}, 240_000);
