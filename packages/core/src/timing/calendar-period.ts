import { calendarDate, dayNumber } from "../dates/index.js";
import { DefinitionError } from "../errors/index.js";
import { checkDays, type Weekday, weekdayNumber } from "./wall-clock.js";

/** A stretch of the calendar. Where weeks begin has to be said: on Monday, Sunday or Saturday. */
export type CalendarUnit =
  | { readonly unit: "day" | "month" | "quarter" | "year" }
  | { readonly unit: "week"; readonly weekStart: Weekday };

/**
 * Whole units counted from the current one, both ends included: 0 is this month, -1 the last one,
 * from -2 to 0 this one and the two before.
 */
export type CalendarPeriod = CalendarUnit & { readonly from: number; readonly to: number };

/** The longest there are, in days. */
export const unitDays: Readonly<Record<CalendarUnit["unit"], number>> = {
  day: 1,
  week: 7,
  month: 31,
  quarter: 92,
  year: 366,
};

/** This day, week, month, quarter or year, from its beginning to its end. */
export const thisPeriod: <Unit extends CalendarUnit>(unit: Unit) => Unit & Ends = (unit) => ({
  ...unit,
  from: 0,
  to: 0,
});

/** The one before: yesterday, last week, last month. */
export const lastPeriod: <Unit extends CalendarUnit>(unit: Unit) => Unit & Ends = (unit) => ({
  ...unit,
  from: -1,
  to: -1,
});

interface Ends {
  readonly from: number;
  readonly to: number;
}

/**
 * Whether it is such a unit: policies come from hosts and stores as well.
 *
 * @throws DefinitionError `DEFINITION_PERIOD`, `DEFINITION_DAYS`
 */
export function checkUnit<Unit extends CalendarUnit>(of: Unit, path?: string): Unit {
  const at = path === undefined ? {} : { path };
  if (typeof of !== "object" || of === null || !Object.hasOwn(unitDays, of.unit)) {
    throw new DefinitionError("DEFINITION_PERIOD", "This is no period of the calendar.", {
      ...at,
      remedy: "Name a day, week, month, quarter or year as its unit.",
    });
  }
  if (of.unit === "week") checkDays([of.weekStart], path ?? "weekStart");
  return of;
}

/** Numbers units without gaps, so that the next one's number is one higher. */
export function unitNumber(of: CalendarUnit, day: number): number {
  if (of.unit === "day") return day;
  if (of.unit === "week") return Math.floor((day - weekdayNumber(of.weekStart)) / 7);
  const { year, month } = calendarDate(day);
  if (of.unit === "year") return year;
  return of.unit === "month" ? year * 12 + month - 1 : year * 4 + Math.floor((month - 1) / 3);
}

/** The first day of the unit with this number. */
export function periodStart(of: CalendarUnit, number: number): number {
  if (of.unit === "day") return number;
  if (of.unit === "week") return number * 7 + weekdayNumber(of.weekStart);
  const months = of.unit === "month" ? number : number * (of.unit === "year" ? 12 : 3);
  const year = Math.floor(months / 12);
  return dayNumber({ year, month: months - year * 12 + 1, day: 1 });
}

export function inPeriod(period: CalendarPeriod, day: number, today: number): boolean {
  const distance = unitNumber(period, day) - unitNumber(period, today);
  return distance >= period.from && distance <= period.to;
}
