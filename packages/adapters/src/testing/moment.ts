import { type DurationText, type Instant, type Milliseconds, parseDuration } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";

const exactUnits = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const;
const calendarUnits = { month: 1, year: 12 } as const;

type Unit = keyof typeof exactUnits | keyof typeof calendarUnits;

/**
 * `3 days`, `1 year`, the engine's own `3d` and `PT90M`, or milliseconds. A day is 24 hours; months
 * and years are those of the calendar, in UTC.
 */
export type Length = Milliseconds | `${number} ${Unit}` | `${number} ${Unit}s` | DurationText;

/**
 * ISO 8601 with an offset, such as `2026-03-06T10:00:00Z`, a `Date`, or milliseconds since 1970.
 */
export type Moment = Instant | string | Date;

const spelled = /^(\d{1,6}) (second|minute|hour|day|week|month|year)s?$/;

/**
 * What a length comes to from a moment on.
 * @throws InputError `INPUT_LENGTH`; DefinitionError `DEFINITION_DURATION`
 */
export function after(start: Instant, length: Length): Instant {
  if (typeof length === "number") {
    if (Number.isSafeInteger(length) && length >= 0) return start + length;
    throw new InputError("INPUT_LENGTH", "A length of time is a whole number of milliseconds.", {
      remedy: "Time does not run backwards: make another app at an earlier moment.",
    });
  }
  const match = spelled.exec(length);
  if (match === null) {
    const { days, milliseconds } = parseDuration(length);
    return start + days * exactUnits.day + milliseconds;
  }
  const count = Number(match[1]);
  for (const [unit, size] of Object.entries(exactUnits))
    if (unit === match[2]) return start + count * size;
  return monthsAfter(start, count * (match[2] === "year" ? calendarUnits.year : 1));
}

/** The same day of a later month, or its last one where it has no such day. */
function monthsAfter(start: Instant, months: number): Instant {
  const date = new Date(start);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** @throws InputError `INPUT_MOMENT` */
export function instantAt(moment: Moment): Instant {
  const instant = typeof moment === "number" ? moment : new Date(moment).getTime();
  const zoned = typeof moment !== "string" || /(Z|[+-]\d{2}:\d{2})$/.test(moment);
  if (Number.isSafeInteger(instant) && zoned) return instant;
  throw new InputError("INPUT_MOMENT", "This is no moment in time.", {
    remedy: "Write one with its offset, such as 2026-03-06T10:00:00Z.",
  });
}

/** As tests read it: without the milliseconds that nobody set. */
export function momentText(instant: Instant): string {
  return new Date(instant).toISOString().replace(".000Z", "Z");
}
