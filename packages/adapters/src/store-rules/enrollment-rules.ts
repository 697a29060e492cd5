import type { EnrollmentRecord, Instant, JsonValue, StepResult } from "@wellsent/core";
import { mismatch, revisionConflict, sameTenant } from "./refusals.js";

/** An ended enrolment is left alone; a waiting one gets the input and is due at once. */
export function wokenEnrollment(
  enrollment: EnrollmentRecord,
  input: JsonValue,
  now: Instant,
): EnrollmentRecord | undefined {
  if (enrollment.status === "ended") return undefined;
  const wakeAt = enrollment.wakeAt === null ? now : Math.min(enrollment.wakeAt, now);
  return { ...enrollment, wakeAt, pending: [...enrollment.pending, input] };
}

/** Throws unless a step answers the enrolment it was given, one revision on or untouched. */
export function checkStep(read: EnrollmentRecord, step: StepResult, path: string): void {
  const { enrollment } = step;
  if (
    enrollment.id !== read.id ||
    enrollment.contact !== read.contact ||
    enrollment.workflow !== read.workflow
  ) {
    throw mismatch("A step must answer the enrolment it was given.", path);
  }
  if (enrollment.revision !== read.revision && enrollment.revision !== read.revision + 1)
    throw revisionConflict(path);
  sameTenant(read.tenant, enrollment.tenant, path);
  for (const entry of step.log) sameTenant(read.tenant, entry.tenant, `${path}.log`);
}

/** When a store has to look at it again; `null`: only an input wakes it. */
export function enrollmentDueAt(enrollment: EnrollmentRecord): Instant | null {
  return enrollment.status === "active" ? enrollment.wakeAt : null;
}
