import type {
  ContactId,
  DueEnrollment,
  EnrollmentId,
  EnrollmentRecord,
  FactsNeeded,
  Instant,
  JsonValue,
  OutboxDraft,
  StepResult,
  StoreScope,
  TenantId,
  TickReport,
} from "@wellsent/core";
import {
  answeredAll,
  atLeastOne,
  changedContact,
  checkStep,
  contactUnknown,
  enrollmentConflict,
  enrollmentDueAt,
  enrollmentUnknown,
  queuedMessage,
  sameTenant,
  wokenEnrollment,
} from "../store-rules/index.js";
import type { Connection } from "./connection.js";
import { findContacts, writeContact } from "./contacts.js";
import { loadFacts } from "./facts.js";
import { insertMessage } from "./message-rows.js";
import { json } from "./row.js";
import { isConstraint } from "./sqlite-failure.js";

export function advance(
  connection: Connection,
  call: StoreScope & { readonly limit: number; readonly needs: FactsNeeded },
  reduce: (due: readonly DueEnrollment[]) => readonly StepResult[],
): TickReport {
  const { tenant, now, needs } = call;
  const limit = atLeastOne(call.limit, "limit");
  const rows = connection.all(
    `SELECT body FROM wellsent_enrollment WHERE tenant = $tenant AND due_at <= $now ORDER BY due_at, id LIMIT $limit`,
    { tenant, now, limit },
  );
  if (rows.length === 0) return { processed: 0, more: false };
  const enrollments = rows.map((row) => json<EnrollmentRecord>(row, "body"));
  const facts = loadFacts(
    connection,
    tenant,
    enrollments.map((one) => one.contact),
    needs,
    now,
  );
  const due = enrollments.flatMap((enrollment) => {
    const known = facts.get(enrollment.contact);
    return known === undefined ? [] : [{ enrollment, facts: known }];
  });
  const steps = reduce(due);
  answeredAll(due.length, steps, "reduce");
  for (const [index, step] of steps.entries()) {
    const read = due[index]?.enrollment;
    if (read !== undefined) applyStep(connection, read, step, now, `steps[${index}]`);
  }
  return { processed: due.length, more: due.length === limit };
}

function applyStep(
  connection: Connection,
  read: EnrollmentRecord,
  step: StepResult,
  now: Instant,
  path: string,
): void {
  checkStep(read, step, path);
  updateEnrollment(connection, step.enrollment);
  for (const entry of step.log) {
    connection.run(
      "INSERT INTO wellsent_step (tenant, contact, body) VALUES ($tenant, $contact, $body)",
      {
        tenant: read.tenant,
        contact: entry.contact,
        body: JSON.stringify(entry),
      },
    );
  }
  if (step.contact !== undefined) {
    // Read again: an earlier step of the same batch may have changed it.
    const contact = findContacts(connection, read.tenant, [{ id: read.contact }])[0];
    if (contact) writeContact(connection, contact, changedContact(contact, step.contact, now), now);
  }
  queueMessages(connection, read.tenant, step.outbox, now, `${path}.outbox`);
}

function updateEnrollment(connection: Connection, enrollment: EnrollmentRecord): void {
  const { tenant, id, status } = enrollment;
  connection.run(
    "UPDATE wellsent_enrollment SET status = $status, due_at = $dueAt, body = $body WHERE tenant = $tenant AND id = $id",
    { tenant, id, status, dueAt: enrollmentDueAt(enrollment), body: JSON.stringify(enrollment) },
  );
}

export function startEnrollments(
  connection: Connection,
  tenant: TenantId,
  starts: readonly EnrollmentRecord[],
): number {
  let started = 0;
  for (const [index, enrollment] of starts.entries()) {
    const path = `start[${index}]`;
    const { id, workflow, contact, entryKey, status } = enrollment;
    sameTenant(tenant, enrollment.tenant, path);
    refuseUnknown(connection, tenant, contact, path);
    try {
      started += connection.run(
        `INSERT INTO wellsent_enrollment (tenant, id, workflow, contact, entry_key, status, due_at, body)
          VALUES ($tenant, $id, $workflow, $contact, $entryKey, $status, $dueAt, $body)
          ON CONFLICT (tenant, contact, workflow, entry_key) DO NOTHING`,
        {
          ...{ tenant, id, workflow, contact, entryKey, status },
          dueAt: enrollmentDueAt(enrollment),
          body: JSON.stringify(enrollment),
        },
      );
    } catch (error) {
      throw isConstraint(error) ? enrollmentConflict(path) : error;
    }
  }
  return started;
}

export function wakeEnrollments(
  connection: Connection,
  tenant: TenantId,
  wakes: readonly { readonly enrollment: EnrollmentId; readonly input: JsonValue }[],
  now: Instant,
): void {
  for (const [index, { enrollment, input }] of wakes.entries()) {
    const row = connection.get(
      "SELECT body FROM wellsent_enrollment WHERE tenant = $tenant AND id = $id",
      {
        tenant,
        id: enrollment,
      },
    );
    if (row === undefined) throw enrollmentUnknown(`wake[${index}]`);
    const woken = wokenEnrollment(json<EnrollmentRecord>(row, "body"), input, now);
    if (woken !== undefined) updateEnrollment(connection, woken);
  }
}

/** A taken key is a no-op; returns how many were new. */
export function queueMessages(
  connection: Connection,
  tenant: TenantId,
  drafts: readonly OutboxDraft[],
  now: Instant,
  path: string,
): number {
  let queued = 0;
  for (const [index, draft] of drafts.entries()) {
    sameTenant(tenant, draft.tenant, `${path}[${index}]`);
    refuseUnknown(connection, tenant, draft.contact, `${path}[${index}]`);
    if (insertMessage(connection, queuedMessage(draft, now))) queued += 1;
  }
  return queued;
}

function refuseUnknown(
  connection: Connection,
  tenant: TenantId,
  id: ContactId,
  path: string,
): void {
  const sql = "SELECT 1 FROM wellsent_contact WHERE tenant = $tenant AND id = $id";
  if (connection.get(sql, { tenant, id }) === undefined) throw contactUnknown(path);
}
