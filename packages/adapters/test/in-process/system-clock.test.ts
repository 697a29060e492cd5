import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/in-process/index.js";

const year = 31_536_000_000;
const start = Date.UTC(2026, 2, 2, 8);

/** A machine whose time of day can be set, beside a counter that cannot. */
function machine() {
  const hands = { wall: start, monotonic: 0 };
  const clock = systemClock({ wall: () => hands.wall, monotonic: () => hands.monotonic });
  return {
    clock,
    hands,
    pass: (milliseconds: number): number => {
      hands.wall += milliseconds;
      hands.monotonic += milliseconds;
      return clock.now();
    },
  };
}

describe("the machine's clock", () => {
  it("tells the machine's time", () => {
    const { clock, pass } = machine();
    expect(clock.now()).toBe(start);
    expect(pass(1234)).toBe(start + 1234);
  });

  it.each([year, -year, Number.POSITIVE_INFINITY, Number.NaN, 1e300])(
    "does not take over one wrong reading: %d",
    (step) => {
      const { clock, hands, pass } = machine();
      clock.now();
      const right = hands.wall;
      hands.wall = right + step;
      expect(clock.now()).toBe(start);
      hands.wall = right;
      expect(pass(1000)).toBe(start + 1000);
    },
  );

  it("follows a step forward that lasts, as after a sleep of the machine", () => {
    const { clock, hands, pass } = machine();
    clock.now();
    hands.wall += year;
    clock.now();
    expect(pass(5_000)).toBe(start + 5_000);
    expect(pass(5_000)).toBe(start + year + 10_000);
  });

  it("comes back from a step forward that was wrong, by no more than that step", () => {
    const { clock, hands, pass } = machine();
    clock.now();
    hands.wall += year;
    clock.now();
    expect(pass(10_000)).toBe(start + year + 10_000);
    hands.wall -= year;
    clock.now();
    expect(pass(10_000)).toBe(start + 20_000);
  });

  it("waits for a small step back, and takes a small one forward at once", () => {
    const { clock, hands, pass } = machine();
    clock.now();
    hands.wall -= 500;
    expect(clock.now()).toBe(start);
    expect(pass(400)).toBe(start);
    expect(pass(200)).toBe(start + 100);
    hands.wall += 500;
    expect(clock.now()).toBe(start + 600);
  });

  it("refuses to begin without a time", () => {
    expect(() => systemClock({ wall: () => Number.NaN }).now()).toThrow(
      expect.objectContaining({ code: "ADAPTER_CLOCK" }),
    );
  });

  it("never runs backwards, whatever the machine's time does, unless a step back lasts", () => {
    const steps = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: -year, max: year })),
      {
        maxLength: 10,
      },
    );
    fc.assert(
      fc.property(steps, (moves) => {
        const { clock, hands } = machine();
        let last = clock.now();
        for (const [passed, step] of moves) {
          hands.monotonic += passed;
          hands.wall = start + step;
          const now = clock.now();
          expect(now).toBeGreaterThanOrEqual(last);
          expect(Number.isSafeInteger(now)).toBe(true);
          last = now;
        }
      }),
    );
  });
});
