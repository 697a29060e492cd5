import { calendarDate } from "../../dates/index.js";
import { dateText } from "../date-text.js";
import {
  dayLength,
  localDay,
  localInstant,
  localWeekday,
  type Weekday,
  wallTime,
  weekdayNames,
} from "../wall-clock.js";
import { checkRecurrence } from "./check-recurrence.js";
import {
  type RRuleMoment,
  readDateTime,
  readRRuleLines,
  unreadable,
  unsupported,
} from "./read-rrule-lines.js";
import type { MonthDay, NthWeekday, Recurrence, RecurrencePattern, YearDay } from "./recurrence.js";
import { weekdayCodes } from "./to-rrule.js";

/** The members that a rule may have, each once; any other is refused by its name. */
type Part =
  | "FREQ"
  | "INTERVAL"
  | "BYDAY"
  | "BYMONTHDAY"
  | "BYMONTH"
  | "WKST"
  | "UNTIL"
  | "COUNT"
  | "RSCALE"
  | "SKIP";
type Parts = Readonly<Partial<Record<Part, string>>>;

const usable: Readonly<Record<Part, true>> = {
  FREQ: true,
  INTERVAL: true,
  BYDAY: true,
  BYMONTHDAY: true,
  BYMONTH: true,
  WKST: true,
  UNTIL: true,
  COUNT: true,
  RSCALE: true,
  SKIP: true,
};

/**
 * Reads `DTSTART`, `RRULE` and `EXDATE` as RFC 5545 writes them, as far as a {@link Recurrence} can
 * say it. Nothing is left out in silence: `BYSETPOS`, `BYHOUR`, `BYWEEKNO`, `BYYEARDAY`, `RDATE`,
 * hourly rules and whatever else it cannot say are refused by name. A floating time becomes one in
 * the contact's zone.
 *
 * @throws DefinitionError `DEFINITION_RRULE` for a text that is no such rule,
 * `DEFINITION_RRULE_UNSUPPORTED` with the part as its path; and as {@link checkRecurrence}
 * @example
 * ```ts
 * fromRRule("DTSTART;TZID=Europe/Berlin:20270131T090000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1");
 * ```
 */
export function fromRRule(text: string): Recurrence {
  const { start, rule, except } = readRRuleLines(text);
  const parts = readParts(rule);
  const day = localDay(start.wall);
  const time = start.wall - day * dayLength;
  if (time % 60_000 !== 0) throw unsupported("DTSTART", "seconds");
  const out = except.map(({ wall, zone }) => {
    if (zone !== start.zone) throw unsupported("EXDATE", "another zone than that of DTSTART");
    if (wall - localDay(wall) * dayLength === time) return dateText(localDay(wall));
    throw unsupported("EXDATE", "another time of day than that of DTSTART");
  });
  return checkRecurrence({
    v: 1,
    start: dateText(day),
    time: new Date(time).toISOString().slice(11, 16),
    zone: start.zone,
    ...(parts.INTERVAL === undefined ? {} : { interval: readWhole(parts, "INTERVAL") }),
    ...readPattern(parts, day),
    ...(out.length === 0 ? {} : { except: out }),
    ...(parts.COUNT === undefined ? {} : { count: readWhole(parts, "COUNT") }),
    ...(parts.UNTIL === undefined ? {} : { until: readUntil(parts.UNTIL, start, time) }),
  });
}

function readParts(rule: string): Parts {
  const parts: Partial<Record<Part, string>> = {};
  for (const written of rule.split(";")) {
    const [, key, value] = /^([A-Za-z-]+)=(.+)$/.exec(written.trim()) ?? [];
    if (key === undefined || value === undefined) throw unreadable("RRULE");
    const name = key.toUpperCase();
    if (!isUsable(name)) throw unsupported(name);
    if (parts[name] !== undefined) throw unreadable(name);
    parts[name] = value.toUpperCase();
  }
  if (parts.RSCALE !== undefined && parts.RSCALE !== "GREGORIAN") {
    throw unsupported("RSCALE", parts.RSCALE);
  }
  // RFC 7529, section 4.1: `SKIP` is allowed only beside `RSCALE`.
  if (parts.SKIP !== undefined && parts.RSCALE === undefined) throw unreadable("SKIP");
  return parts;
}

function isUsable(name: string): name is Part {
  return Object.hasOwn(usable, name);
}

