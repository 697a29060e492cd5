import { DefinitionError } from "../errors/index.js";
import type { Instant, Milliseconds } from "../instant.js";
import { dayLength, localInstant } from "./wall-clock.js";
import { offsetStretch } from "./zone-table.js";

/** Calendar days keep the time of day when clocks change; hours, minutes and seconds are exact. */
export interface Duration {
  readonly days: number;
  readonly milliseconds: Milliseconds;
}

/**
 * `90m`, `2d`, `1w`, `1d12h`, or ISO 8601 without years and months, which have no length: `P2D`,
 * `PT90M`, `P1DT12H`.
 */
export const durationPattern: RegExp =
  /^(?:P(?=[\dT])(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?|(?=\d)(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?)$/;

/** Every run asks for the few durations of its workflow again. */
const known = new Map<string, Duration>();
const mostKnown = 1000;

/** @throws DefinitionError `DEFINITION_DURATION` */
export function parseDuration(text: string, path?: string): Duration {
  const before = known.get(text);
  if (before !== undefined) return before;
  const duration = readDuration(text, path);
  if (known.size >= mostKnown) known.clear();
  known.set(text, duration);
  return duration;
}

function readDuration(text: string, path: string | undefined): Duration {
  const match = durationPattern.exec(text);
  if (match === null) {
    throw new DefinitionError(
      "DEFINITION_DURATION",
      "This is no duration, such as 90m, 4h, 2d or P1DT12H.",
      {
        ...(path === undefined ? {} : { path }),
        remedy:
          "Write 90m, 4h, 2d, 1w, 1d12h, or ISO 8601 such as P1DT12H; months and years have no fixed length, use days.",
      },
    );
  }
  const part = (index: number): number => Number(match[index] ?? match[index + 5] ?? 0);
  return {
    days: part(1) * 7 + part(2),
    milliseconds: ((part(3) * 60 + part(4)) * 60 + part(5)) * 1000,
  };
}

/**
 * A duration's length where days are 24 hours: for rolling windows, which no clock change
 * stretches.
 */
export function durationLength(duration: string | Duration): Milliseconds {
  const { days, milliseconds } = typeof duration === "string" ? parseDuration(duration) : duration;
  return days * dayLength + milliseconds;
}

/** First the calendar days on the zone's wall clock, then the exact rest, as Temporal adds. */
export function addDuration(at: Instant, duration: string | Duration, zone: string): Instant {
  const { days, milliseconds } = typeof duration === "string" ? parseDuration(duration) : duration;
  return (days === 0 ? at : addDays(at, days, zone)) + milliseconds;
}

function addDays(at: Instant, days: number, zone: string): Instant {
  const { offset, until } = offsetStretch(zone, at);
  const later = at + days * dayLength;
  // The clocks do not change on the way, so its reading is that many days on.
  return later < until ? later : localInstant(zone, later + offset);
}
