import { calendarDate } from "../dates/index.js";
import type { Instant } from "../instant.js";
import { calendarDay } from "./wall-clock.js";

/** `00` to `31`: looking a text up takes a third of the time of making it. */
const twoDigits: readonly string[] = Array.from({ length: 32 }, (_, number) =>
  String(number).padStart(2, "0"),
);

/** A day since 1970-01-01 as `YYYY-MM-DD`. */
export function dateText(day: number): string {
  const { year, month, day: date } = calendarDate(day);
  const years = year < 1000 ? String(year).padStart(4, "0") : year;
  return `${years}-${twoDigits[month]}-${twoDigits[date]}`;
}

/** The date in a zone, `YYYY-MM-DD`. @throws InputError `INPUT_TIME_ZONE` */
export function localDate(zone: string, at: Instant): string {
  return dateText(calendarDay(zone, at));
}
