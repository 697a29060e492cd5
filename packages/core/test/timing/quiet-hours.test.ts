import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { nextAllowed, type QuietHours, type Weekday } from "../../src/index.js";

const weekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const minute = 60_000;
const day = 1440 * minute;

/** The definition, read off a wall clock that Temporal keeps. */
function isQuiet(quiet: readonly QuietHours[], zone: string, at: number): boolean {
  const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const now = clock(wall.hour * 60 + wall.minute);
  const today = weekdays[wall.dayOfWeek - 1] ?? "mon";
  const yesterday = weekdays[(wall.dayOfWeek + 5) % 7] ?? "mon";
  const date = wall.toPlainDate();
  return quiet.some(({ from, to, days, dates }) => {
    const begins = (weekday: Weekday, on: Temporal.PlainDate): boolean =>
      (days === undefined && dates === undefined) ||
      days?.includes(weekday) === true ||
      dates?.includes(on.toString()) === true;
    return from < to
      ? begins(today, date) && from <= now && now < to
      : (begins(today, date) && from <= now) ||
          (begins(yesterday, date.subtract({ days: 1 })) && now < to);
  });
}

function clock(minutes: number) {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Instants around which clocks change in the zone, by minutes at most a day and a half away. */
const changes: readonly (readonly [string, number])[] = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Africa/Casablanca",
  "Africa/Cairo",
  "Antarctica/Troll",
  "Pacific/Apia",
  "Asia/Tehran",
  "America/St_Johns",
].flatMap((zone) => {
  const found: (readonly [string, number])[] = [];
  let at = Temporal.Instant.from("2011-01-01T00:00Z").toZonedDateTimeISO(zone);
  for (let i = 0; i < 8; i++) {
    const next = at.getTimeZoneTransition("next");
    if (next === null) break;
    found.push([zone, next.epochMilliseconds] as const);
    at = next;
  }
  return found;
});

const time = fc.oneof(
  fc.integer({ min: 0, max: 1439 }),
  fc.integer({ min: 0, max: 47 }).map((half) => half * 30),
);
/** Its dates as days from the one that is asked about, so that they matter. */
const quietHours = fc
  .record({
    from: time,
    to: time,
    days: fc.option(fc.subarray([...weekdays], { minLength: 1 }), { nil: undefined }),
    daysAhead: fc.option(fc.subarray([-2, -1, 0, 1, 2, 3], { minLength: 1 }), { nil: undefined }),
  })
  .filter(({ from, to }) => from !== to)
  .map(
    ({ from, to, days, daysAhead }) =>
      (around: number): QuietHours => ({
        from: clock(from),
        to: clock(to),
        ...(days === undefined ? {} : { days }),
        ...(daysAhead === undefined
          ? {}
          : { dates: daysAhead.map((ahead) => writeDate(around + ahead * day)) }),
      }),
  );

function writeDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

describe("nextAllowed against a minute by minute search", { timeout: 60_000 }, () => {
  it("gives the first free minute of all zones, above all around clock changes", () => {
    let probes = 0;
    fc.assert(
      fc.property(
        fc.array(quietHours, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...changes),
        fc.integer({ min: -2160, max: 720 }),
        fc.option(fc.constantFrom("Europe/Lisbon", "America/Denver", "Asia/Kolkata"), {
          nil: undefined,
          freq: 2,
        }),
        (hours, [zone, change], offset, other) => {
          const zones = other === undefined ? [zone] : [zone, other];
          const at = Math.floor(change / minute) * minute + offset * minute;
          const quiet = hours.map((one) => one(at));
          let expected = at;
          while (expected - at < 3 * day && zones.some((name) => isQuiet(quiet, name, expected))) {
            expected += minute;
            probes++;
          }
          fc.pre(expected - at < 3 * day);
          expect(nextAllowed(quiet, zones, at)).toBe(expected);
          expect(nextAllowed(quiet, zones, expected)).toBe(expected);
        },
      ),
      { numRuns: propertyRuns(250) },
    );
    expect(probes).toBeGreaterThan(10_000);
  });
});
