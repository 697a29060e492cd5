import { calendarDate } from "../dates/index.js";

/** A day since 1970-01-01 as `YYYY-MM-DD`. */
export function dateText(day: number): string {
  const { year, month, day: date } = calendarDate(day);
  // A number of known length is cut up sooner than two are padded.
  const rest = String(10_000 + month * 100 + date);
  return `${String(year).padStart(4, "0")}-${rest.slice(1, 3)}-${rest.slice(3)}`;
}
