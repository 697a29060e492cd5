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
            expect(run.startsIn + (want - 1) * run.every).toBeGreaterThan(ahead);
            expect(run.startsIn).toBeGreaterThan(0);
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

  it("that were missed are made up for little by little, and are lost after four seconds", () => {
    const slots = createSlotKeeper();
    slots.add({ startsIn: 0, every: 10_000, count: 200 }, 0);
    // It stands still for a fifth of a second, in which twenty slots come.
    const sent: number[] = [];
    for (let now = 200_000; ; ) {
      const next = slots.next(now);
      if (next.do === "ask") break;
      if (next.do === "wait") now += next.for;
      else sent.push(now);
    }
    const within = (from: number): number =>
      sent.filter((at) => at >= from && at < from + 1_000_000).length;
    expect(sent.length).toBeGreaterThan(185);
    for (const from of sent) expect(within(from)).toBeLessThanOrEqual(110);
    slots.add({ startsIn: 0, every: 10_000, count: 300 }, 3_000_000);
    expect(slots.next(8_000_000)).toEqual({ do: "send" });
    expect(slots.next(12_100_000)).toEqual({ do: "ask" });
  });

  it("are not made up for faster after a time without any", () => {
    const slots = createSlotKeeper();
    slots.add({ startsIn: 0, every: 1_000, count: 1 }, 0);
    expect([slots.next(0), slots.next(1)]).toEqual([{ do: "send" }, { do: "ask" }]);
    // After an hour without work 200 are missed, and then there is one each millisecond.
    const back = 3_600_000_000;
    expect(slots.next(back)).toEqual({ do: "ask" });
    slots.add({ startsIn: 0, every: 1_000, count: 1_200 }, back);
    let sent = 0;
    for (let at = back + 200_000; at < back + 1_200_000; at += 10)
      if (slots.next(at).do === "send") sent += 1;
    expect(sent).toBeGreaterThan(1_000);
    expect(sent).toBeLessThanOrEqual(1_060);
  });

  it("are asked for ever later where there are none", () => {
    const slots = createSlotKeeper();
    const none = { startsIn: 1_500_000, every: 1_000, count: 0 };
    const waits = Array.from({ length: 5 }, () => slots.add(none, 0));
    expect(waits).toEqual([1_500_000, 2_500_000, 4_500_000, 8_500_000, 8_500_000]);
    expect(slots.add({ ...none, startsIn: 0, count: 1 }, 0)).toBe(0);
    expect(slots.add(none, 0)).toBe(8_500_000);
  });

  it("do not wait for a clock that was set back, and come no closer for one that was set ahead", () => {
    const slots = createSlotKeeper();
    slots.add({ startsIn: 0, every: 1_000, count: 50 }, 9_000_000);
    expect(slots.next(9_000_000)).toEqual({ do: "send" });
    expect(slots.next(4_000_000)).toEqual({ do: "ask" });
    slots.add({ startsIn: 0, every: 1_000, count: 50 }, 4_000_000);
    expect(slots.next(4_000_000)).toEqual({ do: "wait", for: 920 });
    const all = Array.from({ length: 9 }, () => slots.next(8_000_000).do);
    expect(all.filter((what) => what === "send")).toHaveLength(1);
  });
});
