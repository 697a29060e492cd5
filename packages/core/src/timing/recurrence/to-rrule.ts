import { dayNumber } from "../../dates/index.js";
import { DefinitionError } from "../../errors/index.js";
import { dateText } from "../date-text.js";
import { dayLength, localInstant, timeOfDay, type Weekday } from "../wall-clock.js";
import { checkRecurrence } from "./check-recurrence.js";
import { civilDays } from "./civil-days.js";
import { readDay } from "./read-members.js";
import type { MonthDay, NthWeekday, Recurrence, YearDay } from "./recurrence.js";

/** RFC 5545, section 3.3.10. */
export const weekdayCodes: Readonly<Record<Weekday, string>> = {
  mon: "MO",
  tue: "TU",
  wed: "WE",
  thu: "TH",
  fri: "FR",
  sat: "SA",
  sun: "SU",
};

/**
 * The rule as RFC 5545 writes it: `DTSTART`, `RRULE` and, where there are exceptions, `EXDATE`, a
 * line each. `DTSTART` is the first day that the rule falls on, as the RFC wants it. What a missing
 * day becomes is said by RFC 7529's `SKIP`. A rule in the contact's zone is a floating time.
 *
 * @throws as {@link checkRecurrence}; DefinitionError `DEFINITION_RRULE_UNSUPPORTED` for a rule
 * that keeps holidays, of which iCalendar knows nothing
 * @example
 * ```ts
 * toRRule(rule);
 * // DTSTART;TZID=Europe/Berlin:20270104T090000
 * // RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH
 * ```
 */
export function toRRule(given: Recurrence): string {
  const rule = checkRecurrence(given);
  if (rule.holiday !== undefined && rule.holiday.action !== "send") {
    throw new DefinitionError(
      "DEFINITION_RRULE_UNSUPPORTED",
      "An RRULE cannot say what happens on holidays.",
      { path: "holiday", remedy: "Leave `holiday` out of what you export." },
    );
  }
  const start = readDay(rule.start);
  const first = civilDays(rule, start, rule.interval ?? 1)(dayNumber(start));
  const time = `T${rule.time.replace(":", "")}00`;
  const zone = rule.zone === "UTC" || rule.zone === "contact" ? "" : `;TZID=${rule.zone}`;
  const moment = (date: string): string =>
    `${date.replaceAll("-", "")}${time}${rule.zone === "UTC" ? "Z" : ""}`;
  const lines = [
    `DTSTART${zone}:${moment(dateText(first ?? dayNumber(start)))}`,
    `RRULE:${partsFor(rule).join(";")}`,
  ];
  if (rule.except !== undefined) lines.push(`EXDATE${zone}:${rule.except.map(moment).join(",")}`);
  return lines.join("\r\n");
}

function partsFor(rule: Recurrence): readonly string[] {
  const parts = rule.interval === undefined ? [] : [`INTERVAL=${rule.interval}`];
  return [...frequencyParts(rule, parts), ...endParts(rule)];
}

function frequencyParts(rule: Recurrence, interval: readonly string[]): readonly string[] {
  switch (rule.every) {
    case "day":
      return ["FREQ=DAILY", ...interval];
    case "week": {
      const days = rule.on.map((weekday) => weekdayCodes[weekday]).join(",");
      const begin = rule.weekStarts === undefined ? [] : [`WKST=${weekdayCodes[rule.weekStarts]}`];
      return ["FREQ=WEEKLY", ...interval, `BYDAY=${days}`, ...begin];
    }
    case "month":
      return withSkip(["FREQ=MONTHLY", ...interval, dayPart(rule.on)], rule.on);
    case "year":
      return withSkip(
        ["FREQ=YEARLY", ...interval, `BYMONTH=${rule.month}`, dayPart(rule.on)],
        rule.on,
      );
  }
}

function dayPart(on: MonthDay | YearDay | NthWeekday): string {
  return "nth" in on ? `BYDAY=${on.nth}${weekdayCodes[on.weekday]}` : `BYMONTHDAY=${on.day}`;
}

function withSkip(
  parts: readonly string[],
  on: MonthDay | YearDay | NthWeekday,
): readonly string[] {
  const missing = "nth" in on ? undefined : on.missing;
  if (missing === undefined || missing === "skip") return parts;
  return ["RSCALE=GREGORIAN", ...parts, `SKIP=${missing === "mar1" ? "FORWARD" : "BACKWARD"}`];
}

/** `UNTIL` is in UTC beside a `DTSTART` with a zone, and floating beside a floating one. */
function endParts({ until, count, zone, time }: Recurrence): readonly string[] {
  if (count !== undefined) return [`COUNT=${count}`];
  if (until === undefined) return [];
  const wall = dayNumber(readDay(until)) * dayLength + timeOfDay(time, "time");
  const floating = zone === "contact";
  const text = new Date(floating ? wall : localInstant(zone, wall)).toISOString();
  return [`UNTIL=${text.slice(0, 19).replaceAll(/[-:]/g, "")}${floating ? "" : "Z"}`];
}
