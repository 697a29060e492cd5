import type { Instant } from "@wellsent/core";
import type { RightsCase } from "./rights-case.js";
import { type RightsDuty, type RightsTerm, rightsTerms, type TermPeriod } from "./terms.js";
import {
  type DayNumber,
  isoDay,
  monthsAfter,
  type WorkingCalendar,
  type WorkingDays,
  workingDays,
} from "./working-days.js";

export interface DutyClock {
  readonly term: string;
  readonly duty: RightsDuty;
  readonly cite: string;
  /** The last day in time, ISO date in the calendar's zone. */
  readonly dueOn: string;
  /** The first instant that is too late. */
  readonly dueAt: Instant;
  /** `paused`: each further day moves the last day by one. */
  readonly state: "running" | "paused" | "overdue" | "met" | "met_late";
}

export interface CaseDue {
  /** Those of the terms that concern this kind of request, the earliest first. */
  readonly clocks: readonly DutyClock[];
  /** The earliest that is not met. Absent once nothing is owed. */
  readonly next?: DutyClock;
  readonly overdue: boolean;
}

const dayMs = 86_400_000;

/**
 * When a request has to be answered. The day of receipt is not counted, a month ends on the day of
 * the same number or the last of a shorter month, and what ends on a day off ends on the next
 * working day (Regulation 1182/71 Art. 3). An extension runs from receipt as well, and counts only
 * if the person was told in time. Days of a pause are counted whole, down: erring early costs
 * nothing.
 *
 * @param terms of the places the person is in: {@link termsFor}. Default: all, so the strictest
 * binds.
 * @throws InputError `INPUT_CALENDAR`.
 */
export function due(
  of: RightsCase,
  now: Instant,
  calendar: WorkingCalendar,
  terms: readonly RightsTerm[] = rightsTerms,
): CaseDue {
  const days = workingDays(calendar);
  const clocks = terms
    .filter((term) => term.kinds.includes(of.kind))
    .map((term) => startClock(of, term, now, days))
    .sort((a, b) => a.dueAt - b.dueAt);
  const next = clocks.find(({ state }) => state !== "met" && state !== "met_late");
  return {
    clocks,
    ...(next === undefined ? {} : { next }),
    overdue: next !== undefined && next.state === "overdue",
  };
}

function startClock(of: RightsCase, term: RightsTerm, now: Instant, days: WorkingDays): DutyClock {
  const paused = pausedDays(of, term, now);
  const first = lastDay(days, of.receivedAt, term, term.period, paused);
  const told = of.extension?.toldAt;
  const isExtended =
    term.extended !== undefined && told !== undefined && told < days.midnightAfter(first);
  const day = isExtended ? lastDay(days, of.receivedAt, term, term.extended, paused) : first;
  const dueAt = days.midnightAfter(day);
  const metAt = term.duty === "answer" ? of.closedAt : (of.acknowledgedAt ?? of.closedAt);
  const stands = of.pauses.some(
    (pause) => pause.until === undefined && term.pauses.includes(pause.reason),
  );
  return {
    term: term.id,
    duty: term.duty,
    cite: term.cite,
    dueOn: isoDay(day),
    dueAt,
    state:
      metAt === undefined
        ? now >= dueAt
          ? "overdue"
          : stands
            ? "paused"
            : "running"
        : metAt >= dueAt
          ? "met_late"
          : "met",
  };
}

function pausedDays({ pauses, closedAt }: RightsCase, term: RightsTerm, now: Instant): number {
  const end = closedAt ?? now;
  let ms = 0;
  for (const { reason, from, until = end } of pauses) {
    if (term.pauses.includes(reason)) ms += Math.max(0, Math.min(until, end) - from);
  }
  return Math.floor(ms / dayMs);
}

/** The last day of a period that began with an event at `from`. */
function lastDay(
  days: WorkingDays,
  from: Instant,
  { lastDay: rule }: Pick<RightsTerm, "lastDay">,
  { count, unit }: TermPeriod,
  paused: number,
): DayNumber {
  const start = days.dayAt(from);
  const end =
    unit === "month"
      ? monthsAfter(start, count)
      : unit === "day"
        ? start + count
        : days.workingDaysAfter(start, count);
  return rule === "next_working_day" ? days.onOrAfter(end + paused) : end + paused;
}

/**
 * When an answer would be due if the person were told now that it takes longer. Undefined where no
 * term allows that.
 */
export function extendedUntil(
  of: RightsCase,
  now: Instant,
  calendar: WorkingCalendar,
  terms: readonly RightsTerm[],
): Instant | undefined {
  const days = workingDays(calendar);
  const answers = terms.filter((term) => term.duty === "answer" && term.kinds.includes(of.kind));
  const ends = answers.map((term) => {
    const paused = pausedDays(of, term, now);
    if (now >= days.midnightAfter(lastDay(days, of.receivedAt, term, term.period, paused)))
      return undefined;
    return (
      term.extended && days.midnightAfter(lastDay(days, of.receivedAt, term, term.extended, paused))
    );
  });
  const known = ends.filter((end) => end !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
