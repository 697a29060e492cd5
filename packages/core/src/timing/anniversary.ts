import { type CalendarDate, dayNumber, isLeapYear } from "../dates/index.js";

/** What 29 February means in a year without one. */
export type LeapPolicy = "feb28" | "mar1" | "skip";

/**
 * The day number on which a date recurs in a year; `null` where the policy skips it or the date was
 * not there yet.
 */
export function anniversaryDay(date: CalendarDate, year: number, leap: LeapPolicy): number | null {
  if (year <= date.year) return null;
  const missing = date.month === 2 && date.day === 29 && !isLeapYear(year);
  if (!missing) return dayNumber({ ...date, year });
  if (leap === "skip") return null;
  return dayNumber(leap === "feb28" ? { year, month: 2, day: 28 } : { year, month: 3, day: 1 });
}
