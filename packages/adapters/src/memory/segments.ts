import type {
  ContactFacts,
  EnrollmentRecord,
  FactsNeeded,
  MembershipResult,
  StoreScope,
  TickReport,
} from "@wellsent/core";
import { contactId } from "@wellsent/core";
import { answeredAll, atLeastOne, mismatch } from "../store-rules/index.js";
import { withEnrollments } from "./ingest.js";
import type { TenantState } from "./tenant-state.js";
import { putContact, startEnrollments, wakeEnrollments } from "./writes.js";

export function refreshSegments(
  state: TenantState,
  call: StoreScope & { readonly limit: number; readonly needs: FactsNeeded },
  evaluate: (
    contacts: readonly {
      readonly facts: ContactFacts;
      readonly enrollments: readonly EnrollmentRecord[];
    }[],
  ) => readonly MembershipResult[],
): TickReport {
  const ids = state.segmentsDue.take(call.now, atLeastOne(call.limit, "limit"));
  const contacts = ids.flatMap(
    (id) => withEnrollments(state, contactId(id), call.needs, call.now) ?? [],
  );
  if (contacts.length === 0) return { processed: 0, more: false };
  const results = evaluate(contacts);
  answeredAll(contacts.length, results, "evaluate");
  for (const [index, result] of results.entries()) {
    const path = `memberships[${index}]`;
    const row = state.contacts.get(result.contact);
    if (row === undefined || result.contact !== contacts[index]?.facts.contact.id) {
      throw mismatch("Memberships must answer the contact that was given.", path);
    }
    putContact(state, { ...row, memberships: result.memberships, segmentsDueAt: result.recheckAt });
    startEnrollments(state, result.start);
    wakeEnrollments(state, result.wake, call.now);
  }
  return { processed: contacts.length, more: contacts.length === call.limit };
}
