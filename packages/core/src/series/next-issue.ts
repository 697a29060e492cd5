import { startWithinFor } from "../campaigns/lateness.js";
import type { Instant } from "../instant.js";
import type { Holidays } from "../ports/holidays.js";
import { durationLength } from "../timing/index.js";
import { nextOccurrence, type Occurrence } from "../timing/recurrence/index.js";
import type { SeriesDefinition } from "./definition.js";

/** What a series has to do next. */
export type IssueStep =
  /** Nothing until then; `null`: the rule has no occurrence left. */
  | { readonly kind: "wait"; readonly until: Instant | null }
  /** These have passed without an issue, in order. There may be more. */
  | { readonly kind: "pass"; readonly passed: readonly Occurrence[] }
  /** It is time to make this one. */
  | { readonly kind: "make"; readonly occurrence: Occurrence };

/** What decides it, besides the clock. */
export interface SeriesPosition {
  readonly definition: SeriesDefinition;
  readonly isPaused: boolean;
  /** Occurrences up to this instant have been decided. */
  readonly reached: Instant;
}

const defaultLead = 48 * 3_600_000;
/** Occurrences put on record in one transaction. */
const mostPassed = 200;

/**
 * What a series has to do next, from the rule and from what has been decided so far: never from
 * when the last issue was sent, so that a late one moves no other.
 */
export function nextIssueStep(
  series: SeriesPosition,
  now: Instant,
  holidays: Holidays | undefined,
): IssueStep {
  const { definition, isPaused, reached } = series;
  const next = (after: Instant) => occurrenceAfter(definition, after, holidays);
  const first = next(reached);
  if (first === null) return { kind: "wait", until: null };
  const lead = definition.lead === undefined ? defaultLead : durationLength(definition.lead);
  const opens = isPaused ? first.at : first.at - lead;
  if (opens > now) return { kind: "wait", until: opens };
  const passed: Occurrence[] = [];
  for (let one: Occurrence | null = first; one !== null && one.at <= now; ) {
    const following = next(one.at);
    const isNewest = following === null || following.at > now;
    if (isNewest && !isPaused && mayCatchUp(definition, now - one.at)) break;
    passed.push(one);
    if (passed.length === mostPassed) break;
    one = following;
  }
  return passed.length > 0 ? { kind: "pass", passed } : { kind: "make", occurrence: first };
}

/** Whether the hour of the issue after this one has come already. */
export function isOvertaken(
  definition: SeriesDefinition,
  at: Instant,
  now: Instant,
  holidays: Holidays | undefined,
): boolean {
  const next = occurrenceAfter(definition, at, holidays);
  return next !== null && next.at <= now;
}

/** The place where a date begins first: issues in everybody's own time are planned from there. */
const eastmost = "Pacific/Kiritimati";

function occurrenceAfter(
  { recurrence }: SeriesDefinition,
  after: Instant,
  holidays: Holidays | undefined,
): Occurrence | null {
  const context = holidays === undefined ? {} : { holidays };
  return nextOccurrence(recurrence, after, { ...context, zone: eastmost });
}

function mayCatchUp({ catchUp = "newest", campaign }: SeriesDefinition, late: number): boolean {
  return catchUp === "newest" || late <= startWithinFor(campaign.policy);
}
