import { StoreError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { Wake } from "../ports/store/store.js";
import { enrollmentConflict, mismatch, sameTenant } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { awake } from "./run-changes.js";
import { decodeEnrollment, enrollmentChange, enrollmentRow, stepRows } from "./run-codec.js";
import { enrollmentTable, stepTable } from "./tables.js";
import { tried } from "./units.js";

/**
 * The runs of one contact as the units of one call have left them so far: what one unit writes
 * into another run is there when that run's own turn comes. Rows are decoded when asked for.
 */
export interface RunsOfOne {
  /** All of them, oldest first. @throws StoreError `STORE_CORRUPT` */
  all(): readonly EnrollmentRecord[];
  /** As units of this call have left it; `undefined`: none has touched it. */
  left(id: string): EnrollmentRecord | undefined;
  /** Checks what a unit writes into runs. Nothing is kept until {@link RunsUnit.keep} is called. */
  unit(said: RunsSaid, now: Instant): RunsUnit;
  /** What is to be written, once all units are done. */
  writes(): readonly RunWrite[];
}

/** What one unit says about the runs of its contact. */
interface RunsSaid {
  /** The unit's own run. */
  readonly own: EnrollmentRecord;
  readonly start?: readonly EnrollmentRecord[] | undefined;
  readonly log?: readonly StepLogEntry[] | undefined;
  readonly wake?: readonly Wake[] | undefined;
}

interface RunsUnit {
  /** Runs that are new by this unit. */
  readonly started: readonly EnrollmentRecord[];
  readonly log: readonly RawRow[];
  keep(): void;
}

interface RunWrite {
  readonly run: EnrollmentRecord;
  readonly row: RawRow;
  readonly isNew: boolean;
}

export function runsOfOne(rows: readonly RawRow[]): RunsOfOne {
  const changed = new Map<string, RunWrite>();
  let decoded: readonly EnrollmentRecord[] | null = null;
  const read = (): readonly EnrollmentRecord[] => {
    decoded ??= rows.map(decodeEnrollment);
    return decoded;
  };
  const find = (id: string): EnrollmentRecord | null => {
    const row = rows.find((one) => one["id"] === id);
    const run = row === undefined ? null : tried(() => decodeEnrollment(row));
    // Who ends is not held up by another run that cannot be read: `integrity` names it.
    return run instanceof StoreError ? null : run;
  };
  const write = (run: EnrollmentRecord, isNew: boolean): RunWrite => {
    return { run, row: isNew ? enrollmentRow(run) : enrollmentChange(run), isNew };
  };
  const all = (): readonly EnrollmentRecord[] => {
    const added = [...changed.values()].flatMap(({ run, isNew }) => (isNew ? [run] : []));
    return [...read().map((run) => changed.get(run.id)?.run ?? run), ...added];
  };
  return {
    all,
    left: (id) => changed.get(id)?.run,
    unit: ({ own, start = [], log = [], wake = [] }, now) => {
      const next = new Map<string, RunWrite>([
        [own.id, write(own, changed.get(own.id)?.isNew ?? false)],
      ]);
      const started = start.length === 0 ? [] : newRuns(own, start, all());
      for (const run of started) next.set(run.id, write(run, true));
      for (const { enrollment, input } of wake) {
        const known = next.get(enrollment) ?? changed.get(enrollment);
        const run = known?.run ?? find(enrollment);
        if (run === null || run.status === "ended") continue;
        next.set(enrollment, write(awake(run, input, now), known?.isNew ?? false));
      }
      const fresh = new Set<string>(started.map(({ id }) => id));
      const rows = [...fresh].flatMap((id) => startRows(own.tenant, id, log));
      return {
        started,
        log: rows,
        keep: () => {
          for (const [id, one] of next) changed.set(id, one);
        },
      };
    },
    writes: () => [...changed.values()],
  };
}

/**
 * Those whose entry key is free. @throws StoreError `STORE_RESULT_MISMATCH`,
 * `STORE_TENANT_MISMATCH`, `STORE_ENROLLMENT_CONFLICT`
 */
function newRuns(
  own: EnrollmentRecord,
  start: readonly EnrollmentRecord[],
  known: readonly EnrollmentRecord[],
): readonly EnrollmentRecord[] {
  const taken = new Set(known.map(entryName));
  const ids = new Set<string>(known.map(({ id }) => id));
  const added: EnrollmentRecord[] = [];
  for (const [index, run] of start.entries()) {
    const path = `start[${index}]`;
    sameTenant(own.tenant, run.tenant, path);
    if (run.contact !== own.contact) throw mismatch("A step starts runs of its own contact.", path);
    if (taken.has(entryName(run))) continue;
    if (ids.has(run.id)) throw enrollmentConflict(path);
    taken.add(entryName(run));
    ids.add(run.id);
    added.push(run);
  }
  return added;
}

function startRows(tenant: TenantId, id: string, log: readonly StepLogEntry[]): readonly RawRow[] {
  return stepRows(
    tenant,
    log.filter(({ enrollment }) => enrollment === id),
    "start",
  );
}

function entryName({ workflow, entryKey }: EnrollmentRecord): string {
  return JSON.stringify([workflow, entryKey]);
}

/** Writes the runs of several contacts and what their units left in the log. */
export function runWrites(
  contacts: readonly RunsOfOne[],
  log: readonly RawRow[],
): readonly RowRequest[] {
  const written = contacts.flatMap((one) => one.writes());
  const rows = (isNew: boolean): readonly RawRow[] =>
    written.flatMap((one) => (one.isNew === isNew ? [one.row] : []));
  const added = rows(true);
  return [
    ...(added.length === 0 ? [] : [{ op: "add" as const, table: enrollmentTable, rows: added }]),
    { op: "patch", table: enrollmentTable, rows: rows(false) },
    { op: "add", table: stepTable, rows: log },
  ];
}
