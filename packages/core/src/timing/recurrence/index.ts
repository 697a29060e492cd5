export { checkRecurrence } from "./check-recurrence.js";
export { fromRRule } from "./from-rrule.js";
export {
  nextOccurrence,
  type Occurrence,
  occurrencesBetween,
  type RecurrenceContext,
} from "./occurrences.js";
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
