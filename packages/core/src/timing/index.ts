export type { HourCounts } from "../ports/store/hour-counts.js";
export type { LeapPolicy } from "./anniversary.js";
export {
  type BestHour,
  type BestHourOptions,
  bestHour,
  hourCounts,
  localHour,
} from "./best-hour.js";
export {
  type CalendarPeriod,
  type CalendarUnit,
  lastPeriod,
  thisPeriod,
} from "./calendar-period.js";
export { type CapResult, capReached } from "./cap-room.js";
export { type DateOffset, type DateRule, dateOccurrence } from "./date-occurrence.js";
export { localDate } from "./date-text.js";
export { addDuration, type Duration, durationLength, parseDuration } from "./duration.js";
export { type DurationText, durationText } from "./duration-text.js";
export { capLength, checkCap, type FrequencyCap } from "./frequency-cap.js";
export { hoursBetween } from "./hours-between.js";
export { type LocalTimeRule, nextLocalTime } from "./local-time.js";
export {
  checkBlackout,
  checkQuietHours,
  type DateRange,
  nextAllowed,
  type QuietHours,
} from "./quiet-hours.js";
export type { Occurrence, Recurrence } from "./recurrence/index.js";
export type { Weekday } from "./wall-clock.js";
export { isTimeZone, zoneOffset } from "./zone-table.js";
