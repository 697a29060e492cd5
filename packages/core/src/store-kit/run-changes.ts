import type { ContactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonValue } from "../json.js";
import { isPendingStart } from "../pending-start.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { StoreScope, Wake } from "../ports/store/store.js";
import type { Io } from "./io.js";
import { enrollmentConflict, enrollmentUnknown, mismatch, sameTenant } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { enrollmentChange, enrollmentRow, stepRows } from "./run-codec.js";
import { enrollmentTable, stepTable } from "./tables.js";

/** What a unit's function says about the runs of its contact. */
interface RunChanges {
  readonly wake: readonly Wake[];
  readonly start: readonly EnrollmentRecord[];
  readonly log: readonly StepLogEntry[];
}

/**
 * The same as rows, checked: nothing of it can fail any more but for an id that another contact's
 * run has.
 */
export interface PlannedRuns {
  readonly woken: readonly RawRow[];
  readonly started: readonly RawRow[];
  readonly log: readonly RawRow[];
}

/**
 * Checks a unit's answer against the runs of its contact, and folds it. A taken entry key is a
 * no-op, an ended run is left alone.
 * @throws StoreError `STORE_ENROLLMENT_UNKNOWN`, `STORE_ENROLLMENT_CONFLICT`,
 * `STORE_RESULT_MISMATCH`, `STORE_TENANT_MISMATCH`
 */
export function plannedRuns(
  { tenant, now }: StoreScope,
  contact: ContactId,
  known: readonly EnrollmentRecord[],
  said: RunChanges,
): PlannedRuns {
  const runs = new Map<string, EnrollmentRecord>(known.map((run) => [run.id, run]));
  const woken = new Map<string, EnrollmentRecord>();
  for (const [index, { enrollment, input }] of said.wake.entries()) {
    const run = runs.get(enrollment);
    if (run === undefined) throw enrollmentUnknown(`wake[${index}]`);
    if (run.status === "ended") continue;
    const after = awake(run, input, now);
    runs.set(enrollment, after);
    woken.set(enrollment, after);
  }
  const taken = new Set(known.map(decodeLedgerEntry));
  const started: EnrollmentRecord[] = [];
  for (const [index, run] of said.start.entries()) {
    const path = `start[${index}]`;
    sameTenant(tenant, run.tenant, path);
    if (run.contact !== contact) throw mismatch("A unit starts runs of its own contact.", path);
    if (taken.has(decodeLedgerEntry(run))) continue;
    if (runs.has(run.id)) throw enrollmentConflict(path);
    taken.add(decodeLedgerEntry(run));
    runs.set(run.id, run);
    started.push(run);
  }
  const fresh = new Set<string>(started.map((run) => run.id));
  return {
    woken: [...woken.values()].map(enrollmentChange),
    started: started.map(enrollmentRow),
    log: [...fresh].flatMap((id) =>
      stepRows(
        tenant,
        said.log.filter((entry) => entry.enrollment === id),
        "start",
      ),
    ),
  };
}

/**
 * Writes the runs of many units in one trip, with whatever else is to be written. Answers how many
 * have begun: a run that was refused at its entry is on record, and ended.
 */
export function* writeRuns(
  planned: readonly PlannedRuns[],
  more: readonly RowRequest[],
): Io<number> {
  const woken = planned.flatMap((one) => one.woken);
  const started = planned.flatMap((one) => one.started);
  const log = planned.flatMap((one) => one.log);
  const [added = []] = yield [
    { op: "add", table: enrollmentTable, rows: started },
    { op: "patch", table: enrollmentTable, rows: woken },
    { op: "add", table: stepTable, rows: log },
    ...more,
  ];
  const refused = added.findIndex((row) => row["added"] !== true);
  if (refused !== -1) throw enrollmentConflict(`start[${refused}]`);
  return started.filter(
    ({ status, entryKey }) =>
      status === "active" && !isPendingStart({ entryKey: String(entryKey) }),
  ).length;
}

/** A waiting run gets the input and is due at once. */
export function awake(run: EnrollmentRecord, input: JsonValue, now: Instant): EnrollmentRecord {
  const wakeAt = run.wakeAt === null ? now : Math.min(run.wakeAt, now);
  return { ...run, wakeAt, pending: [...run.pending, input] };
}

function decodeLedgerEntry({ workflow, entryKey }: EnrollmentRecord): string {
  return JSON.stringify([workflow, entryKey]);
}
