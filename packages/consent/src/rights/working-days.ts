import type { Instant } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { isTimeZone, zoneOffset } from "@wellsent/core/timing";

/**
 * Which days count where a period ends: passed in, since no library knows the holidays of a place
 * for sure.
 */
export interface WorkingCalendar {
  /** IANA. The day that something happened on is the day there. */
  readonly timeZone: string;
  /** ISO dates. */
  readonly holidays: readonly string[];
  /** 0 for Sunday to 6. Default: Saturday and Sunday. */
  readonly weekend?: readonly number[];
}

/** A date without a time, as days since 1970-01-01. */
export type DayNumber = number;

export interface WorkingDays {
  readonly dayAt: (at: Instant) => DayNumber;
  /** The first instant of the day after it: what happens then is late. */
  readonly midnightAfter: (day: DayNumber) => Instant;
  readonly isWorking: (day: DayNumber) => boolean;
  /** This day, or the next one that is worked on. */
  readonly onOrAfter: (day: DayNumber) => DayNumber;
  /** The day itself is not counted. */
  readonly workingDaysAfter: (day: DayNumber, count: number) => DayNumber;
}

const dayMs = 86_400_000;
const isoDate = /^\d{4}-\d\d-\d\d$/;

export function isoDay(day: DayNumber): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** @throws InputError `INPUT_CALENDAR`. */
function dayNumber(date: string, path = "date"): DayNumber {
  const at = isoDate.test(date) ? Date.parse(`${date}T00:00:00.000Z`) : Number.NaN;
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(date)) return at / dayMs;
  throw new InputError("INPUT_CALENDAR", "A date of the calendar is none.", {
    path,
    remedy: "Write 2026-12-25.",
  });
}

/**
 * @throws InputError `INPUT_CALENDAR` for a zone nobody knows, a holiday that is no date, a week
 * without a working day.
 */
export function workingDays({
  timeZone,
  holidays,
  weekend = [0, 6],
}: WorkingCalendar): WorkingDays {
  if (!isTimeZone(timeZone)) {
    throw new InputError("INPUT_CALENDAR", "The host does not know the calendar's time zone.", {
      path: "timeZone",
      remedy: "Use an IANA name such as Europe/Berlin.",
    });
  }
  const free = new Set(weekend);
  if ([0, 1, 2, 3, 4, 5, 6].every((weekday) => free.has(weekday))) {
    throw new InputError("INPUT_CALENDAR", "The calendar has no working day.", { path: "weekend" });
  }
  const off = new Set(holidays.map((date, index) => dayNumber(date, `holidays[${index}]`)));
  const isWorking = (day: DayNumber): boolean =>
    !free.has(new Date(day * dayMs).getUTCDay()) && !off.has(day);
  const onOrAfter = (day: DayNumber): DayNumber => {
    let found = day;
    while (!isWorking(found)) found++;
    return found;
  };
  const midnight = (day: DayNumber): Instant => {
    const wall = day * dayMs;
    // Where clocks change at midnight the first guess may use yesterday's offset.
    const guess = wall - zoneOffset(timeZone, wall);
    return wall - zoneOffset(timeZone, guess);
  };
  return {
    dayAt: (at) => Math.floor((at + zoneOffset(timeZone, at)) / dayMs),
    midnightAfter: (day) => midnight(day + 1),
    isWorking,
    onOrAfter,
    workingDaysAfter: (day, count) => {
      let found = day;
      for (let left = count; left > 0; left--) found = onOrAfter(found + 1);
      return found;
    },
  };
}

/**
 * The day of the same number so many months later, or the last of a shorter month: Regulation
 * 1182/71 Art. 3(2)(c).
 */
export function monthsAfter(day: DayNumber, months: number): DayNumber {
  const date = new Date(day * dayMs);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const target = new Date(first);
  const last = new Date(
    Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0),
  ).getUTCDate();
  return first / dayMs + Math.min(date.getUTCDate(), last) - 1;
}
