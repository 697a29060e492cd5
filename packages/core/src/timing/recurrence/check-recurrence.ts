import { type CalendarDate, dayNumber, isCalendarDate } from "../../dates/index.js";
import { DefinitionError } from "../../errors/index.js";
import { timeOfDay } from "../wall-clock.js";
import { type CivilDays, civilDays } from "./civil-days.js";
import {
  dateAt,
  fault,
  members,
  onlyMembers,
  readDay,
  textAt,
  weekdaysAt,
  wholeAt,
  zoneAt,
} from "./read-members.js";
import type {
  HolidayRule,
  MonthDay,
  NthWeekday,
  Recurrence,
  RecurrenceEnd,
  RecurrencePattern,
  YearDay,
} from "./recurrence.js";

/** The most exceptions and the highest count: enough for decades of days. */
const mostExceptions = 1000;
const highestCount = 10_000;
const highestInterval = 1000;

const frame = ["v", "start", "time", "zone", "every", "interval", "except", "holiday"];
const ends = ["until", "count"];
const ofPattern: Readonly<Record<RecurrencePattern["every"], readonly string[]>> = {
  day: [],
  week: ["on", "weekStarts"],
  month: ["on"],
  year: ["on", "month"],
};

/**
 * Checks a rule that comes from a file, a form or a store, and gives it back in its normal form:
 * what says nothing (an interval of 1, weeks that begin on Monday) left out, lists in order.
 * Checking that again changes nothing.
 *
 * @throws DefinitionError `DEFINITION_RECURRENCE` (a member that there is not, an interval of 0,
 *   both
 * ends), `DEFINITION_RECURRENCE_NEVER` (no occurrence within 100 years of its start),
 * `DEFINITION_DATE`, `DEFINITION_TIME`, `DEFINITION_DAYS`; InputError `INPUT_TIME_ZONE`; all with
 * their path
 * @example
 * ```ts
 * const rule = checkRecurrence(JSON.parse(body));
 * ```
 */
export function checkRecurrence(value: unknown): Recurrence {
  const rule = members(value, undefined);
  if (rule["v"] !== 1) throw fault("v", "This is no recurrence of version 1.", "Write 1.");
  const every = rule["every"];
  if (typeof every !== "string" || !isPeriod(every)) {
    throw fault("every", "This is no period.", "Write day, week, month or year.");
  }
  onlyMembers(rule, [...frame, ...ends, ...ofPattern[every]]);
  const start = dateAt(rule["start"], "start");
  const time = textAt(rule["time"], "time");
  timeOfDay(time, "time");
  const zone = zoneAt(rule["zone"]);
  const interval = wholeAt(rule["interval"] ?? 1, "interval", 1, highestInterval);
  const pattern = patternAt(rule, every);
  const except = exceptionsAt(rule["except"]);
  const holiday = holidayAt(rule["holiday"]);
  const end = endAt(rule);
  const checked: Recurrence = {
    v: 1,
    start: start.text,
    time,
    zone,
    ...(interval === 1 ? {} : { interval }),
    ...pattern,
    ...(except.length === 0 ? {} : { except }),
    ...(holiday === null ? {} : { holiday }),
    ...end,
  };
  assertComes(checked, civilDays(pattern, start.date, interval), start.date);
  return checked;
}

function isPeriod(text: string): text is RecurrencePattern["every"] {
  return Object.hasOwn(ofPattern, text);
}

function patternAt(
  rule: Readonly<Record<string, unknown>>,
  every: RecurrencePattern["every"],
): RecurrencePattern {
  if (every === "day") return { every };
  if (every === "week") {
    const on = weekdaysAt(rule["on"], "on");
    const starts = weekdaysAt([rule["weekStarts"] ?? "mon"], "weekStarts")[0];
    return {
      every,
      on,
      ...(starts === undefined || starts === "mon" ? {} : { weekStarts: starts }),
    };
  }
  if (every === "month") return { every, on: monthDayAt(rule["on"]) };
  const month = wholeAt(rule["month"], "month", 1, 12);
  return { every, month, on: yearDayAt(rule["on"], month) };
}

