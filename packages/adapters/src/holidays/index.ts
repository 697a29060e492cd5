export type { DaysByYear, HolidayTable, RegionDays } from "./holiday-table.js";
export { type HolidayOptions, type HostCalendar, tableHolidays } from "./table-holidays.js";
