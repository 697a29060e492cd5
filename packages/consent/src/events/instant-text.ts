import type { Instant } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";

/** 9999-12-31T23:59:59.999Z: RFC 3339 has four digits for the year. */
const latest: Instant = 253_402_300_799_999;

function wrongInstant(path: string): InputError {
  return new InputError(
    "INPUT_EVENT_TIME",
    "A time is not a whole number of milliseconds between the years 1970 and 9999.",
    {
      path,
      remedy: "Pass epoch milliseconds.",
    },
  );
}

/**
 * RFC 3339 in UTC with milliseconds, the only form of time in a leaf: `2026-11-21T19:18:35.120Z`.
 */
export function formatEventTime(at: Instant, path = "at"): string {
  if (!Number.isSafeInteger(at) || at < 0 || at > latest) throw wrongInstant(path);
  return new Date(at).toISOString();
}

/** The instant a leaf's text stands for. Anything but the one canonical spelling is refused. */
export function parseEventTime(text: string, path = "at"): Instant {
  const at = text.length === 24 ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at) || at < 0 || at > latest || new Date(at).toISOString() !== text) {
    throw new InputError("INPUT_EVENT_TIME", "A time is not RFC 3339 in UTC with milliseconds.", {
      path,
    });
  }
  return at;
}
