import { checkSender, type SenderSettings, type WarmUp } from "@wellsent/core/engine";
import { WellsentError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { campaignWorld, toEverybody } from "./campaign-world.js";
import { day, deliveryWorld, failed, hour } from "./delivery-world.js";
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
  return { ...world, engine, days };
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
    expect(catchCode("slowly")).toEqual(["INPUT_SENDER", "sender.warmUp"]);
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
