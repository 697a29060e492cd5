export {
  type CalendarDate,
  calendarDate,
  dayNumber,
  isCalendarDate,
  isLeapYear,
} from "./calendar-date.js";
export { type DateReading, readCalendarDate, readDate } from "./read-date.js";
