import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSlotKeeper, leaseRun, slotSpacing } from "../../src/pacing/index.js";

const key = fc.record({ tat: fc.nat(5_000_000), every: fc.integer({ min: 1, max: 100_000 }) });

describe("a lease of slots", () => {
  it("is free for every key, in their turn, and no further ahead than asked", () => {
    const keysAsked = fc.array(key, { minLength: 1, maxLength: 4 });
    const wanted = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(
        keysAsked,
        fc.nat(5_000_000),
        wanted,
        fc.nat(1_000_000),
        (keys, now, want, ahead) => {
          const { run, tats } = leaseRun(keys, now, want, ahead);
          expect(run.count).toBeLessThanOrEqual(want);
          if (run.count === 0) {
            expect(tats).toEqual(keys.map(({ tat }) => tat));
            expect(run.startsIn).toBeGreaterThan(ahead);
            return;
          }
          const last = run.startsIn + (run.count - 1) * run.every;
          expect(last).toBeLessThanOrEqual(ahead);
          for (const [index, { tat, every }] of keys.entries()) {
            expect(now + run.startsIn).toBeGreaterThanOrEqual(tat);
            expect(run.every).toBeGreaterThanOrEqual(every);
            expect(tats[index]).toBe(now + last + every);
          }
        },
      ),
    );
  });

  it("sells no slot twice, and no second more than its rate, in whatever order workers ask", () => {
    const asked = fc.tuple(fc.nat(300_000), fc.integer({ min: 1, max: 50 }));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.array(asked, { maxLength: 40 }),
        (rate, asks) => {
          let known = { tat: 0, every: slotSpacing(rate) };
          let now = 0;
          const granted: number[] = [];
          for (const [later, want] of asks) {
            now += later;
            const { run, tats } = leaseRun([known], now, want, 1_000_000);
            known = { ...known, tat: tats[0] ?? known.tat };
            for (let index = 0; index < run.count; index += 1)
              granted.push(now + run.startsIn + index * run.every);
          }
          for (const [index, at] of granted.entries()) {
            const gap = at - (granted[index - 1] ?? Number.NEGATIVE_INFINITY);
            expect(gap).toBeGreaterThanOrEqual(known.every);
            const within = granted.findIndex((one) => one >= at + 1_000_000);
            expect((within === -1 ? granted.length : within) - index).toBeLessThanOrEqual(rate + 1);
          }
        },
      ),
    );
  });
});

describe("a worker's slots", () => {
  it("are used when they have come, and made up for at no less than 0.92 of their distance", () => {
    const slots = createSlotKeeper();
    expect(slots.next(0)).toEqual({ do: "ask" });
    slots.add({ startsIn: 100, every: 1_000, count: 4 }, 0);
    expect(slots.lasts(0)).toBe(4_100);
    expect(slots.next(0)).toEqual({ do: "wait", for: 100 });
    expect(slots.next(100)).toEqual({ do: "send" });
    expect(slots.next(3_000)).toEqual({ do: "send" });
    expect(slots.next(3_000)).toEqual({ do: "wait", for: 920 });
    expect(slots.next(3_920)).toEqual({ do: "send" });
    expect(slots.next(4_840)).toEqual({ do: "send" });
    expect(slots.next(4_841)).toEqual({ do: "ask" });
  });

  it("are lost once they are 120 milliseconds late", () => {
    const slots = createSlotKeeper();
    slots.add({ startsIn: 0, every: 10_000, count: 20 }, 0);
    expect(slots.next(160_000)).toEqual({ do: "send" });
    const left: number[] = [];
    for (let now = 160_000; left.length < 20; ) {
      const next = slots.next(now);
      if (next.do === "ask") break;
      if (next.do === "wait") now += next.for;
      else left.push(now);
    }
    expect(left.length).toBe(15);
    slots.add({ startsIn: 0, every: 100_000, count: 3 }, 2_000_000);
    expect(slots.next(9_000_000)).toEqual({ do: "ask" });
  });
});
