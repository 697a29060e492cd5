import type { Instant } from "../instant.js";
import {
  type CalendarPeriod,
  inPeriod,
  periodStart,
  unitNumber,
} from "../timing/calendar-period.js";
import { durationLength, parseDuration } from "../timing/duration.js";
import type { DurationText } from "../timing/duration-text.js";
import { calendarDay, startOfDay } from "../timing/wall-clock.js";
import { dateShift, resolveRef } from "./date-comparison.js";

/** A bound in the past: a date, a time with or without an offset, or a duration before now. */
export type PastRef = string | { readonly ago: DurationText };

/** Which occurrences count at an instant `now`. Those in the future never count. */
export type Window =
  /**
   * After now minus the duration; `7d` is 168 hours. With `calendar`: on that many local days,
   * counting today.
   */
  | { readonly last: DurationText; readonly calendar?: boolean }
  /**
   * In these local weeks, months and so on, up to now. `to` is at most 0, so none lies in the
   * future.
   */
  | { readonly period: CalendarPeriod }
  /** On or after the first, and before the second, or up to now if there is no second. */
  | { readonly from: PastRef; readonly to?: PastRef }
  /** On or after the date in an attribute; unknown for contacts without it. */
  | { readonly since: string }
  | { readonly ever: true };

/**
 * The definition of a window, evaluated at one instant. `since` is the attribute's date if the
 * window refers to one.
 */
export function inWindow(
  window: Window,
  at: Instant,
  zone: string,
  now: Instant,
  since: Instant,
): boolean {
  if (at > now) return false;
  if ("ever" in window) return true;
  if ("since" in window) return at >= since;
  if ("from" in window) {
    return (
      at >= resolveRef(window.from, zone, now) &&
      (window.to === undefined || at < resolveRef(window.to, zone, now))
    );
  }
  if ("period" in window)
    return inPeriod(window.period, calendarDay(zone, at), calendarDay(zone, now));
  if (window.calendar === true) {
    return calendarDay(zone, at) > calendarDay(zone, now) - parseDuration(window.last).days;
  }
  return at > now - durationLength(window.last);
}

/**
 * The same definition seen from one occurrence: the instant at which it begins to count, and the
 * instant at which it stops. Every later answer is thus known today, and the next change is a
 * minimum. `Infinity` means never.
 */
export interface Span {
  enter(at: Instant, zone: string, since: Instant): Instant;
  leave(at: Instant, zone: string): Instant;
}

function always(): Instant {
  return Number.POSITIVE_INFINITY;
}

export function windowSpan(window: Window): Span {
  if ("ever" in window) return { enter: (at) => at, leave: always };
  if ("since" in window)
    return { enter: (at, _, since) => (at >= since ? at : always()), leave: always };
  if ("from" in window) return rangeSpan(window.from, window.to);
  if ("period" in window) return periodSpan(window.period);
  if (window.calendar === true) {
    const { days } = parseDuration(window.last);
    return {
      enter: (at) => at,
      leave: (at, zone) => startOfDay(zone, calendarDay(zone, at) + days),
    };
  }
  const length = durationLength(window.last);
  return { enter: (at) => at, leave: (at) => at + length };
}

function periodSpan(period: CalendarPeriod): Span {
  const edge = (at: Instant, zone: string, units: number): Instant =>
    startOfDay(zone, periodStart(period, unitNumber(period, calendarDay(zone, at)) + units));
  return {
    // An occurrence in the current unit counts at once.
    enter: (at, zone) => (period.to === 0 ? at : edge(at, zone, -period.to)),
    leave: (at, zone) => edge(at, zone, 1 - period.from),
  };
}

function rangeSpan(from: PastRef, to: PastRef | undefined): Span {
  const begins = (at: Instant, zone: string): boolean =>
    typeof from !== "string" || at >= resolveRef(from, zone, 0);
  const leave = typeof from === "string" ? always : (at: Instant) => at - dateShift(from) + 1;
  if (to === undefined) return { enter: (at, zone) => (begins(at, zone) ? at : always()), leave };
  if (typeof to === "string") {
    return {
      enter: (at, zone) => (begins(at, zone) && at < resolveRef(to, zone, 0) ? at : always()),
      leave,
    };
  }
  const delay = 1 - dateShift(to);
  return { enter: (at, zone) => (begins(at, zone) ? at + delay : always()), leave };
}
