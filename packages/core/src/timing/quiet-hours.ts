import { dayNumber, readCalendarDate } from "../dates/index.js";
import { DefinitionError, InputError } from "../errors/index.js";
import type { Instant, Milliseconds } from "../instant.js";
import {
  checkDays,
  dayLength,
  localDay,
  localWeekday,
  timeOfDay,
  type Weekday,
  wallTime,
} from "./wall-clock.js";
import { nextTransition, zoneOffset } from "./zone-table.js";

/** From `from` until just before `to` on the wall clock of whoever is written to. */
export interface QuietHours {
  /** `HH:MM` */
  readonly from: string;
  /** `HH:MM` or `24:00`. Earlier than `from`: on the next day. */
  readonly to: string;
  /** The local weekdays on which it begins. Absent, with `dates` as well: every day. */
  readonly days?: readonly Weekday[];
  /**
   * Local dates, `YYYY-MM-DD`, on which it begins too: holidays, and whole stretches of days in
   * which nothing is sent.
   */
  readonly dates?: readonly (string | DateRange)[];
}

/** Local dates, `YYYY-MM-DD`, both included: at most 400 days. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

interface Window {
  /** Where it stands: `quietHours[2]`. */
  readonly path: string;
  readonly from: Milliseconds;
  /** Beyond one day where it runs overnight. */
  readonly to: Milliseconds;
  readonly days: readonly Weekday[] | undefined;
  /** Days since 1970-01-01. */
  readonly dates: ReadonlySet<number> | undefined;
}

/** In days. Weeks repeat, but dates may shut a year: beyond that, nobody means to wait. */
const longestQuiet = 400;

/**
 * The first instant from `at` on that is quiet in none of the zones; `at` itself where it is free
 * already. More than one zone means that the true one is not known: what is quiet in any of them is
 * quiet.
 *
 * The wall clock decides, minute by minute: when clocks skip the end of a quiet window it ends with
 * the skip, and when they repeat an hour that is quiet it is quiet twice.
 *
 * @throws DefinitionError `DEFINITION_TIME`, `DEFINITION_DAYS`, `DEFINITION_DATE`,
 * `DEFINITION_QUIET_HOURS` (an empty window), `DEFINITION_ALWAYS_QUIET`; InputError
 * `INPUT_TIME_ZONE`
 */
export function nextAllowed(
  quiet: readonly QuietHours[],
  zones: readonly string[],
  at: Instant,
): Instant {
  if (zones.length === 0) {
    throw new InputError("INPUT_TIME_ZONE", "Quiet hours need at least one time zone.", {
      path: "zones",
    });
  }
  return firstFree(readWindows(quiet, "quiet"), zones, at);
}

/**
 * Whether these can be kept.
 * @throws DefinitionError as {@link nextAllowed} does, with the path below `path`
 */
export function checkQuietHours(quiet: readonly QuietHours[], path: string): void {
  // A schedule repeats weekly: one that leaves an hour free in one zone does so in all.
  firstFree(readWindows(quiet, path), ["UTC"], 0, path);
}

/**
 * Whether whole days without sending can be kept beside quiet hours.
 * @throws DefinitionError `DEFINITION_DATE`, `DEFINITION_ALWAYS_QUIET`, with the path below `path`
 */
export function checkBlackout(
  dates: NonNullable<QuietHours["dates"]>,
  quiet: readonly QuietHours[],
  path: string,
): void {
  const days = readDates(dates, path);
  const whole: Window = { path, from: 0, to: dayLength, days: undefined, dates: days };
  const windows = [...readWindows(quiet, "quiet"), whole];
  for (const day of days)
    if (!days.has(day - 1)) firstFree(windows, ["UTC"], day * dayLength, path);
}

