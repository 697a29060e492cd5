import { calendarDate, type DateReading, readDate } from "../dates/index.js";
import { InputError } from "../errors/index.js";
import type { Instant, Milliseconds } from "../instant.js";
import { anniversaryDay, type LeapPolicy } from "./anniversary.js";
import { type Duration, parseDuration } from "./duration.js";
import type { DurationText } from "./duration-text.js";
import {
  dayLength,
  localDay,
  localInstant,
  timeOfDay,
  type WallTime,
  wallTime,
} from "./wall-clock.js";

/** When something happens by a date that a contact or an event has: a birthday, an appointment. */
export type DateRule = DateRuleFrame & (YearlyDate | DateOnce);

interface DateRuleFrame {
  /**
   * As data holds dates: `2026-01-10`, a local time, a time with its offset, or epoch milliseconds.
   */
  readonly date: string | number;
  /**
   * How long `before` or `after`. Days are of the calendar and keep the time of day; hours, minutes
   * and seconds are exact, and are counted last.
   */
  readonly offset?: DateOffset;
  /** `HH:MM` of that day. Absent: the date's own time, midnight where it has none. */
  readonly time?: string;
}

export type DateOffset = { readonly before: DurationText } | { readonly after: DurationText };

interface YearlyDate {
  /** On its anniversaries: the year of the date itself is none. */
  readonly every: "year";
  /** `feb28` by default. */
  readonly leap?: LeapPolicy;
}

interface DateOnce {
  readonly every: "once";
  /**
   * When it has passed: nothing (`skip`), the time that it was, for what is then due at once
   * (`send`), or the next day at the same time of day (`nextDay`).
   */
  readonly passed: "send" | "nextDay" | "skip";
}

/**
 * The first time strictly after `after` that the rule means on the zone's calendar and wall clock;
 * `null` where there is none, or none is wanted any more. Only a rule that is to `send` late gives
 * a time that has passed.
 *
 * @throws InputError `INPUT_DATE`, `INPUT_TIME_ZONE`; DefinitionError `DEFINITION_TIME`,
 * `DEFINITION_DURATION`
 * @example
 * ```ts
 * const rule = { date: "1990-07-04", time: "09:00", every: "year" } as const;
 * const birthday = dateOccurrence(rule, "Europe/Berlin", clock.now());
 * ```
 */
export function dateOccurrence(rule: DateRule, zone: string, after: Instant): Instant | null {
  const offset = signedOffset(rule.offset);
  const read = readDate(rule.date);
  if (read === null) throw noDate();
  const wall = wallFor(read, zone);
  const date = localDay(wall);
  const time = rule.time === undefined ? wall - date * dayLength : timeOfDay(rule.time, "time");
  const atDay = (day: number): Instant =>
    localInstant(zone, (day + offset.days) * dayLength + time) + offset.milliseconds;
  if (rule.every === "year") return nextYearly(rule.leap, date, offset, zone, after, atDay);
  // Through a wall clock that shows it twice, an instant would not come back as itself.
  const itself = read.kind === "instant" && offset.days === 0 && rule.time === undefined;
  const at = itself ? read.at + offset.milliseconds : atDay(date);
  if (at > after || rule.passed === "send") return at;
  return rule.passed === "skip" ? null : nextDayLike(at, zone, after);
}

function nextYearly(
  leap: LeapPolicy = "feb28",
  date: number,
  offset: Duration,
  zone: string,
  after: Instant,
  atDay: (day: number) => Instant,
): Instant | null {
  const first = calendarDate(date);
  const near = localDay(wallTime(zone, after - offset.milliseconds)) - offset.days;
  let year = Math.max(first.year + 1, calendarDate(near).year - 1);
  for (; year <= 9999; year++) {
    const day = anniversaryDay(first, year, leap);
    if (day === null) continue;
    const at = atDay(day);
    if (at > after) return at;
  }
  return null;
}

function nextDayLike(passed: Instant, zone: string, after: Instant): Instant {
  const wall = wallTime(zone, passed);
  const time: Milliseconds = wall - localDay(wall) * dayLength;
  // From the day before: what that day skipped may have moved past `after`.
  for (let day = localDay(wallTime(zone, after)) - 1; ; day++) {
    const at = localInstant(zone, day * dayLength + time);
    if (at > after) return at;
  }
}

function signedOffset(offset: DateOffset | undefined): Duration {
  if (offset === undefined) return { days: 0, milliseconds: 0 };
  if ("after" in offset) return parseDuration(offset.after, "offset.after");
  const { days, milliseconds } = parseDuration(offset.before, "offset.before");
  return { days: -days, milliseconds: -milliseconds };
}

function wallFor(read: DateReading, zone: string): WallTime {
  if (read.kind === "date") return read.day * dayLength;
  return read.kind === "local" ? read.wall : wallTime(zone, read.at);
}

function noDate(): InputError {
  return new InputError("INPUT_DATE", "This is no date.", {
    path: "date",
    remedy: "Write it as YYYY-MM-DD, with a time behind it where one is meant.",
  });
}
