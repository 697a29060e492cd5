import * as fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { bestHoursIn, bestInstant, hourFor } from "../../src/campaigns/index.js";
import { campaignId } from "../../src/identifiers.js";

const hourLength = 3_600_000;
const zones = Intl.supportedValuesOf("timeZone");
const passed = fc.constantFrom("send", "nextDay", "skip", undefined);
const window = fc
  .tuple(fc.integer({ min: 0, max: 22 }), fc.integer({ min: 1, max: 23 }))
  .filter(([from, until]) => from < until);

/** When an hour of a date begins in a zone, by another library. */
function instantOf(zone: string, date: Temporal.PlainDate, hour: number): number {
  return date.toZonedDateTime({ timeZone: zone, plainTime: { hour } }).epochMilliseconds;
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

describe("the hours that a best one is chosen from", () => {
  it("are those of the day that had not begun, of a whole later day, or none", () => {
    const shape = fc.record({
      ...{ zone: fc.constantFrom(...zones), between: window, passed },
      // The nights in which clocks change are among them.
      day: fc.oneof(
        fc.constantFrom("2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01", "2026-04-05"),
        fc
          .integer({ min: 0, max: 364 })
          .map((n) => Temporal.PlainDate.from("2026-01-01").add({ days: n }).toString()),
      ),
      from: fc.integer({ min: -40 * 60, max: 80 * 60 }),
      late: fc.constantFrom(undefined, "3h" as const),
    });
    fc.assert(
      fc.property(shape, ({ zone, between: [from, until], passed, day, from: minutes, late }) => {
        const date = Temporal.PlainDate.from(day);
        const hours = Array.from({ length: until - from }, (_, n) => from + n);
        const opens = instantOf(zone, date, from);
        const t0 = opens + minutes * 60_000;
        const schedule = {
          ...{ best: day, between: [clock(from), clock(until)] as const },
          ...(passed === undefined ? {} : { passed }),
        };
        const policy = late === undefined ? {} : { lateAfter: late };
        const choice = bestHoursIn(zone, schedule, policy, t0);
        const left = hours.filter((hour) => instantOf(zone, date, hour) >= t0);
        const context = { zone, workspaceZone: "UTC", t0 };
        const planned = hourFor({ id: campaignId("c-a"), schedule, policy }, context);
        const inOrder = (list: readonly number[]): readonly number[] =>
          [...list].sort((a, b) => a - b);
        if ("hours" in choice) {
          const chosen = choice.hours.map((hour) => bestInstant(zone, choice.day, hour));
          for (const at of chosen) expect(at).toBeGreaterThanOrEqual(t0);
          expect(planned).toEqual({ due: Math.min(...chosen) });
          const then = Temporal.PlainDate.from(new Date(choice.day).toISOString().slice(0, 10));
          expect(chosen).toEqual(choice.hours.map((hour) => instantOf(zone, then, hour)));
          const isToday = left.length > 0;
          expect(inOrder(choice.hours)).toEqual(isToday ? left : hours);
          expect(Temporal.PlainDate.compare(then, date)).toBe(isToday ? 0 : 1);
          // The first day after that opens since then.
          const before = then.subtract({ days: 1 });
          if (Temporal.PlainDate.compare(before, date) > 0)
            expect(instantOf(zone, before, from)).toBeLessThan(t0);
          if (!isToday) expect(passed).toBe("nextDay");
          return;
        }
        expect(left).toEqual([]);
        expect(planned).toEqual(choice);
        expect(passed).not.toBe("nextDay");
        const last = instantOf(zone, date, until - 1);
        const isLate = late !== undefined && t0 - last > 3 * hourLength;
        const isSent = passed === "send" && !isLate;
        expect(choice).toEqual(isSent ? { due: t0 } : { refused: "HOUR_PASSED" });
      }),
      { numRuns: 2_000 },
    );
  });

  it("put the usual hour first, which is as good as any where nothing is known", () => {
    const schedule = { best: "2026-12-01" } as const;
    const choice = bestHoursIn("Europe/Berlin", schedule, undefined, 0);
    if (!("hours" in choice)) throw new TypeError("all of them are to come");
    expect(choice.hours[0]).toBe(10);
    expect(new Set(choice.hours)).toEqual(
      new Set([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]),
    );
  });

  it("go by the named zone, or the business's, for those whose zone is not known", () => {
    const schedule = { best: "2026-12-01", between: ["08:00", "10:00"] } as const;
    const first = (zone: string | null, more: object = {}) =>
      hourFor(
        { id: campaignId("c-a"), schedule: { ...schedule, ...more } },
        { zone, workspaceZone: "Europe/Berlin", t0: 0 },
      );
    expect(first(null)).toEqual({ due: Date.UTC(2026, 11, 1, 7) });
    expect(first("Mars/Phobos")).toEqual({ due: Date.UTC(2026, 11, 1, 7) });
    expect(first(null, { unknownZone: "Asia/Tokyo" })).toEqual({ due: Date.UTC(2026, 10, 30, 23) });
  });
});