function firstFree(
  windows: readonly Window[],
  zones: readonly string[],
  at: Instant,
  path?: string,
): Instant {
  let free = at;
  for (let settled = 0; settled < zones.length; ) {
    const zone = zones[settled] ?? "";
    const end = quietUntil(windows, zone, free);
    if (end === null) {
      settled++;
      continue;
    }
    if (end.at - at > longestQuiet * dayLength) {
      throw new DefinitionError(
        "DEFINITION_ALWAYS_QUIET",
        `These quiet hours leave no minute free within ${longestQuiet} days; the last is ${end.path}.`,
        { path: path ?? end.path, remedy: "Shorten a window, or name the days it is for." },
      );
    }
    free = end.at;
    settled = 0;
  }
  return free;
}

function readWindows(quiet: readonly QuietHours[], path: string): readonly Window[] {
  return quiet.map((one, index) => readWindow(one, `${path}[${index}]`));
}

function readWindow(quiet: QuietHours, path: string): Window {
  const from = timeOfDay(quiet.from, `${path}.from`);
  const to = timeOfDay(quiet.to, `${path}.to`, true);
  checkDays(quiet.days, `${path}.days`);
  if (from === to) {
    throw new DefinitionError(
      "DEFINITION_QUIET_HOURS",
      "These quiet hours begin and end at the same time.",
      {
        path,
        remedy: "For a whole day write 00:00 to 24:00.",
      },
    );
  }
  const { days } = quiet;
  const dates = quiet.dates === undefined ? undefined : readDates(quiet.dates, `${path}.dates`);
  return { path, from, to: to < from ? to + dayLength : to, days, dates };
}

/** Rule packs hold the holidays of years, and are asked for each mail. */
const readBefore = new WeakMap<NonNullable<QuietHours["dates"]>, ReadonlySet<number>>();

function readDates(dates: NonNullable<QuietHours["dates"]>, path: string): ReadonlySet<number> {
  const known = readBefore.get(dates);
  if (known !== undefined) return known;
  const days = new Set<number>();
  for (const [index, date] of dates.entries()) {
    const at = `${path}[${index}]`;
    if (typeof date === "string") {
      days.add(readDay(date, at));
      continue;
    }
    const first = readDay(date.from, `${at}.from`);
    const last = readDay(date.to, `${at}.to`);
    if (last < first || last - first >= longestQuiet) {
      throw new DefinitionError("DEFINITION_DATE", "This is no range of days.", {
        path: at,
        remedy: `Name its first and its last day, at most ${longestQuiet} days in all.`,
      });
    }
    for (let day = first; day <= last; day++) days.add(day);
  }
  readBefore.set(dates, days);
  return days;
}

function readDay(text: string, path: string): number {
  const date = readCalendarDate(text);
  if (date !== null) return dayNumber(date);
  throw new DefinitionError("DEFINITION_DATE", "This is no date of the calendar.", {
    path,
    remedy: "Write it as YYYY-MM-DD.",
  });
}

interface QuietEnd {
  readonly at: Instant;
  /** The window that is quiet until then. */
  readonly path: string;
}

/**
 * When the quiet that reigns at `at` may end: at a window's end or where the clocks change,
 * whichever is first.
 */
function quietUntil(windows: readonly Window[], zone: string, at: Instant): QuietEnd | null {
  const offset = zoneOffset(zone, at);
  const wall = wallTime(zone, at);
  const today = localDay(wall);
  for (const { path, from, to, days, dates } of windows) {
    for (const day of [today - 1, today]) {
      const midnight = day * dayLength;
      if (wall < midnight + from || wall >= midnight + to) continue;
      if (!beginsOn(day, days, dates)) continue;
      const end = midnight + to - offset;
      return { at: nextTransition(zone, at, end) ?? end, path };
    }
  }
  return null;
}

function beginsOn(
  day: number,
  days: readonly Weekday[] | undefined,
  dates: ReadonlySet<number> | undefined,
): boolean {
  if (days === undefined && dates === undefined) return true;
  return days?.includes(localWeekday(day)) === true || dates?.has(day) === true;
}
