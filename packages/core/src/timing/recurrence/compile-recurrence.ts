import { dayNumber } from "../../dates/index.js";
import type { Instant, Milliseconds } from "../../instant.js";
import { timeOfDay } from "../wall-clock.js";
import { checkRecurrence } from "./check-recurrence.js";
import { type CivilDays, civilDays } from "./civil-days.js";
import type { Occurrence } from "./occurrence.js";
import { readDay } from "./read-members.js";
import type { Recurrence } from "./recurrence.js";

export interface CompiledRecurrence {
  readonly rule: Recurrence;
  readonly first: number;
  /** Days of the rule within its ends and without its exceptions, before holidays. */
  readonly days: CivilDays;
  readonly time: Milliseconds;
  /**
   * The answer to the question before. It is that of every instant up to the occurrence itself, and
   * a series is mostly asked about one time, for contact after contact.
   */
  recent: RecentAnswer | null;
}

interface RecentAnswer {
  readonly zone: string;
  /** What was asked: the occurrence is the first one after it. */
  readonly after: Instant;
  readonly next: Occurrence;
}

/** Compiled rules are cached: rules are immutable, and a series uses the same one for years. */
const compiled = new WeakMap<Recurrence, CompiledRecurrence>();

/** @throws as {@link checkRecurrence} */
export function compileRecurrence(given: Recurrence): CompiledRecurrence {
  const known = compiled.get(given);
  if (known !== undefined) return known;
  const rule = checkRecurrence(given);
  const start = readDay(rule.start);
  const first = dayNumber(start);
  const all = civilDays(rule, start, rule.interval ?? 1);
  const made: CompiledRecurrence = {
    rule,
    first,
    days: without(rule.except ?? [], ending(all, first, rule)),
    time: timeOfDay(rule.time, "time"),
    recent: null,
  };
  compiled.set(given, made);
  return made;
}

function ending(days: CivilDays, first: number, { until, count }: Recurrence): CivilDays {
  if (until === undefined && count === undefined) return days;
  const last = until === undefined ? counted(days, first, count ?? 0) : dayNumber(readDay(until));
  return (from) => {
    const day = days(from);
    return day === null || day > last ? null : day;
  };
}

/**
 * The day with this number in the sequence. The one walk from the start there is: once for a rule,
 * some tenths of a microsecond a day, and a count is at most 10,000.
 */
function counted(days: CivilDays, first: number, count: number): number {
  let last = first - 1;
  for (let left = count; left > 0; left--) {
    const day = days(last + 1);
    if (day === null) return last;
    last = day;
  }
  return last;
}

function without(dates: readonly string[], days: CivilDays): CivilDays {
  if (dates.length === 0) return days;
  const out = new Set(dates.map((date) => dayNumber(readDay(date))));
  return (from) => {
    let day = days(from);
    while (day !== null && out.has(day)) day = days(day + 1);
    return day;
  };
}
