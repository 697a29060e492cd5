import {
  type CalendarDate,
  calendarDate,
  dayNumber,
  isLeapYear,
  readCalendarDate,
} from "../dates/index.js";
import { InputError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import { dayLength, localDay, localInstant, timeOfDay, wallTime } from "./wall-clock.js";

/** What 29 February means in a year without one. */
export type LeapPolicy = "feb28" | "mar1" | "skip";

export interface AnniversaryRule {
  /**
   * `YYYY-MM-DD`: a date of birth, of a first order. The day itself is no anniversary; the next
   * year's is the first.
   */
  readonly date: string;
  /** `HH:MM`, midnight by default. */
  readonly time?: string;
  /** `feb28` by default. */
  readonly leap?: LeapPolicy;
}

/**
 * The first anniversary strictly after `after`, on the zone's calendar and wall clock.
 *
 * @throws InputError `INPUT_DATE`, `INPUT_TIME_ZONE`; DefinitionError `DEFINITION_TIME`
 */
export function nextAnniversary(rule: AnniversaryRule, zone: string, after: Instant): Instant {
  const date = readCalendarDate(rule.date);
  if (date === null) {
    throw new InputError("INPUT_DATE", "This is no date.", {
      path: "date",
      remedy: "Write it as YYYY-MM-DD.",
    });
  }
  const time = rule.time === undefined ? 0 : timeOfDay(rule.time, "time");
  const { year } = calendarDate(localDay(wallTime(zone, after)));
  for (let candidate = Math.max(date.year + 1, year - 1); ; candidate++) {
    const day = anniversaryDay(date, candidate, rule.leap ?? "feb28");
    if (day === null) continue;
    const at = localInstant(zone, day * dayLength + time);
    if (at > after) return at;
  }
}

/**
 * The day number on which a date recurs in a year; `null` where the policy skips it or the date was
 * not there yet.
 */
export function anniversaryDay(date: CalendarDate, year: number, leap: LeapPolicy): number | null {
  if (year <= date.year) return null;
  const missing = date.month === 2 && date.day === 29 && !isLeapYear(year);
  if (!missing) return dayNumber({ ...date, year });
  if (leap === "skip") return null;
  return dayNumber(leap === "feb28" ? { year, month: 2, day: 28 } : { year, month: 3, day: 1 });
}
