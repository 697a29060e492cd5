import type { Instant } from "../instant.js";
import { type CalendarDate, dayNumber, isCalendarDate } from "./calendar-date.js";

/** What a written date says. */
export type DateReading =
  /** A point in time: the text names its offset from UTC, or it is a number. */
  | { readonly kind: "instant"; readonly at: Instant }
  /**
   * A time on a wall clock, nobody says where. `wall` is the instant at which UTC shows it; whoever
   * compares it with instants chooses the zone.
   */
  | { readonly kind: "local"; readonly wall: number }
  /** A day on the calendar, as days since 1970-01-01. */
  | { readonly kind: "date"; readonly day: number };

const dayLength = 86_400_000;
/** From the beginning of the year 0000 to the end of 9999, as far as dates can be written. */
const [first, last] = [-62_167_219_200_000, 253_402_300_799_999];

const form =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(?:([Zz]|UTC)|([+-])(\d\d)(?::?(\d\d))?))?)?$/;

/**
 * Reads a date as JSON holds it. Segments, workflows, imports and templates all read by this one
 * rule, so that what is printed is also what is compared.
 *
 * - `2026-01-10` is a date.
 * - `2026-01-10T08:00`, with seconds and up to nine digits of a fraction after `.` or `,`, is a
 *   local time; `t` or one space may stand for the `T`. Fractions are cut to the millisecond.
 * - The same with `Z`, `z`, `UTC`, `+01`, `+0100` or `+01:00` behind it, one space between or none,
 *   is an instant. Offsets go up to 23:59; `-00:00` is UTC.
 * - A whole number is an instant in epoch milliseconds, within the same years.
 *
 * Years are those from 0000 to 9999, on the proleptic Gregorian calendar. `24:00` is the end of its
 * day. White space around the text means nothing. `null` for everything else: days the calendar
 * does not have, leap seconds, ISO 8601's basic form, weeks and ordinal days, an offset behind a
 * bare date, `10.01.2026` and `01/10/2026`, numbers with a fraction.
 */
export function readDate(value: unknown): DateReading | null {
  if (typeof value === "number")
    return Number.isInteger(value) && value >= first && value <= last
      ? { kind: "instant", at: value }
      : null;
  return typeof value === "string" ? readText(value.trim()) : null;
}

/** Reads `YYYY-MM-DD` and nothing else. */
export function readCalendarDate(text: string): CalendarDate | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  return isCalendarDate(date) ? date : null;
}

function readText(text: string): DateReading | null {
  const parts = form.exec(text);
  if (parts === null) return null;
  const [, year, month, date, hours, minutes, seconds, fraction = "", utc, sign, east, rest] =
    parts;
  const written = { year: Number(year), month: Number(month), day: Number(date) };
  if (!isCalendarDate(written)) return null;
  const day = dayNumber(written);
  if (hours === undefined) return { kind: "date", day };

  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds ?? 0)];
  const time = (h * 3600 + m * 60 + s) * 1000 + Number(fraction.padEnd(3, "0").slice(0, 3));
  // Of the whole fraction, also of what is cut from it: nothing is later than 24:00.
  if (m > 59 || s > 59 || h > 24 || (h === 24 && m + s + Number(fraction) > 0)) return null;
  const wall = day * dayLength + time;
  if (utc !== undefined) return { kind: "instant", at: wall };
  if (sign === undefined) return { kind: "local", wall };
  const [offsetHours, offsetMinutes] = [Number(east), Number(rest ?? 0)];
  if (offsetHours > 23 || offsetMinutes > 59) return null;
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000;
  return { kind: "instant", at: sign === "-" ? wall + offset : wall - offset };
}
