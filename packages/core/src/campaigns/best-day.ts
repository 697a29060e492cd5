import { dayNumber, readCalendarDate } from "../dates/index.js";
import { DefinitionError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import { durationLength } from "../timing/duration.js";
import { hoursBetween } from "../timing/hours-between.js";
import { dayLength, localInstant, type WallTime } from "../timing/wall-clock.js";
import type { BestHourOfDay, CampaignPolicy } from "./definition.js";

const hourLength = dayLength / 24;

/**
 * The hours among which a contact's best one is chosen: those of the day that had not begun when
 * the campaign did. `due`: all of them had, and it is written at once.
 */
export type HourChoice =
  | { readonly day: WallTime; readonly hours: readonly number[] }
  | { readonly due: Instant }
  | { readonly refused: "HOUR_PASSED" };

/**
 * What a campaign may choose from in a zone: a function of its arguments, so that every worker
 * chooses from the same, whenever it looks.
 */
export function bestHoursIn(
  zone: string,
  schedule: BestHourOfDay,
  policy: CampaignPolicy | undefined,
  t0: Instant,
): HourChoice {
  const day = bestDay(schedule);
  const hours = allowedHours(schedule);
  const left = hours.filter((hour) => bestInstant(zone, day, hour) >= t0);
  if (left.length > 0) return { day, hours: left };
  switch (schedule.passed) {
    case "nextDay": {
      // A whole window, and so the first day that opens since then: it may have begun years late.
      const opens = Math.min(...hours);
      const passed = Math.floor((t0 - bestInstant(zone, day, opens)) / dayLength);
      let later = day + Math.max(1, passed - 2) * dayLength;
      while (bestInstant(zone, later, opens) < t0) later += dayLength;
      return { day: later, hours };
    }
    case "send": {
      const late = policy?.lateAfter;
      const last = bestInstant(zone, day, Math.max(...hours));
      if (late !== undefined && t0 - last > durationLength(late)) return { refused: "HOUR_PASSED" };
      return { due: t0 };
    }
    default:
      return { refused: "HOUR_PASSED" };
  }
}

/** When a full hour of a day begins in a zone. One that clocks skip moves on by what is skipped. */
export function bestInstant(zone: string, day: WallTime, hour: number): Instant {
  return localInstant(zone, day + hour * hourLength);
}

/** When the day's window opens and its last hour begins, on the wall clock. */
export function bestWindow(schedule: BestHourOfDay): {
  readonly first: WallTime;
  readonly last: WallTime;
} {
  const [day, hours] = [bestDay(schedule), allowedHours(schedule)];
  const at = (hour: number): WallTime => day + hour * hourLength;
  return { first: at(Math.min(...hours)), last: at(Math.max(...hours)) };
}

/** @throws DefinitionError `DEFINITION_TIME` */
export function bestDay({ best }: BestHourOfDay): WallTime {
  const date = readCalendarDate(best);
  if (date !== null) return dayNumber(date) * dayLength;
  throw new DefinitionError("DEFINITION_TIME", "This is no date as YYYY-MM-DD.", {
    path: "schedule.best",
    remedy: "Write a date that the calendar has, such as 2026-12-01.",
  });
}

/** The one that is usual first. @throws DefinitionError `DEFINITION_TIME` */
export function allowedHours({ between = ["08:00", "21:00"] }: BestHourOfDay): readonly number[] {
  return hoursBetween(between);
}
