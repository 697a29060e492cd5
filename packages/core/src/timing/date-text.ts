import { calendarDate } from "../dates/index.js";
import type { Instant } from "../instant.js";
import { calendarDay } from "./wall-clock.js";

/** A day since 1970-01-01 as `YYYY-MM-DD`. */
export function dateText(day: number): string {
  const { year, month, day: date } = calendarDate(day);
  // A number of known length is cut up sooner than two are padded.
  const rest = String(10_000 + month * 100 + date);
  const years = year < 1000 ? String(year).padStart(4, "0") : year;
  return `${years}-${rest.slice(1, 3)}-${rest.slice(3)}`;
}

/** The date in a zone, `YYYY-MM-DD`. @throws InputError `INPUT_TIME_ZONE` */
export function localDate(zone: string, at: Instant): string {
  return dateText(calendarDay(zone, at));
}
