import type { DeliveryEvent, SendKey } from "@wellsent/core";
import {
  checkSender,
  type SenderSettings,
  type WarmUp,
  warmUpKey,
  warmUpToday,
} from "@wellsent/core/engine";
import { WellsentError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { campaignWorld, toEverybody } from "./campaign-world.js";
import { accepted, day, deliveryWorld, failed, hour } from "./delivery-world.js";
import { tenant } from "./world.js";

/** In Berlin. */
const midnight = Date.UTC(2026, 2, 2, 23);

const plan: WarmUp = { start: 4, factor: 2, until: 16, laterFactor: 1.5, target: 20 };

function warming(more: Partial<WarmUp> = {}) {
  const world = deliveryWorld();
  const sender: SenderSettings = {
    ...{ from: { address: "hello@shop.example" }, timeZone: "Europe/Berlin", policy: {} },
    warmUp: { ...plan, ...more },
  };
  world.clock.advanceTo(midnight);
  const engine = (over: Parameters<typeof world.engine>[0] = {}) =>
    world.engine({ senderFor: () => sender, ...over });
  /** How many left on each of these days, each looked at through the day. */
  const days = async (count: number, run: ReturnType<typeof engine>[]): Promise<number[]> => {
    const left: number[] = [];
    for (let n = 0; n < count; n += 1) {
      const before = world.transport.tries.length;
      for (let part = 0; part < 4; part += 1) {
        await Promise.all(run.map((one) => one.drain(tenant)));
        world.clock.advanceBy(6 * hour);
      }
      left.push(world.transport.tries.length - before);
    }
    return left;
  };
  return { ...world, engine, days, sender };
}

describe("a sender that is warmed up", () => {
  it("sends no more a day than its plan, all engines together, until it is warm", async () => {
    const world = warming();
    const [first] = await world.queue("n", await world.people(150));
    const engines = [1, 2, 3].map(() => world.engine({ batch: 10 }));
    expect(await world.days(6, engines)).toEqual([4, 8, 16, 20, 102, 0]);
    expect(await world.message(first)).toMatchObject({ status: "accepted", tries: 0, lost: 0 });
  });

  it("says why a message waits, and until when: the next day of the sender", async () => {
    const world = warming();
    const keys = await world.queue("n", await world.people(6));
    await world.engine().drain(tenant);
    const waiting = (await Promise.all(keys.map((key) => world.message(key)))).filter(
      ({ status }) => status === "queued",
    );
    expect(waiting).toHaveLength(2);
    const tomorrow = midnight + day;
    for (const { reasons, dueAt, attempt } of waiting) {
      expect(dueAt - tomorrow).toBeLessThan(1_000);
      expect(dueAt).toBeGreaterThanOrEqual(tomorrow);
      expect(attempt).toBe(0);
      const rule = "sender settings: warmUp";
      expect(reasons).toEqual([{ code: "WARM_UP", effect: "defer", rule, until: dueAt }]);
    }
  });

  it("does not go up after a day that was hardly used, and begins anew after a silent month", async () => {
    const world = warming();
    const engine = world.engine();
    const people = await world.people(9);
    await world.queue("a", people.slice(0, 2));
    expect(await world.days(1, [engine])).toEqual([2]);
    await world.queue("b", people);
    expect(await world.days(2, [engine])).toEqual([4, 5]);
    world.clock.advanceBy(31 * day);
    await world.queue("c", people);
    expect(await world.days(2, [engine])).toEqual([4, 5]);
  });

  it("holds back no mail that was asked for, and counts it", async () => {
    const world = warming();
    const asked = { template: "receipt", messageClass: "transactional" } as const;
    const some = await world.people(9);
    await world.queue("r", some.slice(0, 3), asked);
    await world.engine().drain(tenant);
    await world.queue("n", some);
    await world.queue("r", some.slice(3), asked);
    await world.engine().drain(tenant);
    expect(world.transport.tries.filter(({ subject }) => subject.includes("receipt"))).toHaveLength(
      9,
    );
    expect(world.transport.tries).toHaveLength(10);
  });

  it("has a plan for each receiving domain where it says so", async () => {
    const world = warming({ per: "receiver" });
    await world.queue("a", await world.people(9, "one.example"));
    await world.queue("b", await world.people(3, "two.example"));
    await world.engine().drain(tenant);
    const to = (domain: string): number =>
      world.transport.tries.filter((one) => one.to.endsWith(domain)).length;
    expect([to("one.example"), to("two.example")]).toEqual([4, 3]);
  });

  it("spends nothing on what did not come to be handed over", async () => {
    const world = warming();
    await world.queue("n", await world.people(8));
    const engine = world.engine();
    world.transport.answer = () => failed("provider");
    await engine.tick(tenant);
    const tried = world.transport.tries.length;
    const [budget] = await world.store.readBudgets({
      ...{ tenant, key: "warm-up:shop.example", limit: 1 },
    });
    expect(budget?.used).toBe(tried);
  });

  it("is refused where its plan is none", () => {
    const world = warming();
    const catchCode = (warmUp: unknown): unknown => {
      const sender = { from: { address: "a@b.example" }, timeZone: "UTC" };
      try {
        checkSender({ ...sender, warmUp: warmUp as WarmUp }, "sender");
      } catch (error) {
        return WellsentError.isInstance(error) ? [error.code, error.path] : error;
      }
      return null;
    };
    expect(world.transport.tries).toEqual([]);
    expect(catchCode(plan)).toBeNull();
    const wrong = { start: 0, factor: 1, until: -1, laterFactor: 99, target: 0.5, per: "world" };
    for (const [name, value] of Object.entries(wrong))
      expect(catchCode({ ...plan, [name]: value })).toEqual([
        "INPUT_SENDER",
        `sender.warmUp.${name}`,
      ]);
    expect(catchCode({ ...plan, start: 1, laterFactor: 1.3 })).toEqual([
      ...["INPUT_SENDER", "sender.warmUp.start"],
    ]);
    const limits = { used: 0, complaints: 2, deferred: 0.1, worstComplaints: 0.0001 };
    for (const [name, value] of Object.entries(limits))
      expect(catchCode({ ...plan, limits: { [name]: value } })).toEqual([
        ...["INPUT_SENDER", `sender.warmUp.limits.${name}`],
      ]);
    expect(catchCode({ ...plan, limits: { worstHardBounces: 0.02 } })).toBeNull();
    expect(catchCode("slowly")).toEqual(["INPUT_SENDER", "sender.warmUp"]);
  });
});

describe("a warm-up, by what receivers report", () => {
  const limits = { complaints: 0.01, worstComplaints: 0.03 };
  const larger: WarmUp = { start: 100, factor: 2, until: 400, laterFactor: 1.5, target: 1_000 };

  const watched = (more: Partial<WarmUp>) => {
    const world = warming(more);
    const engine = world.engine();
    const keys: SendKey[] = [];
    const told = new Set<SendKey>();
    const domains = new Map<SendKey, string>();
    const queue = async (count: number, domain = "mail.example") => {
      const names = Array.from({ length: count }, (_, n) => `${domain}-${keys.length + n}`);
      const people = await Promise.all(names.map((name) => world.person(name, domain)));
      const queued = await world.queue("n", people);
      for (const key of queued) domains.set(key, domain);
      keys.push(...queued);
    };
    /** So many of those who were written to report. */
    const tell = async (type: "complained" | "bounced", count: number, domain = "mail.example") => {
      const events: DeliveryEvent[] = [];
      for (const key of keys) {
        const message = await world.message(key);
        const isMeant = message.status === "accepted" && domains.get(key) === domain;
        if (events.length === count || !isMeant || told.has(key)) continue;
        told.add(key);
        const bounce = { permanence: "hard", scope: "recipient" } as const;
        const what = type === "bounced" ? { bounce } : {};
        const at = world.clock.now();
        events.push({ ...what, type, dedupeKey: `${type}-${key}`, message: key, at });
      }
      expect(events).toHaveLength(count);
      await engine.report(tenant, events);
      // The provider repeats itself.
      await engine.report(tenant, events);
    };
    /** Through one day, with reports before its end: how many left. */
    const through = async (report: () => Promise<void> = async () => {}): Promise<number> => {
      const before = world.transport.tries.length;
      for (let part = 0; part < 4; part += 1) {
        await engine.drain(tenant);
        if (part === 3) await report();
        world.clock.advanceBy(6 * hour);
      }
      return world.transport.tries.length - before;
    };
    const step = async (receiver: string | null = null) => {
      const key = warmUpKey(world.sender, receiver);
      const budgets = await world.store.readBudgets({ tenant, key, limit: 2 });
      return warmUpToday(world.sender, budgets, world.clock.now());
    };
    return { ...world, engine, queue, tell, through, step };
  };

  it("takes its next step, stays, or goes back and is held", async () => {
    const { queue, tell, through, step } = watched({ ...larger, limits });
    await queue(2_100);
    const days = [
      ["bounced", 1],
      ["bounced", 4],
      ["complained", 1],
      ["complained", 4],
      ["complained", 12],
      ["bounced", 0],
      ["bounced", 20],
      ["bounced", 0],
    ] as const;
    const left: number[] = [];
    const steps: unknown[] = [];
    for (const [type, count] of days) {
      left.push(await through(() => tell(type, count)));
      const next = await step();
      steps.push(next?.held ? `${next.step}, held` : next?.step);
    }
    expect(left).toEqual([100, 200, 200, 400, 400, 200, 400, 200]);
    expect(steps).toEqual([
      ...["up", "stay", "up", "stay", "back, held", "up", "back, held", "up"],
    ]);
  });

  it("hears what is reported on days without mail", async () => {
    const { queue, tell, through, step } = watched(larger);
    await queue(100);
    expect(await through()).toBe(100);
    expect(await step()).toEqual({ most: 200, step: "up", held: false });
    expect(await through(() => tell("bounced", 2))).toBe(0);
    await queue(300);
    expect(await through()).toBe(100);
  });

  it("goes by the reports of each receiving domain where it has a plan for each", async () => {
    const { queue, tell, through, step } = watched({ ...larger, per: "receiver" });
    await queue(150, "one.example");
    await queue(150, "two.example");
    await through(() => tell("complained", 1, "two.example"));
    expect(await step("one.example")).toMatchObject({ most: 200, held: false });
    expect(await step("two.example")).toEqual({ most: 100, step: "back", held: true });
  });

  it.each([
    [4, 200],
    [5, 100],
  ])("hears %i deferrals in a hundred tries: %i tomorrow", async (count, most) => {
    const { queue, through, step, transport } = watched(larger);
    await queue(300);
    let put = 0;
    transport.answer = () => {
      put += 1;
      return put <= count ? failed("recipient") : accepted;
    };
    expect(await through()).toBe(100);
    expect((await step())?.most).toBe(most);
  });

  it("is not over with a last day that went badly, and is for good after one that went well", async () => {
    const short: WarmUp = { ...larger, start: 4, until: 8, target: 8 };
    const bad = watched(short);
    await bad.queue(99);
    expect([await bad.through(), await bad.through(() => bad.tell("complained", 1))]).toEqual([
      4, 8,
    ]);
    expect(await bad.through()).toBe(4);
    const good = watched(short);
    await good.queue(20);
    expect([await good.through(), await good.through(), await good.through()]).toEqual([4, 8, 8]);
    await good.tell("complained", 9);
    await good.through();
    await good.queue(50);
    expect([await good.step(), await good.through()]).toEqual([null, 50]);
  });
});

describe("the preview of a campaign by a sender that is warmed up", () => {
  it("says the day of the last mail, as it then comes", async () => {
    const sender = { warmUp: plan };
    const { campaigns, engine, transport, clock, begun } = await campaignWorld(45, { sender });
    const { id } = await campaigns.create(tenant, toEverybody());
    // 4, 8, 16, and the last 17.
    expect((await campaigns.preview(tenant, id)).warmUpEnds).toBe("2026-03-05");
    await begun();
    await engine.drain(tenant);
    const next = await campaigns.create(tenant, toEverybody());
    // As if nothing else waited: the 4 of today are gone.
    expect((await campaigns.preview(tenant, next.id)).warmUpEnds).toBe("2026-03-06");
    while (transport.sent.length < 45) {
      clock.advanceBy(6 * hour);
      await engine.drain(tenant);
    }
    expect(new Date(clock.now()).toISOString().slice(0, 10)).toBe("2026-03-05");
  });
});
