import type { EnrollmentId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { DroppedRun, Wake } from "../ports/store/store.js";
import { childCalls, parentLeft, toldBy, wakesBy } from "./child-runs.js";
import { readState } from "./enrollment-state.js";
import { childRunId } from "./parent-link.js";
import type { ToldEffect } from "./workflow-effect.js";

/**
 * What the runs of one contact are told when one of them is dropped: the runs that it waited for
 * end with it, but for those that are kept, and a run that waits for its end goes on. Both are read
 * from the other runs, so a run that cannot be read is told of as well; its goals and its data are
 * unknown then.
 */
export function wakesByDrop({ id, run, others }: DroppedRun, now: Instant): readonly Wake[] {
  return others.flatMap((other): readonly Wake[] => [
    ...(endsWith(other, id)
      ? [{ enrollment: other.id, input: { type: "exit", reason: parentLeft, at: now } }]
      : []),
    ...wakesBy(saidTo(other, id, run), now),
  ]);
}

/** Whether a run ends with the one that waited for it. */
function endsWith({ state }: EnrollmentRecord, dropped: EnrollmentId): boolean {
  const parent = readState(state)?.parent;
  return parent?.run === dropped && parent.told === true && parent.kept !== true;
}

function saidTo(
  other: EnrollmentRecord,
  dropped: EnrollmentId,
  run: EnrollmentRecord | null,
): readonly ToldEffect[] {
  const state = readState(other.state);
  const waits = state === null ? [] : childCalls(state);
  return waits.flatMap(({ call }) => {
    if (childRunId(call) !== dropped) return [];
    const known = run === null ? null : readState(run.state);
    const parent = { run: other.id, call, depth: 0, told: true } as const;
    const { goals = [] } = known?.parent ?? {};
    return toldBy({ parent: { ...parent, goals }, data: known?.data ?? null }, end, []);
  });
}

const end = { outcome: "quarantine_dropped", by: "request" } as const;
