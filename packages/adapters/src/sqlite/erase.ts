import type { ContactId, TenantId } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import type { Connection } from "./connection.js";
import { integer } from "./row.js";

/** In the order that foreign keys allow. The log, its tiles, projections and suppressions are not among them. */
const deletions = {
  payloads: `UPDATE wellsent_ledger SET payload = NULL, salt = NULL
    WHERE tenant = $tenant AND (payload IS NOT NULL OR salt IS NOT NULL) AND contact_point IN
      (SELECT id FROM wellsent_contact_point WHERE tenant = $tenant AND contact = $contact)`,
  contactPoints: "DELETE FROM wellsent_contact_point WHERE tenant = $tenant AND contact = $contact",
  lists: "DELETE FROM wellsent_list_member WHERE tenant = $tenant AND contact = $contact",
  memberships: "DELETE FROM wellsent_membership WHERE tenant = $tenant AND contact = $contact",
  enrollments: "DELETE FROM wellsent_enrollment WHERE tenant = $tenant AND contact = $contact",
  steps: "DELETE FROM wellsent_step WHERE tenant = $tenant AND contact = $contact",
  events: "DELETE FROM wellsent_event WHERE tenant = $tenant AND contact = $contact",
  deliveries: "DELETE FROM wellsent_delivery WHERE tenant = $tenant AND contact = $contact",
  messages: "DELETE FROM wellsent_message WHERE tenant = $tenant AND contact = $contact",
  contacts: "DELETE FROM wellsent_contact WHERE tenant = $tenant AND id = $contact",
} as const;

export function eraseContact(
  connection: Connection,
  tenant: TenantId,
  contact: ContactId,
): Readonly<Record<string, number>> {
  const counts = Object.entries(deletions).map(([name, sql]) => [
    name,
    connection.run(sql, { tenant, contact }),
  ]);
  return Object.fromEntries(counts);
}

/**
 * Deleted rows are overwritten in the database by `secure_delete`, but older copies of their pages may still be in the
 * write-ahead log until it is emptied.
 */
export function emptyLog({ database }: Connection): void {
  const row = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  if (row !== undefined && integer(row, "busy") === 0) return;
  throw new StoreError(
    "STORE_ERASURE_PENDING",
    "The contact is gone, but copies may still be in the write-ahead log.",
    {
      remedy:
        "Another connection holds the log open: end its transaction and erase the contact again.",
    },
  );
}
