import type { Instant, Milliseconds } from "../instant.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import {
  enrollmentFor,
  isLateRun,
  lateRun,
  type PlanContext,
  type PlannedEntries,
  plannedEntries,
  reentryAllowed,
  type WorkflowDefinition,
} from "../workflows/index.js";
import { isFresh, knownFaults, type RouteDependencies, type Started, startOne } from "./route.js";

/** What was planned longer ago is not even recorded as late: nobody would read a list of years. */
const furthest: Milliseconds = 366 * 86_400_000;

/**
 * Starts what a contact's dates and schedules planned since its last look. What is later than the
 * workflow allows, or than a day, is recorded and does not begin. `next`: when to look again.
 */
export function routePlanned(
  deps: RouteDependencies,
  facts: ContactFacts,
  previous: readonly EnrollmentRecord[],
  context: Omit<PlanContext, "holidays">,
): Started & Pick<PlannedEntries, "next"> {
  const { timed, holidays } = deps.catalog;
  const { until: now } = context;
  const start: EnrollmentRecord[] = [];
  const log: StepLogEntry[] = [];
  let next: Instant | null = null;
  for (const definition of timed) {
    const planned = plannedEntries(definition, facts.contact, {
      ...context,
      // Who moves is looked at as of a day before, and may be younger than that.
      from: Math.max(context.from, facts.contact.createdAt, now - furthest),
      ...(holidays === undefined ? {} : { holidays }),
    });
    if (planned.next !== null) next = next === null ? planned.next : Math.min(next, planned.next);
    for (const trigger of planned.due) {
      const runs = [...previous, ...start];
      if (runs.some((run) => run.workflow === definition.id && isRunWithKey(run, trigger.key)))
        continue;
      const one = isFresh(definition, trigger.at, now)
        ? startOne(
            deps,
            definition,
            facts,
            runs,
            trigger,
            now,
            knownFaults(deps, facts, definition),
          )
        : recordLate(deps, definition, facts, runs, trigger, now);
      start.push(...one.start);
      log.push(...one.log);
    }
  }
  return { start, log, next };
}

function isRunWithKey(run: EnrollmentRecord, key: string): boolean {
  return run.entryKey === key || isLateRun(run, key);
}

function recordLate(
  { ids }: Pick<RouteDependencies, "ids">,
  definition: WorkflowDefinition,
  { contact }: ContactFacts,
  previous: readonly EnrollmentRecord[],
  trigger: PlannedEntries["due"][number],
  now: Instant,
): Started {
  if (!reentryAllowed(definition, previous, trigger, now)) return { start: [], log: [] };
  const run = enrollmentFor(definition, contact, trigger, now, ids);
  if (run === null) return { start: [], log: [] };
  const { enrollment, log } = lateRun(run, trigger.key, now);
  return { start: [enrollment], log: [log] };
}
