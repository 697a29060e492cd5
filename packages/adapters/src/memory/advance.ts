import type {
  DueEnrollment,
  EnrollmentRecord,
  FactsNeeded,
  Instant,
  StepResult,
  StoreScope,
  TickReport,
} from "@wellsent/core";
import { enrollmentId } from "@wellsent/core";
import { answeredAll, atLeastOne, changedContact, checkStep } from "../store-rules/index.js";
import { factsOf } from "./facts.js";
import type { TenantState } from "./tenant-state.js";
import { dirtySince, putContact, putEnrollment, queueMessages } from "./writes.js";

export function advance(
  state: TenantState,
  call: StoreScope & { readonly limit: number; readonly needs: FactsNeeded },
  reduce: (due: readonly DueEnrollment[]) => readonly StepResult[],
): TickReport {
  const ids = state.enrollmentsDue.take(call.now, atLeastOne(call.limit, "limit"));
  const due: DueEnrollment[] = [];
  for (const id of ids) {
    const enrollment = state.enrollments.get(enrollmentId(id));
    const facts = enrollment && factsOf(state, enrollment.contact, call.needs, call.now);
    if (enrollment && facts) due.push({ enrollment, facts });
  }
  if (due.length === 0) return { processed: 0, more: false };
  const steps = reduce(due);
  answeredAll(due.length, steps, "reduce");
  for (const [index, step] of steps.entries()) {
    const read = due[index]?.enrollment;
    if (read !== undefined) applyStep(state, read, step, call.now, `steps[${index}]`);
  }
  return { processed: due.length, more: due.length === call.limit };
}

function applyStep(
  state: TenantState,
  read: EnrollmentRecord,
  step: StepResult,
  now: Instant,
  path: string,
): void {
  checkStep(read, step, path);
  putEnrollment(state, step.enrollment);
  for (const entry of step.log) state.steps.append(entry);
  const row = state.contacts.get(read.contact);
  if (step.contact !== undefined && row !== undefined) {
    putContact(state, {
      ...row,
      record: changedContact(row.record, step.contact, now),
      segmentsDueAt: dirtySince(row, now),
    });
  }
  queueMessages(state, step.outbox, now, `${path}.outbox`);
}