function readPattern(parts: Parts, start: number): RecurrencePattern {
  const { FREQ: frequency, WKST: begin } = parts;
  const weekStarts = begin === undefined ? undefined : readWeekday(begin, "WKST");
  switch (frequency) {
    case "DAILY":
      // A daily rule on some weekdays is another way to write a weekly one.
      if (parts.BYDAY !== undefined && (parts.INTERVAL ?? "1") === "1") {
        refuse(parts, ["BYMONTHDAY", "BYMONTH", "SKIP"], frequency);
        return { every: "week", on: readWeekdays(parts.BYDAY) };
      }
      refuse(parts, ["BYDAY", "BYMONTHDAY", "BYMONTH", "SKIP"], frequency);
      return { every: "day" };
    case "WEEKLY": {
      refuse(parts, ["BYMONTHDAY", "BYMONTH", "SKIP"], frequency);
      const on = parts.BYDAY === undefined ? [localWeekday(start)] : readWeekdays(parts.BYDAY);
      return { every: "week", on, ...(weekStarts === undefined ? {} : { weekStarts }) };
    }
    case "MONTHLY": {
      refuse(parts, ["BYMONTH"], frequency);
      return { every: "month", on: readNth(parts) ?? readMonthDay(parts, start) };
    }
    case "YEARLY": {
      if (parts.BYMONTH === undefined) refuse(parts, ["BYDAY", "BYMONTHDAY"], "a year's months");
      const month = readMonth(parts, start);
      return { every: "year", month, on: readNth(parts) ?? readYearDay(parts, start, month) };
    }
    default:
      if (/^(SECOND|MINUTE|HOUR)LY$/.test(frequency ?? "")) throw unsupported("FREQ", frequency);
      throw unreadable("FREQ");
  }
}

function refuse(parts: Parts, names: readonly Part[], beside: string): void {
  for (const name of names) {
    if (parts[name] !== undefined) throw unsupported(name, `beside ${beside}`);
  }
}

function readMonth(parts: Parts, start: number): number {
  return parts.BYMONTH === undefined ? calendarDate(start).month : readWhole(parts, "BYMONTH");
}

/** `2TU` or `-1FR`; nothing where the day is a number in the month. */
function readNth(parts: Parts): NthWeekday | undefined {
  if (parts.BYDAY === undefined) return undefined;
  refuse(parts, ["BYMONTHDAY", "SKIP"], "BYDAY");
  const [, nth, weekday] = /^([+-]?\d{1,2})([A-Z]{2})$/.exec(parts.BYDAY) ?? [];
  if (nth === undefined || weekday === undefined) throw unsupported("BYDAY", parts.BYDAY);
  const number = Number(nth);
  if (number !== -1 && (number < 1 || number > 5)) throw unsupported("BYDAY", parts.BYDAY);
  return { nth: number, weekday: readWeekday(weekday, "BYDAY") };
}

function readMonthDay(parts: Parts, start: number): MonthDay {
  const day = readDayNumber(parts, start);
  if (day <= 28) return { day };
  if (parts.SKIP === "FORWARD") throw unsupported("SKIP", "FORWARD in a month");
  return { day, missing: readSkip(parts) === "BACKWARD" ? "last" : "skip" };
}

function readYearDay(parts: Parts, start: number, month: number): YearDay {
  const day = readDayNumber(parts, start);
  if (month !== 2 || day !== 29) return { day };
  const missing = { OMIT: "skip", BACKWARD: "feb28", FORWARD: "mar1" } as const;
  return { day, missing: missing[readSkip(parts)] };
}

function readSkip({ SKIP: skip = "OMIT" }: Parts): "OMIT" | "BACKWARD" | "FORWARD" {
  if (skip === "OMIT" || skip === "BACKWARD" || skip === "FORWARD") return skip;
  throw unreadable("SKIP");
}

function readDayNumber(parts: Parts, start: number): number {
  if (parts.BYMONTHDAY === undefined) return calendarDate(start).day;
  const day = readWhole(parts, "BYMONTHDAY");
  if (day < -1) throw unsupported("BYMONTHDAY", parts.BYMONTHDAY);
  return day;
}

function readWeekdays(text: string): readonly Weekday[] {
  return text.split(",").map((code) => readWeekday(code, "BYDAY"));
}

function readWeekday(code: string, part: Part): Weekday {
  const found = weekdayNames.find((weekday) => weekdayCodes[weekday] === code);
  if (found !== undefined) return found;
  throw /^[+-]?\d/.test(code) ? unsupported(part, code) : unreadable(part);
}

function readWhole(parts: Parts, name: Part): number {
  const text = parts[name] ?? "";
  if (/^[+-]?\d{1,9}$/.test(text)) return Number(text);
  throw /^[+-]?\d+(,[+-]?\d+)+$/.test(text) ? unsupported(name, "a list") : unreadable(name);
}

/** The last date whose time has come by then. */
function readUntil(text: string, start: RRuleMoment, time: number): string {
  const { wall, utc } = readDateTime(text, "UNTIL");
  if (start.zone === "contact") {
    if (utc) throw unsupported("UNTIL", "in UTC beside a floating DTSTART");
    return dateText(Math.floor((wall - time) / dayLength));
  }
  if (!utc) throw unsupported("UNTIL", "not in UTC");
  let day = localDay(wallTime(start.zone, wall)) + 1;
  while (localInstant(start.zone, day * dayLength + time) > wall) day--;
  return dateText(day);
}
