import { type FrequencyCap, type Instant, sendKey } from "@wellsent/core";
import { fakeRenderer } from "@wellsent/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { day, deliveryWorld, hour, smsTransport, tenant } from "./delivery-world.js";

type World = ReturnType<typeof deliveryWorld>;

const campaign = (id: string) => ({
  origin: { kind: "campaign", campaign: id } as const,
  priority: 40,
});

async function told(world: World, key: Parameters<World["message"]>[0]) {
  const { status, reasons, dueAt } = await world.message(key);
  return { status, codes: reasons.map(({ code }) => code), rule: reasons[0]?.rule, dueAt };
}

/** Situations of the study on campaigns, section 4.3; those of counting alone are core's. */
describe("caps of worked situations", () => {
  const daily = { max: 1, per: { unit: "day" }, lookAhead: "12h" } as const;

  /** A newsletter at eight, and a birthday mail of a better priority that is planned for nine. */
  async function morning(onCap: "wait" | "drop" | undefined) {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    const eight = world.clock.now() + 2 * day;
    const [birthday] = await world.queue("birthday", [ada], { dueAt: eight + hour });
    const [newsletter] = await world.queue("newsletter", [ada], {
      ...campaign("c-news"),
      dueAt: eight,
      ...(onCap === undefined ? {} : { policy: { onCap } }),
    });
    const engine = world.engine({ policy: { caps: [daily] } });
    world.clock.advanceBy(2 * day);
    await engine.drain(tenant);
    return { world, ada, engine, eight, birthday, newsletter };
  }

  it("E3: a newsletter is dropped for the birthday mail that is due soon, by its name", async () => {
    const { world, engine, birthday, newsletter } = await morning(undefined);
    expect(await told(world, newsletter)).toMatchObject({
      status: "skipped",
      codes: ["CAP_RESERVED"],
      rule: `send policy: caps[0], kept for ${birthday}`,
    });
    world.clock.advanceBy(hour);
    await engine.drain(tenant);
    expect(await told(world, birthday)).toMatchObject({ status: "accepted" });
  });

  it("E3: with `wait` it is asked about again when the birthday mail is due", async () => {
    const { world, engine, eight, birthday, newsletter } = await morning("wait");
    expect(await told(world, newsletter)).toMatchObject({
      status: "queued",
      codes: ["CAP_RESERVED"],
      dueAt: eight + hour,
    });
    world.clock.advanceBy(hour);
    await engine.drain(tenant);
    expect(await told(world, birthday)).toMatchObject({ status: "accepted" });
    expect(await told(world, newsletter)).toMatchObject({ codes: ["FREQUENCY_CAP"] });
  });

  it("E3: and goes itself where the birthday mail is refused", async () => {
    const { world, engine, birthday, newsletter } = await morning("wait");
    const { store, clock } = world;
    await store.claimOutbox(
      {
        ...{ tenant, now: clock.now() + hour, lane: "email", limit: 1, worker: "other" },
        ...{ leaseMs: hour, holding: [], exceptTemplates: [] },
      },
      {
        needs: () => ({ events: {}, messages: 0, consent: false }),
        verdict: ({ message: { key } }) =>
          key === birthday
            ? { verdict: "skip", reasons: [{ code: "WITHDRAWN", effect: "deny", rule: "test" }] }
            : { verdict: "leave", reasons: [] },
      },
    );
    clock.advanceBy(hour);
    await engine.drain(tenant);
    expect(await told(world, birthday)).toMatchObject({ codes: ["WITHDRAWN"] });
    expect(await told(world, newsletter)).toMatchObject({ status: "accepted" });
  });

  it("E4: of two campaigns of one priority and time, two workers send the lower key", async () => {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    const [second] = await world.queue("b", [ada], campaign("c-b"));
    const [first] = await world.queue("a", [ada], campaign("c-a"));
    const policy = { caps: [{ max: 1, per: "1d" }] } as const;
    await Promise.all([
      world.engine({ policy }).drain(tenant),
      world.engine({ policy }).drain(tenant),
    ]);
    expect(await told(world, first)).toMatchObject({ status: "accepted" });
    expect(await told(world, second)).toMatchObject({ codes: ["FREQUENCY_CAP"] });
  });

  it("E8: of a mail and a text of one person, one passes", async () => {
    const world = deliveryWorld();
    const sms = smsTransport(() => world.clock.now());
    const templates = fakeRenderer({
      news: { text: "News" },
      ping: { text: "Ping", channel: "sms" },
    });
    const ada = await world.person("ada");
    await world.queue("a", [ada]);
    await world.queue("b", [ada], { template: "ping", channel: "sms" });
    const policy = { caps: [{ max: 1, per: "1d" }] } as const;
    await world.engine({ sms, renderer: templates, policy }).drain(tenant);
    expect(world.transport.tries.length + sms.sent.length).toBe(1);
  });
});

describe("what a cap counts", () => {
  const ends = {
    topic: { topic: "offers" },
    workflow: { origin: { kind: "workflow", workflow: "welcome" } },
    campaign: { origin: { kind: "campaign", campaign: "c-may" } },
  } as const;

  it.each([
    ["topic", "offers"],
    ["workflow", "welcome"],
    ["campaign", "c-may"],
  ] as const)("can be one %s alone", async (by, name) => {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    const policy = { caps: [{ max: 1, per: "1d", [by]: name }] } as const;
    const wanted = { ...ends[by], policy: { onCap: "wait" } } as const;
    const [first] = await world.queue("a", [ada], wanted);
    const [second] = await world.queue("b", [ada], wanted);
    const [other] = await world.queue("c", [ada]);
    await world.engine({ policy }).drain(tenant);
    expect(await told(world, first)).toMatchObject({ status: "accepted" });
    expect(await told(world, second)).toMatchObject({ status: "queued", codes: ["FREQUENCY_CAP"] });
    expect(await told(world, other)).toMatchObject({ status: "accepted" });
  });

  it("is told by the clause that holds, the tenant's or the workflow's", async () => {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    await world.queue("a", [ada]);
    await world.engine().drain(tenant);
    const caps = [
      { max: 5, per: "1d" },
      { max: 1, per: "7d" },
    ] as const;
    const [own] = await world.queue("b", [ada], { policy: { caps } });
    await world.engine({ policy: { caps: [{ max: 9, per: "1d" }] } }).drain(tenant);
    expect((await told(world, own)).rule).toBe("workflow policy: caps[1]");
  });
});

