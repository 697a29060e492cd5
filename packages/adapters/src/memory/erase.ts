import type { ContactId } from "@wellsent/core";
import { destroyPayloads } from "./ledger.js";
import type { TenantState } from "./tenant-state.js";

/** Leaves the log, projections by fingerprint, and suppressions: none of them holds an address. */
export function eraseContact(state: TenantState, id: ContactId): Readonly<Record<string, number>> {
  const row = state.contacts.get(id);
  const points = row?.record.points ?? [];
  const entries = points.flatMap((point) =>
    state.ledger.where("contactPoint", point.id).map((entry) => entry.id),
  );
  const payloads = destroyPayloads(state, entries);
  return {
    contacts: state.contacts.delete(id) ? 1 : 0,
    contactPoints: points.length,
    lists: row?.record.lists.length ?? 0,
    memberships: row?.memberships.length ?? 0,
    payloads,
    messages: state.messages.drop("contact", id),
    enrollments: state.enrollments.drop("contact", id),
    events: state.events.drop("contact", id),
    deliveries: state.deliveries.drop("contact", id),
    steps: state.steps.drop("contact", id),
  };
}
