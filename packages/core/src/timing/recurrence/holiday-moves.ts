import { DefinitionError } from "../../errors/index.js";
import type { Holidays } from "../../ports/holidays.js";
import { dateText } from "../date-text.js";
import type { HolidayRule } from "./recurrence.js";

/** A calendar that is closed for more days in a row than this is taken for wrong. */
export const longestClosed = 400;

export interface MovedDay {
  readonly day: number;
  /** The calendar does not say whether the day is open. */
  readonly unknown: boolean;
}

/** The day on which a planned one happens; `null` where it is skipped. */
export function movedDay(rule: HolidayRule, planned: number, holidays: Holidays): MovedDay | null {
  const { calendar, action } = rule;
  const step = action === "before" ? -1 : 1;
  for (let distance = 0; distance <= longestClosed; distance++) {
    const day = planned + distance * step;
    const state = holidays.day(calendar, dateText(day));
    if (state !== "closed") return { day, unknown: state === "unknown" };
    if (action === "skip") return null;
  }
  throw alwaysClosed();
}

/** The first planned day that may happen on `day` or later. */
export function firstThatMoves(rule: HolidayRule, day: number, holidays: Holidays): number {
  if (rule.action !== "after") return day;
  for (let distance = 1; distance <= longestClosed; distance++) {
    if (holidays.day(rule.calendar, dateText(day - distance)) !== "closed") {
      return day - distance + 1;
    }
  }
  throw alwaysClosed();
}

export function alwaysClosed(): DefinitionError {
  return new DefinitionError(
    "DEFINITION_ALWAYS_CLOSED",
    `This calendar has no open day within ${longestClosed} days.`,
    { path: "holiday.calendar", remedy: "Look at what the calendar answers for open days." },
  );
}
