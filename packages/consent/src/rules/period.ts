import type { Instant } from "@wellsent/core";
import { calendarDate, dayNumber } from "@wellsent/core/dates";
import { DefinitionError } from "@wellsent/core/errors";

const pattern = /^P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?$/;
const day = 86_400_000;

type Parts = readonly [months: number, days: number];

/** Few, and asked for with every decision. */
const parsed = new Map<string, Parts>();

function parts(period: string): Parts {
  const known = parsed.get(period);
  if (known !== undefined) return known;
  const read = parse(period);
  if (parsed.size < 100) parsed.set(period, read);
  return read;
}

/** @throws DefinitionError `DEFINITION_RULES_PERIOD` */
function parse(period: string): Parts {
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
}

export function isPeriod(period: string): boolean {
  return pattern.test(period);
}

/** The same day so many months later, or the month's last day; at the start of it, UTC. */
function addToDate(at: Instant, period: string, sign: 1 | -1): Instant {
  const [months, days] = parts(period);
  const date = calendarDate(Math.floor(at / day));
  const target = date.year * 12 + date.month - 1 + sign * months;
  const month = { year: Math.floor(target / 12), month: (target % 12) + 1, day: 1 };
  const first = dayNumber(month);
  const lastDay = dayNumber({ ...month, month: month.month + 1 }) - first;
  return (first + Math.min(date.day, lastDay) - 1 + sign * days) * day;
}

/**
 * When something that lasts a calendar period has surely ended: the first moment, anywhere it may
 * have been counted from, of the anniversary day. An event late in the evening west of Greenwich is
 * already tomorrow in UTC, so the day it fell on is taken twelve hours earlier; erring by half a
 * day costs a message, erring the other way breaks the law.
 */
export function endOfPeriod(at: Instant, period: string): Instant {
  return addToDate(at - day / 2, period, 1);
}

/**
 * When a duty not to do something before a period is over has surely ended: a day and a half later
 * than the above.
 */
export function afterPeriod(at: Instant, period: string): Instant {
  return addToDate(at + day / 2, period, 1) + day;
}

/** So much earlier than an instant, at the start of that day. */
export function beforePeriod(at: Instant, period: string): Instant {
  return addToDate(at, period, -1);
}
