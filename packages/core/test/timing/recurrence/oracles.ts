import * as rruleModule from "rrule";
import { Temporal } from "temporal-polyfill";
import type { Weekday } from "../../../src/timing/index.js";
import type { Recurrence } from "../../../src/timing/recurrence/index.js";

const { RRule, Weekday: RRuleWeekday } = rruleModule;
const dayLength = 86_400_000;
/** Nobody looks further: a fifth Tuesday in every third February may be centuries away. */
export const horizon = Date.UTC(2140, 0);
const weekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/**
 * The first local dates from `from` on, as UTC midnights, as `rrule` finds them on a floating
 * clock.
 */
export function datesByRRule(rule: Recurrence, from: number, number: number): readonly number[] {
  const found: number[] = [];
  let counted = 0;
  const except = new Set(rule.except?.map((date) => Date.parse(date)));
  const last = rule.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(rule.until);
  new RRule({
    dtstart: new Date(Date.parse(rule.start)),
    interval: rule.interval ?? 1,
    ...partsFor(rule),
  }).all((date) => {
    const at = date.getTime();
    counted++;
    if (at > Math.min(last, horizon) || counted > (rule.count ?? Number.POSITIVE_INFINITY))
      return false;
    if (at >= from && !except.has(at)) found.push(at);
    return found.length < number;
  });
  return found;
}

function partsFor(rule: Recurrence) {
  switch (rule.every) {
    case "day":
      return { freq: RRule.DAILY };
    case "week":
      return {
        freq: RRule.WEEKLY,
        byweekday: rule.on.map((weekday) => weekdays.indexOf(weekday)),
        wkst: weekdays.indexOf(rule.weekStarts ?? "mon"),
      };
    case "month":
      return { freq: RRule.MONTHLY, ...dayParts(rule.on) };
    case "year": {
      // Day 60 of a year is 29 February, and 1 March where there is none.
      if ("day" in rule.on && rule.on.missing === "mar1")
        return { freq: RRule.YEARLY, byyearday: 60 };
      return { freq: RRule.YEARLY, bymonth: rule.month, ...dayParts(rule.on) };
    }
  }
}

function dayParts(on: Extract<Recurrence, { every: "month" | "year" }>["on"]) {
  if ("nth" in on) {
    return { byweekday: new RRuleWeekday(weekdays.indexOf(on.weekday), on.nth) };
  }
  if (on.missing === "last" || on.missing === "feb28") {
    const days = [28, 29, 30, 31].filter((day) => day <= on.day);
    return { bymonthday: days, bysetpos: -1 };
  }
  return { bymonthday: on.day };
}

/** The same dates by looking at every single day, with a definition for each kind of rule. */
export function datesByWalk(rule: Recurrence, from: number, number: number): readonly number[] {
  const found: number[] = [];
  const start = Date.parse(rule.start);
  const last = rule.until === undefined ? horizon : Math.min(horizon, Date.parse(rule.until));
  let counted = 0;
  for (let at = start; at <= last && found.length < number; at += dayLength) {
    if (!falls(rule, start, at)) continue;
    if (++counted > (rule.count ?? Number.POSITIVE_INFINITY)) break;
    if (at >= from && !rule.except?.includes(new Date(at).toISOString().slice(0, 10)))
      found.push(at);
  }
  return found;
}

function falls(rule: Recurrence, start: number, at: number): boolean {
  const interval = rule.interval ?? 1;
  const date = new Date(at);
  const first = new Date(start);
  const years = date.getUTCFullYear() - first.getUTCFullYear();
  switch (rule.every) {
    case "day":
      return ((at - start) / dayLength) % interval === 0;
    case "week": {
      const begin = weekdays.indexOf(rule.weekStarts ?? "mon");
      const readWeek = (instant: number): number => {
        const weekday = (new Date(instant).getUTCDay() + 6) % 7;
        return instant - ((weekday - begin + 7) % 7) * dayLength;
      };
      const weeks = (readWeek(at) - readWeek(start)) / dayLength / 7;
      const weekday = weekdays[(date.getUTCDay() + 6) % 7];
      return weeks % interval === 0 && weekday !== undefined && rule.on.includes(weekday);
    }
    case "month": {
      const months = years * 12 + date.getUTCMonth() - first.getUTCMonth();
      return months % interval === 0 && isDay(rule.on, at);
    }
    case "year": {
      if (years % interval !== 0) return false;
      const yesterday = new Date(at - dayLength);
      const moved =
        "day" in rule.on &&
        rule.on.missing === "mar1" &&
        date.getUTCMonth() === 2 &&
        date.getUTCDate() === 1 &&
        yesterday.getUTCDate() === 28;
      return moved || (date.getUTCMonth() === rule.month - 1 && isDay(rule.on, at));
    }
  }
}

function isDay(on: Extract<Recurrence, { every: "month" | "year" }>["on"], at: number): boolean {
  const date = new Date(at);
  const isLast = new Date(at + dayLength).getUTCDate() === 1;
  const day = date.getUTCDate();
  if ("day" in on) {
    if (on.day === -1) return isLast;
    if (day === on.day) return true;
    return isLast && day < on.day && (on.missing === "last" || on.missing === "feb28");
  }
  if (date.getUTCDay() !== (weekdays.indexOf(on.weekday) + 1) % 7) return false;
  if (on.nth === -1) return new Date(at + 7 * dayLength).getUTCMonth() !== date.getUTCMonth();
  return Math.ceil(day / 7) === on.nth;
}

/** The instant of a local date and time, as Temporal's `compatible` has it. */
export function instantByTemporal(date: number, time: string, zone: string): number {
  return Temporal.PlainDateTime.from(`${new Date(date).toISOString().slice(0, 10)}T${time}`)
    .toZonedDateTime(zone, { disambiguation: "compatible" })
    .toInstant().epochMilliseconds;
}
