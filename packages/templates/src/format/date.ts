import type { Instant } from "@wellsent/core";
import { isKeyOf } from "../is-key-of.js";
import { isText } from "../is-text.js";
import { intlCache } from "./intl-cache.js";

/** How a date is written. `numeric` is 24/12/2026 or 12/24/2026 as the locale has it. */
export type DateStyle = "full" | "long" | "medium" | "short" | "numeric" | "time" | "datetime";

const options: Readonly<Record<DateStyle, Intl.DateTimeFormatOptions>> = {
  full: { dateStyle: "full" },
  long: { dateStyle: "long" },
  medium: { dateStyle: "medium" },
  short: { dateStyle: "short" },
  numeric: { day: "numeric", month: "numeric", year: "numeric" },
  time: { timeStyle: "short" },
  datetime: { dateStyle: "medium", timeStyle: "short" },
};

export const isDateStyle: (value: unknown) => value is DateStyle = isKeyOf(options);

const formatter = intlCache(
  (locale, style: DateStyle, timeZone?: string) =>
    new Intl.DateTimeFormat(locale, { ...options[style], timeZone }),
);
const iso =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;
/** The range of ECMAScript's time values. */
const furthest = 8.64e15;

/** A point in time, or a date or wall-clock time that means the same in every zone. */
export interface ParsedDate {
  readonly instant: Instant;
  readonly floating: boolean;
}

/**
 * Epoch milliseconds or ISO 8601; null for anything else, since other forms read differently from
 * engine to engine.
 */
export const parseInstant = (value: unknown): ParsedDate | null => {
  if (typeof value === "number")
    return Math.abs(value) <= furthest ? { instant: value, floating: false } : null;
  const parts = isText(value) ? iso.exec(value.trim()) : null;
  if (parts === null) return null;
  const [, day = "", time = "00:00", zone] = parts;
  const instant = Date.parse(`${day}T${time}${zone ?? "Z"}`);
  // Date.parse lets 30 February pass as 1 or 2 March.
  if (
    Number.isNaN(instant) ||
    new Date(Date.parse(`${day}T00:00Z`)).toISOString().slice(0, 10) !== day
  )
    return null;
  return { instant, floating: zone === undefined };
};

/**
 * A date in the words of a locale; null where the value is no date. An unknown zone counts as UTC.
 */
export const formatDate = (
  value: unknown,
  style: DateStyle,
  locale: string,
  timeZone: string,
): string | null => {
  const parsed = parseInstant(value);
  if (parsed === null) return null;
  const { instant, floating } = parsed;
  try {
    return formatter(locale, style, floating ? "UTC" : timeZone).format(instant);
  } catch {
    return formatter(locale, style, "UTC").format(instant);
  }
};
