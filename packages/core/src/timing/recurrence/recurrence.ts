import type { LeapPolicy } from "../anniversary.js";
import type { Weekday } from "../wall-clock.js";

/**
 * When something comes again, as data: days first, on the civil calendar, then one look at the
 * zone's clock. What RFC 5545 calls a recurrence rule, without those parts of it that two readers
 * read in two ways.
 *
 * @example
 * ```ts
 * const letters: Recurrence = {
 *   v: 1,
 *   start: "2027-01-04",
 *   time: "09:00",
 *   zone: "Europe/Berlin",
 *   every: "week",
 *   on: ["mon", "thu"],
 * };
 * ```
 */
export type Recurrence = RecurrenceFrame & RecurrencePattern & RecurrenceEnd;

export interface RecurrenceFrame {
  readonly v: 1;
  /**
   * `YYYY-MM-DD`: the first day that may be one, and the one that intervals count from. Where the
   * rule does not fall on it, nothing happens on it.
   */
  readonly start: string;
  /**
   * `HH:MM`. A time that clocks skip moves on by what was skipped; one that comes twice is the
   * first.
   */
  readonly time: string;
  /** An IANA name, or `contact`: wherever the person is. Dates are the same for all then. */
  readonly zone: string;
  /** Every second, third … day, week, month, year: 1 to 1000, 1 by default. */
  readonly interval?: number;
  /** Dates of the rule that fall out, `YYYY-MM-DD`. They use up `count` all the same. */
  readonly except?: readonly string[];
  readonly holiday?: HolidayRule;
}

/**
 * What becomes of a day that is a holiday. `start`, `until` and `count` are about days before that.
 */
export interface HolidayRule {
  /** A calendar of the {@link Holidays} that it is asked with: `DE-BY`. */
  readonly calendar: string;
  /**
   * `send` as if it were none, `skip` the day, or move to the nearest open day `before` or `after`
   * it, at the same time. Two that move to one day are one.
   */
  readonly action: "send" | "skip" | "before" | "after";
}

/** The last day that may be one (`YYYY-MM-DD`, local), or how many days there are, or no end. */
export type RecurrenceEnd =
  | { readonly until?: string; readonly count?: never }
  | { readonly until?: never; readonly count?: number };

export type RecurrencePattern = DailyPattern | WeeklyPattern | MonthlyPattern | YearlyPattern;

export interface DailyPattern {
  readonly every: "day";
}

export interface WeeklyPattern {
  readonly every: "week";
  readonly on: readonly Weekday[];
  /** Where a week begins matters from an interval of 2 on. Monday by default. */
  readonly weekStarts?: Weekday;
}

export interface MonthlyPattern {
  readonly every: "month";
  readonly on: MonthDay | NthWeekday;
}

export interface YearlyPattern {
  readonly every: "year";
  /** 1 to 12 */
  readonly month: number;
  readonly on: YearDay | NthWeekday;
}

export interface MonthDay {
  /** 1 to 31, or -1: the last of the month. */
  readonly day: number;
  /**
   * From the 29th on it has to be said: `skip` a month without that day, or take its `last` day.
   */
  readonly missing?: "skip" | "last";
}

export interface YearDay {
  /** 1 to 31, or -1: the last of the month. */
  readonly day: number;
  /** For 29 February it has to be said what it means in other years. */
  readonly missing?: LeapPolicy;
}

export interface NthWeekday {
  /** 1 to 5, or -1: the last. A month without a fifth is skipped. */
  readonly nth: number;
  readonly weekday: Weekday;
}
