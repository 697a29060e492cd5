import type {
  ContactId,
  EnrollmentId,
  EnrollmentRecord,
  Instant,
  JsonValue,
  OutboxDraft,
  OutboxRecord,
} from "@wellsent/core";
import {
  contactUnknown,
  enrollmentConflict,
  enrollmentDueAt,
  enrollmentUnknown,
  messageDueAt,
  noMarks,
  queuedMessage,
  sameTenant,
  wokenEnrollment,
} from "../store-rules/index.js";
import { frozenOnce } from "./frozen.js";
import { type ContactRow, keyOf, type TenantState } from "./tenant-state.js";

/** Every write of something that can be due goes through here, so that its queue hears of it. */

export function putContact(state: TenantState, row: ContactRow): void {
  state.contacts.set(row.record.id, row);
  if (row.segmentsDueAt !== null) state.segmentsDue.hint(row.record.id, row.segmentsDueAt);
}

/** The earliest reason to look at its segments stays the one that counts. */
export function dirtySince(row: ContactRow | undefined, now: Instant): Instant {
  return Math.min(row?.segmentsDueAt ?? now, now);
}

export function markDirty(
  state: TenantState,
  contact: ContactId,
  now: Instant,
  path: string,
): void {
  const row = state.contacts.get(contact);
  if (row === undefined) throw contactUnknown(path);
  putContact(state, { ...row, segmentsDueAt: dirtySince(row, now) });
}

export function putEnrollment(state: TenantState, enrollment: EnrollmentRecord): void {
  state.enrollments.set(enrollment.id, enrollment);
  const at = enrollmentDueAt(enrollment);
  if (at !== null) state.enrollmentsDue.hint(enrollment.id, at);
}

export function startEnrollments(state: TenantState, starts: readonly EnrollmentRecord[]): number {
  let started = 0;
  for (const [index, enrollment] of starts.entries()) {
    const path = `start[${index}]`;
    sameTenant(state.tenant, enrollment.tenant, path);
    if (state.contacts.get(enrollment.contact) === undefined) throw contactUnknown(path);
    const entry = keyOf(enrollment.workflow, enrollment.contact, enrollment.entryKey);
    if (state.enrollments.where("entry", entry).length > 0) continue;
    if (state.enrollments.get(enrollment.id) !== undefined) throw enrollmentConflict(path);
    putEnrollment(state, enrollment);
    started += 1;
  }
  return started;
}

export function wakeEnrollments(
  state: TenantState,
  wakes: readonly { readonly enrollment: EnrollmentId; readonly input: JsonValue }[],
  now: Instant,
): void {
  for (const [index, { enrollment, input }] of wakes.entries()) {
    const known = state.enrollments.get(enrollment);
    if (known === undefined) throw enrollmentUnknown(`wake[${index}]`);
    const woken = wokenEnrollment(known, input, now);
    if (woken !== undefined) putEnrollment(state, woken);
  }
}

export function putMessage(state: TenantState, message: OutboxRecord): void {
  const marks = state.messages.get(message.key)?.marks ?? noMarks;
  // Most messages of a mailing bring one and the same list.
  const record =
    message.links === undefined ? message : { ...message, links: frozenOnce(message.links) };
  state.messages.set(message.key, { record, marks });
  const at = messageDueAt(message);
  if (at !== null) state.lane(message.lane).hint(message.key, at);
}

/** A taken key is a no-op; returns how many were new. */
export function queueMessages(
  state: TenantState,
  drafts: readonly OutboxDraft[],
  now: Instant,
  path: string,
): number {
  let queued = 0;
  for (const [index, draft] of drafts.entries()) {
    sameTenant(state.tenant, draft.tenant, `${path}[${index}]`);
    if (state.contacts.get(draft.contact) === undefined) throw contactUnknown(`${path}[${index}]`);
    if (state.messages.get(draft.key) !== undefined) continue;
    putMessage(state, queuedMessage(draft, now));
    queued += 1;
  }
  return queued;
}
