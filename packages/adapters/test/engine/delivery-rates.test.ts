import { WellsentError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { accepted, deliveryWorld, failed, minute } from "./delivery-world.js";
import { tenant } from "./world.js";

type World = ReturnType<typeof deliveryWorld>;

/** Time passes once nobody has anything else to do: up to the first who waits, who goes on then. */
function createPause({ clock }: World) {
  const waiting: { readonly until: number; readonly wake: () => void }[] = [];
  let isTurning = false;
  const turn = (): void => {
    waiting.sort((a, b) => b.until - a.until);
    const first = waiting.pop();
    isTurning = waiting.length > 0;
    if (isTurning) setImmediate(turn);
    if (first === undefined) return;
    if (first.until > clock.now()) clock.advanceBy(first.until - clock.now());
    first.wake();
  };
  return (length: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((wake) => {
      waiting.push({ until: clock.now() + length, wake });
      if (!isTurning) setImmediate(turn);
      isTurning = true;
    });
  };
}

/** The most that left within any second. */
function worstSecond(instants: readonly number[]): number {
  const counts = instants.map((from) => instants.filter((at) => at >= from && at < from + 1_000));
  return Math.max(0, ...counts.map(({ length }) => length));
}

function catchCode(make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    return WellsentError.isInstance(error) ? [error.code, error.path] : error;
  }
}

