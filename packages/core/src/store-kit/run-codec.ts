import { enrollmentId, type TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { isObject } from "../json.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import { corrupt, decoded, isText, parsedBody } from "./decode-row.js";
import { checkInstant } from "./drafted-message.js";
import { mismatch, sameTenant } from "./refusals.js";
import type { RawRow } from "./row-request.js";
import { enrollmentTable, stepTable } from "./tables.js";

/** @throws StoreError `STORE_CORRUPT` */
export function decodeEnrollment(row: RawRow): EnrollmentRecord {
  const { id, contact, workflow, revision } = decoded(enrollmentTable, row);
  const record = parsedBody<EnrollmentRecord>(enrollmentTable, row);
  const whole =
    record.id === id &&
    record.contact === contact &&
    record.workflow === workflow &&
    record.revision === revision &&
    Array.isArray(record.pending) &&
    Array.isArray(record.waitingFor) &&
    record.waitingFor.every(isText) &&
    isObject(record.state);
  if (!whole) throw corrupt(enrollmentTable, row, "body");
  return record;
}

/**
 * The row of a run that is new. @throws StoreError `STORE_RESULT_MISMATCH` for what no row can
 * hold.
 */
export function enrollmentRow(enrollment: EnrollmentRecord): RawRow {
  const { workflow, contact, entryKey } = enrollment;
  return { workflow, contact, entryKey, ...enrollmentChange(enrollment) };
}

/** What a step or an input changes of a run's row, with its key. */
export function enrollmentChange(enrollment: EnrollmentRecord): RawRow {
  const { id, version, revision, status } = enrollment;
  if (!Number.isSafeInteger(version) || !Number.isSafeInteger(revision))
    throw mismatch("A version and a revision must be whole numbers.", "enrollment");
  const dueAt = enrollmentDueAt(enrollment);
  return { id, version, revision, status, dueAt, body: JSON.stringify(enrollment) };
}

/** When a store has to look at it again; `null`: only an input wakes it. */
function enrollmentDueAt({ status, wakeAt }: EnrollmentRecord): Instant | null {
  if (status !== "active" || wakeAt === null) return null;
  checkInstant(wakeAt, "enrollment.wakeAt");
  return wakeAt;
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeStep(row: RawRow): StepLogEntry {
  const { enrollment } = decoded(stepTable, row);
  const entry = parsedBody<StepLogEntry>(stepTable, row);
  const whole =
    entry.enrollment === enrollmentId(enrollment) &&
    Array.isArray(entry.path) &&
    isObject(entry.detail);
  if (!whole) throw corrupt(stepTable, row, "body");
  return entry;
}

/**
 * The rows of what a step or a start left in the log. A run's first step has the same revision as
 * its start: the entries of a start stand before it, at places below zero.
 */
export function stepRows(
  tenant: TenantId,
  log: readonly StepLogEntry[],
  of: "start" | "step",
): readonly RawRow[] {
  const first = of === "step" ? 0 : -log.length;
  return log.map((entry, index) => {
    sameTenant(tenant, entry.tenant, `log[${index}]`);
    const { enrollment, revision, contact } = entry;
    if (!Number.isSafeInteger(revision))
      throw mismatch("A revision must be a whole number.", `log[${index}].revision`);
    return { enrollment, revision, place: first + index, contact, body: JSON.stringify(entry) };
  });
}
