import type { ContactId, WorkflowId } from "../identifiers.js";
import { isPendingStart } from "../pending-start.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";

/** Two runs under way of one workflow, of which a merge ends one. */
export interface DoubledRun {
  readonly workflow: WorkflowId;
  readonly stays: EnrollmentRecord;
  readonly ends: EnrollmentRecord;
}

/**
 * What is under way twice, since a person must not get one series twice. The run further along
 * stays, and of two equally far the survivor's. A run that another one of the same entry has
 * overtaken ends as well: whoever has been through a workflow that is entered once is not taken
 * through it again. Runs for different orders, bookings or the like (`keyed`) are no doubles.
 */
export function doubledRuns(
  runs: readonly EnrollmentRecord[],
  keep: ContactId,
): readonly DoubledRun[] {
  const mine = runs.filter(({ contact }) => contact === keep);
  const theirs = runs.filter(({ contact }) => contact !== keep);
  const doubled: DoubledRun[] = [];
  const over = new Set<EnrollmentRecord>();
  for (const run of theirs) {
    for (const own of mine) {
      if (over.has(own) || over.has(run) || !isDouble(own, run)) continue;
      const [stays, ends] = isBehind(own, run) ? [run, own] : [own, run];
      over.add(ends);
      doubled.push({ workflow: run.workflow, stays, ends });
    }
  }
  return doubled;
}

function isDouble(own: EnrollmentRecord, run: EnrollmentRecord): boolean {
  if (own.workflow !== run.workflow || isPendingStart(own) !== isPendingStart(run)) return false;
  const active = [own, run].filter(({ status }) => status === "active");
  if (own.entryKey === run.entryKey) return active.length > 0;
  const isKeyed = [own, run].some(({ entryKey }) => keyed.test(entryKey));
  return active.length === 2 && !isKeyed;
}

/** An ended run is behind nobody. */
function isBehind(own: EnrollmentRecord, run: EnrollmentRecord): boolean {
  if (own.status !== run.status) return own.status === "active";
  return own.revision < run.revision;
}

/** Entry keys of workflows that one person may be in several times at once. */
const keyed = /^(?:key|again):/;
