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
 * `YYYY-MM-DD` (its beginning in the zone), ISO 8601 with an offset or without one (then read in
 * the zone), or so long before or after now; days are 24 hours. See `readDate` for the forms.
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
  /** From the first on, before the second. */
  | { readonly between: readonly [DateRef, DateRef] }
  /** At any time of that local day. */
  | { readonly on: string }
  /** Within the time just gone: after now minus the duration, up to now. */
  | { readonly last: DurationText }
  /** After now, up to now plus the duration. */
  | { readonly next: DurationText }
  | { readonly day: DayRange }
  /** Whole local weeks, months and so on, counted from the current one. */
  | { readonly period: CalendarPeriod }
  /** A yearly return of the date falls in the range. 29 February by `leap`, `feb28` by default. */
  | { readonly anniversary: DayRange & { readonly leap?: LeapPolicy } };

/** A point in time with the local day it belongs to. */
export interface Moment {
  readonly at: Instant;
  readonly day: number;
}

/** `null` for whatever is no date: then it is not known. */
export function readMoment(value: JsonValue | undefined, zone: string): Moment | null {
  const reading = readDate(value);
  if (reading === null) return null;
  const at = instantIn(reading, zone);
  if (reading.kind === "instant") return resolveMoment(at, zone);
  // As written, also where the zone has skipped that day.
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

/**
 * Every instant at which the answer may change; complete for about the next nine years after `now`.
 */
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

/** A fixed moment passes a moving bound once, a millisecond after it stands on it. */
function refEdges(at: Instant, ref: DateRef): readonly Instant[] {
  return typeof ref === "string" ? [] : [at - dateShift(ref) + 1];
}

/** The days on which the moment's date returns, from two years back to so many ahead. */
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

/** `between` is in both: numbers make it a comparison of numbers. */
export function isDateComparison(is: NumberComparison | DateComparison): is is DateComparison {
  return "between" in is
    ? typeof is.between[0] !== "number"
    : Object.keys(is).some((key) => dateOperators.includes(key));
}

export function isNumberComparison(is: NumberComparison | DateComparison): is is NumberComparison {
  return !isDateComparison(is);
}
