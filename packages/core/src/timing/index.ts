export type { LeapPolicy } from "./anniversary.js";
export {
  type CalendarPeriod,
  type CalendarUnit,
  lastPeriod,
  thisPeriod,
} from "./calendar-period.js";
export { type DateOffset, type DateRule, dateOccurrence } from "./date-occurrence.js";
export { addDuration, type Duration, durationLength, parseDuration } from "./duration.js";
export { type DurationText, durationText } from "./duration-text.js";
export { type CapResult, capLength, capReached, type FrequencyCap } from "./frequency-cap.js";
export { type LocalTimeRule, nextLocalTime } from "./local-time.js";
export { checkQuietHours, nextAllowed, type QuietHours } from "./quiet-hours.js";
export type { Occurrence, Recurrence } from "./recurrence/index.js";
export type { Weekday } from "./wall-clock.js";
export { isTimeZone, zoneOffset } from "./zone-table.js";