describe("rates that engines share", () => {
  it("hold for all of them together, and everybody is written to once", async () => {
    const world = deliveryWorld();
    const keys = await world.queue("n", await world.people(60));
    const pause = createPause(world);
    const options = { rates: { transport: "10/s" }, pause, batch: 20 } as const;
    const engines = [1, 2, 3].map(() => world.engine(options));
    const begun = world.clock.now();
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(engines.map((engine) => engine.tick(tenant)));
      world.clock.advanceBy(10);
    }
    const sent = world.transport.tries.map(({ at }) => at);
    expect(new Set(world.transport.tries.map(({ to }) => to)).size).toBe(keys.length);
    expect(sent.length).toBe(keys.length);
    expect(worstSecond(sent)).toBeLessThanOrEqual(12);
    expect(Math.max(...sent) - begun).toBeGreaterThanOrEqual(5_500);
  });

  it("hold by domain and tenant, and others wait for a domain no longer than slots are leased ahead", async () => {
    const world = deliveryWorld();
    await world.queue("a", await world.people(6, "slow.example"));
    await world.queue("b", await world.people(6, "quick.example"));
    const rates = { tenant: "100/s", domain: { "Slow.example": "2/s" } } as const;
    const begun = world.clock.now();
    await world.engine({ rates, pause: createPause(world), concurrency: 12 }).drain(tenant);
    const last = (domain: string): number =>
      Math.max(
        ...world.transport.tries
          .filter(({ to }) => to.endsWith(domain))
          .map(({ at }) => at - begun),
      );
    expect(world.transport.tries.length).toBe(12);
    expect(last("quick.example")).toBeLessThan(1_100);
    expect(last("slow.example")).toBeGreaterThanOrEqual(2_300);
  });

  it("put a message back, without cost, whose slot is too far away", async () => {
    const world = deliveryWorld();
    const [first, second] = await world.queue("n", await world.people(2));
    const engine = world.engine({
      rates: { tenant: "1/min" },
      pause: createPause(world),
      batch: 2,
    });
    await engine.tick(tenant);
    await engine.tick(tenant);
    expect((await world.message(first)).status).toBe("accepted");
    const held = await world.message(second);
    expect(held).toMatchObject({ status: "queued", tries: 0, lost: 0 });
    expect(held.reasons.map(({ code }) => code)).toEqual(["RATE"]);
    expect(held.dueAt - world.clock.now()).toBeGreaterThan(30_000);
    world.clock.advanceBy(minute);
    await engine.tick(tenant);
    expect((await world.message(second)).status).toBe("accepted");
  });

  it("stop for all engines as long as a provider asks for", async () => {
    const world = deliveryWorld();
    await world.queue("n", await world.people(9));
    const options = { rates: { transport: "100/s" }, pause: createPause(world), batch: 1 } as const;
    const [first, other] = [world.engine(options), world.engine(options)];
    world.transport.answer = () => failed("provider", { retryAfterMs: 10 * minute });
    await first.tick(tenant);
    expect(world.transport.tries.length).toBe(1);
    world.transport.answer = () => accepted;
    await other.tick(tenant);
    expect(world.transport.tries.length).toBe(1);
    world.clock.advanceBy(10 * minute);
    await other.tick(tenant);
    expect(world.transport.tries.length).toBe(2);
  });

  it("stop as long as asked, however long the answer took", async () => {
    const world = deliveryWorld();
    await world.queue("n", await world.people(9));
    const options = { rates: { transport: "100/s" }, pause: createPause(world), batch: 1 } as const;
    const [first, other] = [world.engine(options), world.engine(options)];
    world.transport.answer = () => {
      world.clock.advanceBy(20_000);
      return failed("provider", { retryAfterMs: 15_000 });
    };
    await first.tick(tenant);
    world.transport.answer = () => accepted;
    await other.tick(tenant);
    expect(world.transport.tries.length).toBe(1);
    world.clock.advanceBy(15_000);
    await other.tick(tenant);
    expect(world.transport.tries.length).toBe(2);
  });

  it("stop for one domain alone where that asks for it", async () => {
    const world = deliveryWorld();
    await world.queue("a", await world.people(2, "slow.example"));
    await world.queue("b", await world.people(2, "quick.example"));
    const rates = { transport: "100/s", domain: { "slow.example": "50/s" } } as const;
    const options = { rates, pause: createPause(world) };
    const [first, other] = [world.engine({ ...options, batch: 1 }), world.engine(options)];
    world.transport.answer = () => failed("domain", { retryAfterMs: 10 * minute });
    await first.tick(tenant);
    expect(world.transport.tries.map(({ to }) => to)).toEqual(["p0s@slow.example"]);
    world.transport.answer = () => accepted;
    await other.drain(tenant);
    const domains = world.transport.tries.map(({ to }) => to.slice(to.indexOf("@") + 1));
    expect(domains).toEqual(["slow.example", "quick.example", "quick.example"]);
  });

  it("put everything back when the caller aborts the wait, and when the store has no slots", async () => {
    const world = deliveryWorld();
    const keys = await world.queue("n", await world.people(3));
    const stop = new AbortController();
    const pause = (_length: number, signal?: AbortSignal): Promise<void> => {
      stop.abort(new Error("stopped"));
      return Promise.reject(signal?.reason);
    };
    const engine = world.engine({ rates: { tenant: "1/s" }, pause, concurrency: 1 });
    await engine.tick(tenant, { signal: stop.signal }).catch(() => undefined);
    const statuses = await Promise.all(keys.map(async (key) => (await world.message(key)).status));
    expect(statuses.filter((status) => status === "queued").length).toBe(2);
    const broken = Object.assign(Object.create(world.store), {
      leaseSlots: () => Promise.reject(new TypeError("no slots")),
    });
    const other = world.engine({
      ...{ store: broken, rates: { tenant: "1/s" }, pause: createPause(world) },
    });
    await other.tick(tenant);
    expect((await world.statuses())["queued"]).toBe(2);
  });

  it("are refused where they are none, or nothing can wait for them", () => {
    const world = deliveryWorld();
    const pause = createPause(world);
    const rate = { rates: { transport: "fast" as "1/s" }, pause };
    expect(catchCode(() => world.engine(rate))).toEqual(["DEFINITION_RATE", "rates.transport"]);
    const domain = { rates: { domain: { "x.example": "0/s" as const } }, pause };
    expect(catchCode(() => world.engine(domain))).toEqual([
      "DEFINITION_RATE",
      "rates.domain.x.example",
    ]);
    const lacking = { rates: { transport: "1/s" as const } };
    expect(catchCode(() => world.engine(lacking))).toEqual(["DEFINITION_RATE", "pause"]);
  });
});
