import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type WarmUpDay, type WarmUpPlan, warmUpDays, warmUpStep } from "../../src/pacing/index.js";

const plan: WarmUpPlan = {
  start: 500,
  factor: 2,
  until: 8_000,
  laterFactor: 1.3,
  target: 1_000_000,
};

function day(most: number, over: Partial<WarmUpDay> = {}): WarmUpDay {
  return { most, used: most, complaints: 0, hardBounces: 0, deferrals: 0, ...over };
}

describe("a warm-up", () => {
  it("takes a step each good day: a million mails in 18 days, 15 with 1.5, 22 from 200 with 1.2", () => {
    expect(warmUpStep(plan, null)).toEqual({ most: 500, step: "first", held: false });
    expect(warmUpStep(plan, day(500)).most).toBe(1_000);
    expect(warmUpStep(plan, day(8_000)).most).toBe(10_400);
    expect(warmUpDays(plan, 1_000_000)).toBe(18);
    expect(warmUpDays({ ...plan, laterFactor: 1.5 }, 1_000_000)).toBe(15);
    expect(warmUpDays({ ...plan, start: 200, laterFactor: 1.2 }, 1_000_000)).toBe(22);
  });

  it.each<[string, Partial<WarmUpDay>, string]>([
    ["four fifths used", { used: 800 }, "up"],
    ["less than that", { used: 799 }, "stay"],
    ["nothing sent", { used: 0 }, "stay"],
    ["one complaint in a thousand", { complaints: 1 }, "stay"],
    ["2 % hard bounces", { hardBounces: 20 }, "stay"],
    ["fewer", { hardBounces: 19, deferrals: 49 }, "up"],
    ["5 % deferrals", { deferrals: 50 }, "stay"],
    ["three complaints in a thousand", { complaints: 3 }, "back"],
    ["5 % hard bounces", { hardBounces: 50 }, "back"],
  ])("with %s of a thousand: %s %s", (_name, over, step) => {
    const next = warmUpStep(plan, day(1_000, over));
    expect(next.step).toBe(step);
    expect(next.held).toBe(step === "back");
    expect(next.most).toBe({ up: 2_000, stay: 1_000, back: 500 }[step]);
  });

  it("goes back where it came from, never below its start, and never beyond its target", () => {
    fc.assert(
      fc.property(
        fc.record({
          start: fc.integer({ min: 10, max: 2_000 }),
          factor: fc.double({ min: 1.1, max: 3, noNaN: true }),
          until: fc.integer({ min: 1_000, max: 20_000 }),
          laterFactor: fc.double({ min: 1.05, max: 2, noNaN: true }),
          target: fc.integer({ min: 30_000, max: 1_000_000 }),
        }),
        fc.integer({ min: 0, max: 30 }),
        (some, steps) => {
          let { most } = warmUpStep(some, null);
          for (let step = 0; step < steps; step += 1) {
            const next = warmUpStep(some, day(most));
            expect(next.most).toBeGreaterThanOrEqual(most);
            expect(next.most).toBeLessThanOrEqual(some.target);
            const back = warmUpStep(some, day(next.most, { hardBounces: next.most }));
            expect(back.most).toBeLessThanOrEqual(next.most);
            expect(back.most).toBeGreaterThanOrEqual(some.start);
            most = next.most;
          }
        },
      ),
    );
  });
});
