import type { Instant } from "@wellsent/core";
import { readDate } from "@wellsent/core/dates";
import { isKeyOf } from "../unknown-value.js";
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
/** A point in time, or a date or wall-clock time that means the same in every zone. */
export interface ParsedDate {
  readonly instant: Instant;
  readonly floating: boolean;
}

/** Reads what segments read, by the same rule; null for anything else. */
export function parseInstant(value: unknown): ParsedDate | null {
  const reading = readDate(value);
  switch (reading?.kind) {
    case "instant":
      return { instant: reading.at, floating: false };
    case "local":
      return { instant: reading.wall, floating: true };
    case "date":
      return { instant: reading.day * 86_400_000, floating: true };
    default:
      return null;
  }
}

/**
 * A date in the words of a locale; null where the value is no date. An unknown zone counts as UTC.
 */
export function formatDate(
  value: unknown,
  style: DateStyle,
  locale: string,
  timeZone: string,
): string | null {
  const parsed = parseInstant(value);
  if (parsed === null) return null;
  const { instant, floating } = parsed;
  try {
    return formatter(locale, style, floating ? "UTC" : timeZone).format(instant);
  } catch {
    return formatter(locale, style, "UTC").format(instant);
  }
}
