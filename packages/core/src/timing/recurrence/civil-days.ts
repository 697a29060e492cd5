import { type CalendarDate, calendarDate, dayNumber, isLeapYear } from "../../dates/index.js";
import { type Weekday, weekdayNumber } from "../wall-clock.js";
import type { MonthDay, NthWeekday, RecurrencePattern, YearDay } from "./recurrence.js";

/**
 * The first day from `day` on that the rule falls on, `null` where none is left on the calendar. In
 * constant time: neither counts from the rule's start.
 */
export type CivilDays = (day: number) => number | null;

/** 9999-12-31, the last date that can be written. */
const lastDate = 2_932_896;
const lastMonth = 9999 * 12 + 11;

/** The days of a pattern, counted from `start`, before any end, exception or holiday. */
export function civilDays(
  pattern: RecurrencePattern,
  start: CalendarDate,
  interval: number,
): CivilDays {
  const first = dayNumber(start);
  switch (pattern.every) {
    case "day":
      return (day) =>
        within(day <= first ? first : first + Math.ceil((day - first) / interval) * interval);
    case "week":
      return weekly(pattern.on, first, interval, pattern.weekStarts ?? "mon");
    case "month": {
      const month = start.year * 12 + start.month - 1;
      return monthly(dayOfMonth(pattern.on), first, month, interval, 0);
    }
    case "year": {
      const { month, on } = pattern;
      // A missing day that moves to 1 March belongs to February.
      const moves = "day" in on && on.missing === "mar1" ? 1 : 0;
      const begin = start.year * 12 + month - 1;
      return monthly(dayOfMonth(on), first, begin, interval * 12, moves);
    }
  }
}

function within(day: number): number | null {
  return day <= lastDate ? day : null;
}

function weekly(
  on: readonly Weekday[],
  first: number,
  interval: number,
  weekStarts: Weekday,
): CivilDays {
  const shift = weekdayNumber(weekStarts);
  const places = on.map((weekday) => (weekdayNumber(weekday) - shift + 7) % 7);
  const earliest = Math.min(...places);
  /** For each day of a week of the rule, the next chosen one, counted from the week's first day. */
  const next = Array.from({ length: 7 }, (_, place) =>
    Math.min(interval * 7 + earliest, ...places.filter((each) => each >= place)),
  );
  const firstWeek = Math.floor((first - shift) / 7) * 7 + shift;
  return (from) => {
    const day = Math.max(from, first);
    // Never negative, so that the quotient of integers is cut off as it should be.
    const weeks = ((day - firstWeek) / 7) | 0;
    const begin = firstWeek + weeks * 7;
    const late = weeks % interval;
    if (late > 0) return within(begin + (interval - late) * 7 + earliest);
    return within(begin + (next[day - begin] ?? 0));
  };
}

/** The day of a month (years times twelve, and 0 to 11) that is meant; `null` where it has none. */
type DayOfMonth = (month: number) => number | null;

function monthly(
  findDay: DayOfMonth,
  first: number,
  firstMonth: number,
  step: number,
  moves: number,
): CivilDays {
  return (from) => {
    const day = Math.max(from, first);
    const date = calendarDate(day);
    const earliest = Math.max(firstMonth, date.year * 12 + date.month - 1 - moves);
    let month = firstMonth + Math.ceil((earliest - firstMonth) / step) * step;
    for (; month <= lastMonth; month += step) {
      const found = findDay(month);
      if (found !== null && found >= day) return found;
    }
    return null;
  };
}

function dayOfMonth(on: MonthDay | YearDay | NthWeekday): DayOfMonth {
  if ("nth" in on) {
    const weekday = weekdayNumber(on.weekday);
    const { nth } = on;
    if (nth < 0) return (month) => onOrBefore(firstDay(month + 1) - 1, weekday);
    return (month) => {
      const day = onOrBefore(firstDay(month) + 6, weekday) + (nth - 1) * 7;
      return nth < 5 || day < firstDay(month + 1) ? day : null;
    };
  }
  const { day, missing } = on;
  if (day < 0) return (month) => firstDay(month + 1) - 1;
  if (day <= 28) return (month) => firstDay(month) + day - 1;
  return (month) => {
    const length = monthLength(month);
    const first = firstDay(month);
    if (day <= length) return first + day - 1;
    if (missing === "skip") return null;
    return first + length - (missing === "mar1" ? 0 : 1);
  };
}

function onOrBefore(day: number, weekday: number): number {
  return day - ((((day - weekday) % 7) + 7) % 7);
}

/**
 * Counted from March on, the lengths of months are a straight line, which is quicker than
 * `Date.UTC`. Years are those from 0000 on, so that quotients may be cut off; for January and
 * February of 0000, which belong to the year -1 here, the three of the leap days come to the same.
 */
function firstDay(months: number): number {
  const calendarYear = (months / 12) | 0;
  const month = months - calendarYear * 12;
  const year = month < 2 ? calendarYear - 1 : calendarYear;
  const leaps = (year >> 2) - ((year / 100) | 0) + ((year / 400) | 0);
  return year * 365 + leaps + (((153 * ((month + 10) % 12) + 2) / 5) | 0) - 719_468;
}

function monthLength(months: number): number {
  const year = Math.floor(months / 12);
  const month = months - year * 12;
  if (month === 1) return isLeapYear(year) ? 29 : 28;
  return month === 3 || month === 5 || month === 8 || month === 10 ? 30 : 31;
}
