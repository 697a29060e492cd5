import { DefinitionError } from "../errors/index.js";
import type { Instant, Milliseconds } from "../instant.js";
import { offsetStretch, zoneOffset } from "./zone-table.js";

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/**
 * A wall clock reading, as the instant that UTC would show the same reading at. Plain arithmetic is
 * right on it, and days are {@link dayLength} long.
 */
export type WallTime = number;

export const dayLength: Milliseconds = 86_400_000;

/** In the order of ISO 8601. */
export const weekdayNames: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Thursday, 1 January 1970, is day 0. */
const weekdays: readonly Weekday[] = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"];

export function wallTime(zone: string, at: Instant): WallTime {
  return at + zoneOffset(zone, at);
}

/** Days since 1970-01-01 of a wall clock's date. */
export function localDay(wall: WallTime): number {
  return Math.floor(wall / dayLength);
}

export function localWeekday(day: number): Weekday {
  return weekdays[((day % 7) + 7) % 7] ?? "thu";
}

/** The number of the first day since 1970-01-01 that is such a weekday: 0 to 6. */
export function weekdayNumber(weekday: Weekday): number {
  return weekdays.indexOf(weekday);
}

/**
 * The instant of a wall clock reading. A reading that comes twice means the first; one that is
 * skipped moves on by what was skipped (Temporal's `compatible`, RFC 5545 section 3.3.5).
 */
export function localInstant(zone: string, wall: WallTime): Instant {
  const { offset: before, until } = offsetStretch(zone, wall - dayLength);
  if (wall + dayLength < until) return wall - before;
  const after = zoneOffset(zone, wall + dayLength);
  if (before === after || zoneOffset(zone, wall - before) === before) return wall - before;
  return zoneOffset(zone, wall - after) === after ? wall - after : wall - before;
}

/**
 * Milliseconds since midnight of `HH:MM`; `24:00` only where a day may end.
 *
 * @throws DefinitionError `DEFINITION_TIME`
 */
export function timeOfDay(text: string, path: string, midnightEnds = false): Milliseconds {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours !== undefined && minutes !== undefined)
    return (Number(hours) * 60 + Number(minutes)) * 60_000;
  if (midnightEnds && text === "24:00") return dayLength;
  throw new DefinitionError("DEFINITION_TIME", "This is no time of day as HH:MM, such as 09:00.", {
    path,
    remedy: "Write hours and minutes as HH:MM, from 00:00 to 23:59.",
  });
}

/** @throws DefinitionError `DEFINITION_DAYS` for an empty list or something that is no weekday. */
export function checkDays(days: readonly Weekday[] | undefined, path: string): void {
  if (days === undefined || (days.length > 0 && days.every((day) => weekdays.includes(day))))
    return;
  throw new DefinitionError("DEFINITION_DAYS", "This names no weekdays.", {
    path,
    remedy: "List at least one of mon, tue, wed, thu, fri, sat, sun, or leave the list out.",
  });
}

/** When a local day begins: at midnight, or where the clocks skip midnight, after the skip. */
export function startOfDay(zone: string, day: number): Instant {
  return localInstant(zone, day * dayLength);
}

/**
 * The local day an instant belongs to: the latest that has begun. Unlike the date on the wall it
 * never goes back, not even where clocks are set back across midnight.
 */
export function calendarDay(zone: string, at: Instant): number {
  const day = localDay(wallTime(zone, at)) + 1;
  if (startOfDay(zone, day) <= at) return day;
  return startOfDay(zone, day - 1) <= at ? day - 1 : day - 2;
}
