import type { Instant } from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";

const pattern = /^P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?$/;
const day = 86_400_000;

type Parts = readonly [months: number, days: number];

/** Few, and asked for with every decision. */
const parsed = new Map<string, Parts>();

const parts = (period: string): Parts => {
  const known = parsed.get(period);
  if (known !== undefined) return known;
  const read = parse(period);
  if (parsed.size < 100) parsed.set(period, read);
  return read;
};

/** @throws DefinitionError `DEFINITION_RULES_PERIOD` */
const parse = (period: string): Parts => {
  const match = pattern.exec(period);
  if (match === null) {
    throw new DefinitionError(
      "DEFINITION_RULES_PERIOD",
      "A rule's period is not an ISO 8601 calendar period.",
      {
        remedy: "Write P2Y, P6M, P10D or a combination.",
      },
    );
  }
  return [Number(match[1] ?? 0) * 12 + Number(match[2] ?? 0), Number(match[3] ?? 0)];
};

export const isPeriod = (period: string): boolean => pattern.test(period);

/** The same day so many months later, or the month's last day; at the start of it, UTC. */
const addToDate = (at: Instant, period: string, sign: 1 | -1): Instant => {
  const [months, days] = parts(period);
  const [year, month, date] = dateOf(Math.floor(at / day));
  const target = month + sign * months;
  const first = Date.UTC(year, target, 1);
  const lastDay = daysIn(year + Math.floor(target / 12), ((target % 12) + 12) % 12);
  return first + (Math.min(date, lastDay) - 1 + sign * days) * day;
};

/**
 * The Gregorian date of a day counted from 1970-01-01, the month from 0. Counts years from March,
 * so that the leap day is their last; a `Date` for each question would take longer than the rest of
 * it.
 */
const dateOf = (days: number): readonly [year: number, month: number, date: number] => {
  const sinceMarchOf0 = days + 719_468;
  const era = Math.floor(sinceMarchOf0 / 146_097);
  const dayOfEra = sinceMarchOf0 - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = (monthFromMarch + 2) % 12;
  const year = yearOfEra + era * 400 + (month < 2 ? 1 : 0);
  return [year, month, dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1];
};

const daysIn = (year: number, month: number): number =>
  month === 1
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : month === 3 || month === 5 || month === 8 || month === 10
      ? 30
      : 31;

/**
 * When something that lasts a calendar period has surely ended: the first moment, anywhere it may
 * have been counted from, of the anniversary day. An event late in the evening west of Greenwich is
 * already tomorrow in UTC, so the day it fell on is taken twelve hours earlier; erring by half a
 * day costs a message, erring the other way breaks the law.
 */
export const endOfPeriod = (at: Instant, period: string): Instant =>
  addToDate(at - day / 2, period, 1);

/**
 * When a duty not to do something before a period is over has surely ended: a day and a half later
 * than the above.
 */
export const afterPeriod = (at: Instant, period: string): Instant =>
  addToDate(at + day / 2, period, 1) + day;

/** So much earlier than an instant, at the start of that day. */
export const beforePeriod = (at: Instant, period: string): Instant => addToDate(at, period, -1);
