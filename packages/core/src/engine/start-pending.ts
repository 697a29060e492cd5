import type { Instant } from "../instant.js";
import type { DueEnrollment, StepResult } from "../ports/store/store.js";
import {
  endPendingStart,
  happenedAt,
  pendingInputs,
  pendingTrigger,
  type WorkflowDefinition,
  wakes,
} from "../workflows/index.js";
import type { ChildDependencies } from "./child-starts.js";
import { isFresh, knownFaults, startOne } from "./route.js";
import { standingsIn } from "./tenant-standings.js";

/**
 * Judges a trigger that was taken in by a process which could not read the workflow, as if it came
 * now: the run that begins by it starts in the same commit, and gets what the contact did since.
 * One that was left for an earlier version goes to the one of now first, whose facts are read with
 * the next step: the earlier one may be damaged or gone. `null`: this engine starts no run on the
 * workflow either.
 */
export function startPending(
  deps: ChildDependencies,
  left: WorkflowDefinition | null,
  { enrollment, facts, runs, standing }: DueEnrollment,
  now: Instant,
): StepResult | null {
  const definition = deps.catalog.current.get(enrollment.workflow);
  if (definition === undefined) return null;
  const { version, revision } = enrollment;
  if (version < definition.version) {
    const moved = { ...enrollment, version: definition.version, revision: revision + 1 };
    return { enrollment: moved, outbox: [], log: [] };
  }
  if (left === null) return null;
  const standings = standingsIn(standing);
  const trigger = pendingTrigger(enrollment);
  const later = pendingInputs(enrollment);
  const isOver = later.some(({ type }) => type === "exit");
  const isLate = !isFresh(definition, happenedAt(trigger) ?? now, now);
  const others = runs().filter(({ id }) => id !== enrollment.id);
  const { start, log } =
    isOver || isLate
      ? { start: [], log: [] }
      : startOne(
          {
            ...deps,
            standings: { known: () => standings },
            // Made of the note's, so that a step that is repeated makes the same.
            ids: { next: () => `${enrollment.id}.0.0` },
          },
          definition,
          facts,
          others,
          trigger,
          now,
          knownFaults(deps, facts, definition),
        );
  const begun = start.map((run) => {
    const heard = later.filter((input) => wakes(run, input));
    return heard.length === 0 ? run : { ...run, pending: heard };
  });
  const end = endPendingStart(
    enrollment,
    begun.some(({ status }) => status === "active"),
    now,
  );
  return { ...end, log: [end.log], outbox: [], start: begun, startLog: log };
}
