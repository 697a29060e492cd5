import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterPeriod, beforePeriod, endOfPeriod } from "../../src/rules/index.js";

const day = 86_400_000;

/** The same by the platform's own calendar. */
function byDate(at: number, months: number, days: number, sign: 1 | -1): number {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + sign * months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay) + sign * days);
}

describe("a calendar period", () => {
  it("ends on the day that the platform's calendar gives, from any day of three centuries", () => {
    const at = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2199, 11, 31) });
    fc.assert(
      fc.property(at, fc.nat(400), fc.nat(999), (from, months, days) => {
        const period = `P${months}M${days}D`;
        expect(endOfPeriod(from, period)).toBe(byDate(from - day / 2, months, days, 1));
        expect(afterPeriod(from, period)).toBe(byDate(from + day / 2, months, days, 1) + day);
        expect(beforePeriod(from, period)).toBe(byDate(from, months, days, -1));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["the leap day", Date.UTC(2024, 1, 29), "P1Y", Date.UTC(2025, 1, 28)],
    ["the leap day of a century", Date.UTC(2000, 1, 29), "P100Y", Date.UTC(2100, 1, 28)],
    ["the last of a month", Date.UTC(2026, 0, 31), "P1M", Date.UTC(2026, 1, 28)],
    ["the end of a year", Date.UTC(2026, 11, 31), "P2M", Date.UTC(2027, 1, 28)],
  ])("keeps within the month from %s", (_, from, period, end) => {
    expect(endOfPeriod(from + day / 2, period)).toBe(end);
  });
});
