import type { Instant } from "../instant.js";
import { dateText } from "./date-text.js";
import { calendarDay } from "./wall-clock.js";

/** The date in a zone, `YYYY-MM-DD`. @throws InputError `INPUT_TIME_ZONE` */
export function localDate(zone: string, at: Instant): string {
  return dateText(calendarDay(zone, at));
}
