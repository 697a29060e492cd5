export { checkRecurrence } from "./check-recurrence.js";
export { fromRRule } from "./from-rrule.js";
export type { Occurrence } from "./occurrence.js";
export { nextOccurrence, occurrencesBetween, type RecurrenceContext } from "./occurrences.js";
export { nextOpenTime, type OpenRules, type OpenTime } from "./open-time.js";
export type {
  DailyPattern,
  HolidayRule,
  MonthDay,
  MonthlyPattern,
  NthWeekday,
  Recurrence,
  RecurrenceEnd,
  RecurrenceFrame,
  RecurrencePattern,
  WeeklyPattern,
  YearDay,
  YearlyPattern,
} from "./recurrence.js";
export { toRRule } from "./to-rrule.js";