/** A calendar day, or the Monday of its week, as Intl names it where the person lives. */
function dayName(at: Instant, unit: "day" | "week"): string {
  const date = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(at);
  if (unit === "day") return date;
  const midnight = Date.parse(`${date}T00:00Z`);
  const back = (new Date(midnight).getUTCDay() + 6) % 7;
  return new Date(midnight - back * day).toISOString().slice(0, 10);
}

const pers = {
  rolling: { per: "1d", shares: (a: Instant, b: Instant) => Math.abs(a - b) < day },
  long: { per: "3d", shares: (a: Instant, b: Instant) => Math.abs(a - b) < 3 * day },
  daily: {
    per: { unit: "day" },
    shares: (a: Instant, b: Instant) => dayName(a, "day") === dayName(b, "day"),
  },
  weekly: {
    per: { unit: "week", weekStart: "mon" },
    shares: (a: Instant, b: Instant) => dayName(a, "week") === dayName(b, "week"),
  },
} as const;

interface DrawnCap {
  readonly kind: keyof typeof pers;
  readonly max: number;
  readonly ahead: number | null;
}

const drawnCap: fc.Arbitrary<DrawnCap> = fc.record({
  kind: fc.constantFrom("rolling", "long", "daily", "weekly"),
  max: fc.integer({ min: 1, max: 3 }),
  ahead: fc.option(fc.integer({ min: 1, max: 100 }), { nil: null }),
});
const drawnMessages = fc.array(
  fc.record({
    priority: fc.constantFrom(20, 40, 50, 90),
    hours: fc.integer({ min: 1, max: 150 }),
  }),
  { minLength: 2, maxLength: 14 },
);

function createCaps(drawn: readonly DrawnCap[]): readonly FrequencyCap[] {
  return drawn.map(({ kind, max, ahead }) => ({
    ...{ max, per: pers[kind].per },
    ...(ahead === null ? {} : { lookAhead: `${ahead}h` as const }),
  }));
}

describe("law: caps, by brute force over the log", () => {
  it("a message goes where what left and what is better and near leave room", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(drawnCap, { minLength: 1, maxLength: 2 }),
        drawnMessages,
        async (drawn, wanted) => {
          const world = deliveryWorld();
          const ada = await world.person("ada");
          const start = world.clock.now();
          const plan = wanted.map(({ priority, hours }, index) => ({
            ...{ name: `m${String(index).padStart(2, "0")}`, priority, at: start + hours * hour },
          }));
          for (const { name, priority, at } of plan) {
            const policy = { onCap: "drop" } as const;
            await world.queue(name, [ada], { priority, dueAt: at, policy });
          }
          const engine = world.engine({ policy: { caps: createCaps(drawn) } });
          const better = (a: (typeof plan)[number], b: (typeof plan)[number]): boolean =>
            a.priority !== b.priority
              ? a.priority > b.priority
              : a.at !== b.at
                ? a.at < b.at
                : a.name < b.name;
          const left: (typeof plan)[number][] = [];
          const times = [...new Set(plan.map(({ at }) => at))].sort((a, b) => a - b);
          for (const now of times) {
            world.clock.advanceBy(now - world.clock.now());
            await engine.drain(tenant);
            const due = plan.filter(({ at }) => at === now);
            for (const one of due.sort((a, b) => (better(a, b) ? -1 : 1))) {
              const goes = drawn.every(({ kind, max, ahead }) => {
                const { shares } = pers[kind];
                const used = left.filter(({ at }) => shares(at, now)).length;
                const near = plan.filter(
                  (other) =>
                    other.at > now &&
                    other.at <= now + (ahead ?? 0) * hour &&
                    shares(other.at, now) &&
                    better(other, one),
                ).length;
                return used + near < max;
              });
              if (goes) left.push(one);
              const { status } = await world.message(sendKey(`${one.name}:${ada}`));
              expect(status).toBe(goes ? "accepted" : "skipped");
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("no stretch holds more than the most, and what waits goes in the end", async () => {
    await fc.assert(
      fc.asyncProperty(drawnCap, drawnMessages, async (drawn, wanted) => {
        const world = deliveryWorld();
        const ada = await world.person("ada");
        const start = world.clock.now();
        for (const [index, { priority, hours }] of wanted.entries())
          await world.queue(`m${index}`, [ada], { priority, dueAt: start + hours * hour });
        const engine = world.engine({ policy: { caps: createCaps([drawn]) } });
        for (let hours = 0; hours < 24 * 7 * 16; hours += 3) {
          world.clock.advanceBy(3 * hour);
          await engine.drain(tenant);
          if ((await world.statuses())["queued"] === undefined) break;
        }
        const log = world.transport.tries.map(({ at }) => at);
        const { shares } = pers[drawn.kind];
        for (const [index, at] of log.entries())
          expect(log.slice(index).filter((later) => shares(at, later)).length).toBeLessThanOrEqual(
            drawn.max,
          );
        expect(log).toHaveLength(wanted.length);
      }),
      { numRuns: 12 },
    );
  });
});
