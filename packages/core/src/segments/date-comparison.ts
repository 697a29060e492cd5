import {
  type CalendarDate,
  calendarDate,
  type DateReading,
  dayNumber,
  readCalendarDate,
  readDate,
} from "../dates/index.js";
import type { Instant } from "../instant.js";
import type { JsonValue } from "../json.js";
import { anniversaryDay, type LeapPolicy } from "../timing/anniversary.js";
import {
  type CalendarPeriod,
  inPeriod,
  periodStart,
  unitNumber,
} from "../timing/calendar-period.js";
import { durationLength } from "../timing/duration.js";
import type { DurationText } from "../timing/duration-text.js";
import { calendarDay, localDay, localInstant, startOfDay } from "../timing/wall-clock.js";
import type { NumberComparison } from "./comparison.js";

/**
 * `YYYY-MM-DD` (the start of that day in the zone), ISO 8601 with an offset or without one (then
 * read in the zone), or a duration before or after now, in days of 24 hours. See `readDate` for the
 * forms.
 */
export type DateRef = string | { readonly ago: DurationText } | { readonly ahead: DurationText };

/** Whole local days from today: 0 is today, -1 yesterday. Both ends included. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

export type DateComparison =
  | { readonly before: DateRef }
  /** On or after. */
  | { readonly since: DateRef }
  /** On or after the first date, and before the second. */
  | { readonly between: readonly [DateRef, DateRef] }
  /** At any time of this local day. */
  | { readonly on: string }
  /** After now minus the duration, up to and including now. */
  | { readonly last: DurationText }
  /** After now, up to and including now plus the duration. */
  | { readonly next: DurationText }
  | { readonly day: DayRange }
  /** In whole local weeks, months and so on, counted from the current one. */
  | { readonly period: CalendarPeriod }
  /**
   * A yearly return of the date falls in the range. `leap` says when 29 February returns in other
   * years; `feb28` by default.
   */
  | { readonly anniversary: DayRange & { readonly leap?: LeapPolicy } };

/** A point in time and the local day it belongs to. */
export interface Moment {
  readonly at: Instant;
  readonly day: number;
}

/** `null` for a value that is no date: the comparison is then unknown. */
export function readMoment(value: JsonValue | undefined, zone: string): Moment | null {
  const reading = readDate(value);
  if (reading === null) return null;
  const at = instantIn(reading, zone);
  if (reading.kind === "instant") return resolveMoment(at, zone);
  // The day as written, even if the zone skipped that day.
  return { at, day: reading.kind === "date" ? reading.day : localDay(reading.wall) };
}

function instantIn(reading: DateReading, zone: string): Instant {
  if (reading.kind === "instant") return reading.at;
  return reading.kind === "date" ? startOfDay(zone, reading.day) : localInstant(zone, reading.wall);
}

export function resolveMoment(at: Instant, zone: string): Moment {
  return { at, day: calendarDay(zone, at) };
}

export function resolveRef(ref: DateRef, zone: string, now: Instant): Instant {
  if (typeof ref !== "string") return now + dateShift(ref);
  const reading = readDate(ref);
  return reading === null ? Number.NaN : instantIn(reading, zone);
}

export function dateShift(ref: Exclude<DateRef, string>): number {
  return "ago" in ref ? -durationLength(ref.ago) : durationLength(ref.ahead);
}

/** Whether the comparison holds at `now`. */
export function dateHolds(is: DateComparison, moment: Moment, zone: string, now: Instant): boolean {
  const { at, day } = moment;
  if ("before" in is) return at < resolveRef(is.before, zone, now);
  if ("since" in is) return at >= resolveRef(is.since, zone, now);
  if ("between" in is)
    return at >= resolveRef(is.between[0], zone, now) && at < resolveRef(is.between[1], zone, now);
  if ("on" in is) return day === dayNumber(readCalendarDate(is.on) ?? epoch);
  if ("last" in is) return at > now - durationLength(is.last) && at <= now;
  if ("next" in is) return at > now && at <= now + durationLength(is.next);
  const today = calendarDay(zone, now);
  if ("day" in is) return day >= today + is.day.from && day <= today + is.day.to;
  if ("period" in is) return inPeriod(is.period, day, today);
  const { from, to, leap = "feb28" } = is.anniversary;
  return returns(moment, today, 2, leap).some((on) => on >= today + from && on <= today + to);
}

/** Every instant at which the answer may change, for about nine years after `now`. */
export function dateEdges(
  is: DateComparison,
  moment: Moment,
  zone: string,
  now: Instant,
): readonly Instant[] {
  const { at, day } = moment;
  if ("before" in is) return refEdges(at, is.before);
  if ("since" in is) return refEdges(at, is.since);
  if ("between" in is) return is.between.flatMap((ref) => refEdges(at, ref));
  if ("on" in is) return [];
  if ("last" in is) return [at, at + durationLength(is.last)];
  if ("next" in is) return [at - durationLength(is.next), at];
  if ("period" in is) {
    const { period } = is;
    const number = unitNumber(period, day);
    return [number - period.to, number - period.from + 1].map((edge) =>
      startOfDay(zone, periodStart(period, edge)),
    );
  }
  const { from, to } = "day" in is ? is.day : is.anniversary;
  const days =
    "day" in is
      ? [day]
      : returns(moment, calendarDay(zone, now), 10, is.anniversary.leap ?? "feb28");
  return days.flatMap((on) => [startOfDay(zone, on - to), startOfDay(zone, on - from + 1)]);
}

const epoch: CalendarDate = { year: 1970, month: 1, day: 1 };

/** A fixed moment passes a moving bound once: one millisecond after the two are equal. */
function refEdges(at: Instant, ref: DateRef): readonly Instant[] {
  return typeof ref === "string" ? [] : [at - dateShift(ref) + 1];
}

/** The days on which the date returns, from two years back to the given number of years ahead. */
function returns(
  moment: Moment,
  today: number,
  ahead: number,
  leap: LeapPolicy,
): readonly number[] {
  const date = calendarDate(moment.day);
  const { year } = calendarDate(today);
  const days: number[] = [];
  for (let candidate = year - 2; candidate <= year + ahead; candidate++) {
    const day = anniversaryDay(date, candidate, leap);
    if (day !== null) days.push(day);
  }
  return days;
}

const dateOperators = ["before", "since", "on", "last", "next", "day", "period", "anniversary"];

/** `between` is in both types: numbers in it make it a comparison of numbers. */
export function isDateComparison(is: NumberComparison | DateComparison): is is DateComparison {
  return "between" in is
    ? typeof is.between[0] !== "number"
    : Object.keys(is).some((key) => dateOperators.includes(key));
}

export function isNumberComparison(is: NumberComparison | DateComparison): is is NumberComparison {
  return !isDateComparison(is);
}
