import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
  type CalendarUnit,
  capReached,
  evaluateSegment,
  type FrequencyCap,
  type Segment,
  segmentId,
  type Weekday,
} from "../../src/index.js";
import type { DateComparison, SegmentNode } from "../../src/segments/index.js";
import { contactWith, event, message } from "../edge/segments/contact.js";

const zones = [
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "America/Havana",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Africa/Casablanca",
  "Asia/Beirut",
  "UTC",
] as const;
const weekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const unit = fc.oneof(
  fc.constantFrom<CalendarUnit>(
    { unit: "day" },
    { unit: "month" },
    { unit: "quarter" },
    { unit: "year" },
  ),
  fc.constantFrom(...weekdays).map((weekStart): CalendarUnit => ({ unit: "week", weekStart })),
);
const zone = fc.constantFrom(...zones);
const from = Date.UTC(2010, 0, 1);
const to = Date.UTC(2035, 0, 1);
/** On the minute or near a local midnight, where mistakes live. */
const instant = fc
  .integer({ min: from / 60_000, max: to / 60_000 })
  .map((minute) => minute * 60_000);

function zoned(at: number, name: string) {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(name);
}

/** The first day of the unit a date lies in, as the oracle reckons. */
function findBeginning(of: CalendarUnit, date: Temporal.PlainDate): Temporal.PlainDate {
  switch (of.unit) {
    case "day":
      return date;
    case "week":
      return date.subtract({ days: (date.dayOfWeek - 1 - weekdays.indexOf(of.weekStart) + 7) % 7 });
    case "month":
      return date.with({ day: 1 });
    case "quarter":
      return date.with({ month: Math.floor((date.month - 1) / 3) * 3 + 1, day: 1 });
    case "year":
      return date.with({ month: 1, day: 1 });
  }
}
function moved(of: CalendarUnit, begin: Temporal.PlainDate, units: number): Temporal.PlainDate {
  if (of.unit === "quarter") return begin.add({ months: units * 3 });
  return begin.add({ [`${of.unit}s`]: units });
}
/** From when until before when the units counted from `now` last. */
function stretch(of: CalendarUnit, ends: readonly [number, number], now: number, name: string) {
  const begin = findBeginning(of, zoned(now, name).toPlainDate());
  const at = (units: number) =>
    moved(of, begin, units).toZonedDateTime(name).startOfDay().epochMilliseconds;
  return { from: at(ends[0]), to: at(ends[1] + 1) };
}

function contactIn(name: string, value: string | number) {
  const facts = contactWith({ when: value });
  return {
    ...facts,
    contact: { ...facts.contact, timeZone: { name, source: "stated" as const } },
  };
}
function segment(where: SegmentNode): Segment {
  return { v: 1, id: segmentId("s"), where };
}
function member(is: DateComparison, name: string, value: string | number, now: number) {
  return evaluateSegment(segment({ op: "date", path: "when", is }), contactIn(name, value), {
    at: now,
    zone: "UTC",
  });
}

describe("periods of the calendar", { timeout: 60_000 }, () => {
  it("hold what Temporal says lies in them, and change when it says they do", () => {
    let inside = 0;
    fc.assert(
      fc.property(
        unit,
        zone,
        instant,
        fc.tuple(fc.integer({ min: -3, max: 2 }), fc.integer({ min: 0, max: 2 })),
        fc.integer({ min: -400, max: 400 }),
        fc.integer({ min: -90, max: 90 }),
        (of, name, now, [first, length], days, minutes) => {
          const ends = [first, first + length] as const;
          const period = { ...of, from: ends[0], to: ends[1] };
          const bounds = stretch(of, ends, now, name);
          // Near one of the borders, or days away from now.
          const probes = [bounds.from, bounds.to, now + days * 86_400_000];
          for (const probe of probes) {
            for (const at of [probe - 1, probe, probe + minutes * 60_000]) {
              const expected = at >= bounds.from && at < bounds.to;
              const { member: is, nextChange } = member({ period }, name, at, now);
              expect(is).toBe(expected);
              if (expected) inside++;
              if (nextChange === null) continue;
              const after = stretch(of, ends, nextChange, name);
              const before = stretch(of, ends, nextChange - 1, name);
              expect(at >= before.from && at < before.to).toBe(expected);
              expect(at >= after.from && at < after.to).toBe(!expected);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(inside).toBeGreaterThan(500);
  });

  it("count events that brute force finds in them", () => {
    fc.assert(
      fc.property(
        unit,
        zone,
        instant,
        fc.tuple(fc.integer({ min: -2, max: 0 }), fc.integer({ min: 0, max: 2 })),
        fc.array(fc.integer({ min: -200 * 24 * 60, max: 0 }), { minLength: 1, maxLength: 20 }),
        (of, name, now, [last, length], minutes) => {
          const ends = [last - length, last] as const;
          const events = minutes.map((back) => event("x", new Date(now + back * 60_000).toJSON()));
          const facts = { ...contactIn(name, 0), events };
          const period = { ...of, from: ends[0], to: ends[1] };
          const bounds = stretch(of, ends, now, name);
          const count = events.filter(({ at }) => at >= bounds.from && at < bounds.to).length;
          const where = { op: "event", event: "x", agg: "count", window: { period } } as const;
          const context = { at: now, zone: "UTC" };
          expect(
            evaluateSegment(segment({ ...where, is: { eq: count } }), facts, context).member,
          ).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("begin anew for a cap when the calendar says so, in the person's zone", () => {
    fc.assert(
      fc.property(
        unit,
        zone,
        instant,
        fc.array(fc.integer({ min: 0, max: 40 * 24 * 60 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 3 }),
        (per, name, now, minutes, max) => {
          const cap: FrequencyCap = { max, per };
          const messages = minutes.map((back) => {
            const sentAt = now - back * 60_000;
            return message({ sentAt, touchedAt: sentAt, messageClass: "marketing" });
          });
          const subject = message({ messageClass: "marketing" });
          const bounds = stretch(per, [0, 0], now, name);
          const count = messages.filter(({ touchedAt }) => touchedAt >= bounds.from).length;
          expect(capReached([cap], messages, now, subject, name)).toEqual(
            count < max ? { reached: false } : { reached: true, cap, retryAt: bounds.to },
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("a time without an offset", () => {
  it("is the instant that Temporal makes of it in the contact's zone", () => {
    fc.assert(
      fc.property(zone, instant, fc.boolean(), (name, at, nearChange) => {
        const now = Date.UTC(2040, 0, 1);
        const change = nearChange
          ? zoned(at, name).getTimeZoneTransition("next")?.toInstant().epochMilliseconds
          : undefined;
        const offset = zoned(change ?? at, name).offsetNanoseconds / 1_000_000;
        const wall = new Date((change ?? at) + offset - (nearChange ? 1_800_000 : 0));
        const text = wall.toJSON().slice(0, 19);
        const expected = Temporal.PlainDateTime.from(text).toZonedDateTime(name).epochMilliseconds;
        const exactly = (instant: number): DateComparison => ({
          between: [new Date(instant).toJSON(), new Date(instant + 1).toJSON()],
        });
        expect(member(exactly(expected), name, text, now).member, `${text} ${name}`).toBe(true);
        expect(member({ on: text.slice(0, 10) }, name, text.replace("T", " "), now).member).toBe(
          true,
        );
      }),
      { numRuns: 1500 },
    );
  });
});
