import type { CampaignRecord, Instant, Store } from "@wellsent/core";
import { occurrencesBetween, type Recurrence } from "@wellsent/core/recurrence";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { hour } from "./campaign-world.js";
import { Killed, killAt, killPoints, type When } from "./kill-at.js";
import { daily, letter, seriesWorld } from "./series-world.js";
import { tenant } from "./world.js";

const stores = [
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] as const;

/** Days of a series by a process that dies at one call, which another takes over. */
async function run(create: () => Store, cut: readonly [number, When] | null) {
  const world = await seriesWorld(2, { store: create() });
  const { clock, store, another } = world;
  const power = killAt(cut?.[0] ?? 0, cut?.[1] ?? "before");
  const doomed = another(20, {
    more: { seriesContent: async ({ issue }) => ({ data: { issue } }) },
    wrap: (_, transport) => ({ store: power.over(store), transport }),
  });
  await world.series.put(tenant, letter({ recurrence: daily, lead: "2h" }));
  try {
    for (const time of ["03T06:30", "03T08:00", "04T08:30", "05T07:00"])
      await world.until(`2026-03-${time}:00Z`, doomed);
  } catch (error) {
    if (!power.isDead()) throw error;
  }
  clock.advanceTo(Math.max(clock.now(), Date.parse("2026-03-05T07:30:00Z")));
  await world.until("2026-03-05T12:00:00Z");
  const { items } = await store.readCampaigns({ tenant });
  return {
    calls: power.calls(),
    issues: await world.issues(),
    campaigns: items.map(({ id }) => id).sort(),
    most: Math.max(...world.copies().values()),
    damage: await store.integrity(tenant),
  };
}

describe.each(stores)("C8: a process that dies at any call of the %s store", (name, create) => {
  it("leaves each day one issue at most, and none without a record", async () => {
    const whole = await run(create, null);
    const days = ["2026-03-03", "2026-03-04", "2026-03-05"];
    expect(whole).toMatchObject({ campaigns: days.map((one) => `c-letter-${one}`), damage: [] });
    for (const [at, when] of killPoints(whole.calls, name)) {
      const result = await run(create, [at, when]);
      const place = `${when} call ${at}`;
      expect(Object.keys(result.issues), place).toEqual(days);
      // Whom a lost worker held is unknown for a while, and never written to twice.
      expect(result.issues["2026-03-05"], place).toBe("finished");
      expect(new Set(result.campaigns).size, place).toBe(result.campaigns.length);
      expect(result.most, place).toBeLessThanOrEqual(days.length);
      expect(result.damage, place).toEqual([]);
    }
  }, 240_000);
});

describe("two workers over one series", () => {
  it.each(stores)("make each issue once, whoever comes first: %s", async (_name, create) => {
    const world = await seriesWorld(3, { store: create() });
    const { clock, store, another, copies } = world;
    const more = { seriesContent: async () => ({ data: { drawn: Math.floor(clock.now()) } }) };
    const workers = [another(31, { more }), another(32, { more }), another(33, { more })];
    await world.series.put(tenant, letter({ recurrence: daily }));
    for (let n = 0; n < 16; n++) {
      await Promise.all(workers.map((worker) => worker.drain(tenant)));
      clock.advanceBy(6 * hour);
    }
    await Promise.all(workers.map((worker) => worker.drain(tenant)));
    const issues = await world.issues();
    const over = Object.values(issues).filter((one) => one === "finished").length;
    expect(over).toBeGreaterThanOrEqual(3);
    expect([...copies().values()]).toEqual([over, over, over]);
    const { items } = await store.readCampaigns({ tenant });
    expect(items).toHaveLength(Object.keys(issues).length);
  });
});

type Move =
  | { readonly kind: "advance"; readonly hours: number }
  | { readonly kind: "tick"; readonly dies: number; readonly when: "before" | "after" }
  | { readonly kind: "pause" | "resume"; readonly dies: number }
  | { readonly kind: "rule"; readonly rule: Recurrence };

const rules: readonly Recurrence[] = [
  daily,
  { ...daily, interval: 2 },
  { ...daily, time: "21:30" },
  { ...daily, every: "week", on: ["mon", "wed", "sun"] },
  { ...daily, zone: "contact" },
];

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("advance"), hours: fc.nat(60) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("tick"),
      dies: fc.nat(40),
      when: fc.constantFrom("before", "after"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("pause", "resume"), dies: fc.nat(8) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("rule"), rule: fc.constantFrom(...rules) }),
  },
);

describe("any sequence of ticks, crashes, pauses and changed rules", () => {
  it("gives each occurrence one issue at most, and a record to each", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 24 }), async (moves) => {
        const world = await seriesWorld(1);
        const { clock, store, another } = world;
        await world.series.put(tenant, letter({ recurrence: daily }));
        const expected = new Set<string>();
        const seen = new Map<string, string | null>();
        let from: Instant = clock.now();
        const note = (rule: Recurrence): void => {
          const zone = { zone: "Pacific/Kiritimati" };
          for (const one of occurrencesBetween(rule, from, clock.now(), zone))
            expected.add(one.planned);
          from = clock.now();
        };
        const ruleNow = async () => (await world.series.read(tenant, "letter")).definition;
        for (const [seed, one] of moves.entries()) {
          const { recurrence } = await ruleNow();
          const power = killAt("dies" in one ? one.dies : 0, "when" in one ? one.when : "after");
          const engine = another(100 + seed, {
            more: { seriesContent: async ({ issue }) => ({ data: { issue } }) },
            wrap: (_, transport) => ({ store: power.over(store), transport }),
          });
          try {
            if (one.kind === "advance") clock.advanceBy(one.hours * hour);
            else if (one.kind === "tick") await engine.tick(tenant);
            else if (one.kind === "rule") {
              note(recurrence);
              await world.series.put(tenant, letter({ recurrence: one.rule }));
            } else await engine.series[one.kind](tenant, "letter");
          } catch (error) {
            const isRefused = Reflect.get(Object(error), "code") === "INPUT_SERIES_STATE";
            if (!(error instanceof Killed) && !power.isDead() && !isRefused) throw error;
          }
          // What is on record once never changes.
          const { items } = await store.readIssues({ tenant, series: "letter", limit: 1_000 });
          for (const { issue, campaign } of items) {
            if (seen.has(issue)) expect(campaign).toBe(seen.get(issue));
            seen.set(issue, campaign);
          }
        }
        note((await ruleNow()).recurrence);
        await world.engine.drain(tenant);
        const { items } = await store.readIssues({ tenant, series: "letter", limit: 1_000 });
        const recorded = new Set(items.map(({ issue }) => issue));
        expect([...expected].filter((date) => !recorded.has(date))).toEqual([]);
        const made = items.flatMap(({ campaign }) => campaign ?? []);
        expect(new Set(made).size).toBe(made.length);
        const { items: campaigns } = await store.readCampaigns({ tenant, limit: 1_000 });
        expect(campaigns.map(({ id }: CampaignRecord) => id).sort()).toEqual([...made].sort());
        expect(await store.integrity(tenant)).toEqual([]);
        const most = Math.max(0, ...world.copies().values());
        expect(most).toBeLessThanOrEqual(made.length);
      }),
      { numRuns: propertyRuns(60) },
    );
  }, 120_000);
});
