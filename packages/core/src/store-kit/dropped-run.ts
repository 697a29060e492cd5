import { StoreError } from "../errors/index.js";
import { enrollmentId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { TellOthers } from "../ports/store/store.js";
import { all, type Io } from "./io.js";
import { readContactId } from "./quarantine-rows.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { awake } from "./run-changes.js";
import { decodeEnrollment, enrollmentChange } from "./run-codec.js";
import { contactTable, enrollmentTable } from "./tables.js";
import { refusePromise, tried } from "./units.js";

/**
 * The rows of all runs of the contact whose run this is. The contact is locked before anything of
 * it is, as every step and every event does, so that the rows stay as they are.
 */
export function* runsBeside(id: string): Io<readonly RawRow[]> {
  const { own } = yield* all({
    own: { op: "get", table: enrollmentTable, path: "key", keys: [[id]] },
  });
  const contacts = own.flatMap((row) => readContactId(row) ?? []);
  const { runs } = yield* all({
    contacts: {
      ...{ op: "get", table: contactTable, path: "key", lock: true },
      keys: contacts.map((contact) => [contact]),
    },
    runs: {
      ...{ op: "get", table: enrollmentTable, path: "contact" },
      keys: contacts.map((contact) => [contact]),
    },
  });
  return runs;
}

/** Writes the end of a run, and what the runs that are told of it get. */
export function droppedRun(
  row: RawRow,
  beside: readonly RawRow[],
  now: Instant,
  tell: TellOthers,
): readonly RowRequest[] {
  if (row["status"] !== "active") return [];
  const id = enrollmentId(String(row["id"]));
  const run = readRun(row);
  const others = beside.flatMap((one) =>
    one["id"] === row["id"] || one["status"] !== "active" ? [] : (readRun(one) ?? []),
  );
  const wakes = tell({ id, run, others });
  refusePromise(wakes);
  const woken = new Map<string, EnrollmentRecord>();
  for (const { enrollment, input } of wakes) {
    const other = woken.get(enrollment) ?? others.find((one) => one.id === enrollment);
    if (other !== undefined) woken.set(enrollment, awake(other, input, now));
  }
  return [
    { op: "patch", table: enrollmentTable, rows: [endedRun(row, run, now)] },
    { op: "patch", table: enrollmentTable, rows: [...woken.values()].map(enrollmentChange) },
  ];
}

function readRun(row: RawRow): EnrollmentRecord | null {
  const run = tried(() => decodeEnrollment(row));
  return run instanceof StoreError ? null : run;
}

function endedRun({ id = null }: RawRow, run: EnrollmentRecord | null, now: Instant): RawRow {
  // A record that cannot be read stays as it is; its due column is empty, so that nobody takes it
  // up.
  if (run === null) return { id, status: "ended", dueAt: null };
  return enrollmentChange({
    ...run,
    status: "ended",
    wakeAt: null,
    waitingFor: [],
    pending: [],
    endedAt: now,
    outcome: "quarantine_dropped",
  });
}