function monthDayAt(value: unknown): MonthDay | NthWeekday {
  const on = members(value, "on");
  if (Object.hasOwn(on, "nth")) return nthAt(on);
  onlyMembers(on, ["day", "missing"], "on");
  const day = dayAt(on["day"]);
  const { missing } = on;
  if (day <= 28) return noneMissing(missing, day);
  if (missing === "skip" || missing === "last") return { day, missing };
  throw fault(
    "on.missing",
    `Not every month has a day ${day}, and nothing says what then.`,
    "Write skip to leave such a month out, or last for its last day.",
  );
}

function yearDayAt(value: unknown, month: number): YearDay | NthWeekday {
  const on = members(value, "on");
  if (Object.hasOwn(on, "nth")) return nthAt(on);
  onlyMembers(on, ["day", "missing"], "on");
  const day = dayAt(on["day"]);
  const { missing } = on;
  if (day > 0 && !isCalendarDate({ year: 2000, month, day })) {
    throw new DefinitionError("DEFINITION_DATE", "No year has this day.", {
      path: "on.day",
      remedy: "Name a day that the month has, or -1 for its last.",
    });
  }
  if (month !== 2 || day !== 29) return noneMissing(missing, day);
  if (missing === "feb28" || missing === "mar1" || missing === "skip") return { day, missing };
  throw fault(
    "on.missing",
    "Most years have no 29 February, and nothing says what then.",
    "Write feb28, mar1, or skip to leave such a year out.",
  );
}

function noneMissing(missing: unknown, day: number): { readonly day: number } {
  if (missing === undefined) return { day };
  throw fault("on.missing", "This day is never missing.", "Leave `missing` out.");
}

function dayAt(value: unknown): number {
  return value === -1 ? -1 : wholeAt(value, "on.day", 1, 31, ", or -1 for the last of the month");
}

function nthAt(on: Readonly<Record<string, unknown>>): NthWeekday {
  onlyMembers(on, ["nth", "weekday"], "on");
  const nth = on["nth"] === -1 ? -1 : wholeAt(on["nth"], "on.nth", 1, 5, ", or -1 for the last");
  const [weekday] = weekdaysAt([on["weekday"]], "on.weekday");
  return { nth, weekday: weekday ?? "mon" };
}

function exceptionsAt(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > mostExceptions) {
    throw fault("except", "These are no exceptions.", `List at most ${mostExceptions} dates.`);
  }
  const dates = value.map((date: unknown, index) => dateAt(date, `except[${index}]`).text);
  return [...new Set(dates)].sort();
}

function holidayAt(value: unknown): HolidayRule | null {
  if (value === undefined) return null;
  const rule = members(value, "holiday");
  onlyMembers(rule, ["calendar", "action"], "holiday");
  const calendar = textAt(rule["calendar"], "holiday.calendar");
  const { action } = rule;
  if (action === "send" || action === "skip" || action === "before" || action === "after") {
    return { calendar, action };
  }
  throw fault("holiday.action", "Nothing can be done so.", "Write send, skip, before or after.");
}

function endAt(rule: Readonly<Record<string, unknown>>): RecurrenceEnd {
  const { until, count } = rule;
  if (until !== undefined && count !== undefined) {
    throw fault("count", "A recurrence ends by `until` or by `count`, not by both.", "Drop one.");
  }
  if (until !== undefined) return { until: dateAt(until, "until").text };
  return count === undefined ? {} : { count: wholeAt(count, "count", 1, highestCount) };
}

/** The first occurrence must come within a hundred years of the start. */
function assertComes({ until, count, except }: Recurrence, days: CivilDays, start: CalendarDate) {
  const first = dayNumber(start);
  const latest = dayNumber({ ...start, year: start.year + 100 });
  const last = until === undefined ? latest : Math.min(latest, dayNumber(readDay(until)));
  const out = new Set(except?.map((date) => dayNumber(readDay(date))));
  let left = count ?? Number.POSITIVE_INFINITY;
  for (let day = days(first); day !== null && day <= last && left > 0; day = days(day + 1)) {
    if (!out.has(day)) return;
    left--;
  }
  throw new DefinitionError(
    "DEFINITION_RECURRENCE_NEVER",
    "This comes on no day of the hundred years after its start.",
    { remedy: "Look at its start, its end, and at what each of them rules out." },
  );
}
