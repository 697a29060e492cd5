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
import type { Connection } from "./connection.js";
import { startEnrollments, wakeEnrollments } from "./enrollments.js";
import { withEnrollments } from "./ingest.js";
import { text } from "./row.js";

export function refreshSegments(
  connection: Connection,
  call: StoreScope & { readonly limit: number; readonly needs: FactsNeeded },
  evaluate: (
    contacts: readonly {
      readonly facts: ContactFacts;
      readonly enrollments: readonly EnrollmentRecord[];
    }[],
  ) => readonly MembershipResult[],
): TickReport {
  const { tenant, now, needs } = call;
  const limit = atLeastOne(call.limit, "limit");
  const rows = connection.all(
    `SELECT id FROM wellsent_contact WHERE tenant = $tenant AND segments_due_at <= $now
      ORDER BY segments_due_at, id LIMIT $limit`,
    { tenant, now, limit },
  );
  if (rows.length === 0) return { processed: 0, more: false };
  const ids = rows.map((row) => contactId(text(row, "id")));
  const contacts = withEnrollments(connection, tenant, ids, needs, now);
  const results = evaluate(contacts);
  answeredAll(contacts.length, results, "evaluate");
  for (const [index, result] of results.entries()) {
    const before = contacts[index]?.facts;
    if (before?.contact.id !== result.contact) {
      throw mismatch(
        "Memberships must answer the contact that was given.",
        `memberships[${index}]`,
      );
    }
    writeMemberships(connection, before, result);
    connection.run(
      "UPDATE wellsent_contact SET segments_due_at = $recheckAt WHERE tenant = $tenant AND id = $contact",
      { tenant, contact: result.contact, recheckAt: result.recheckAt },
    );
    startEnrollments(connection, tenant, result.start);
    wakeEnrollments(connection, tenant, result.wake, now);
  }
  return { processed: contacts.length, more: contacts.length === limit };
}

/** Most looks change nothing, and then nothing is written. */
function writeMemberships(
  connection: Connection,
  before: ContactFacts,
  result: MembershipResult,
): void {
  if (JSON.stringify(before.memberships) === JSON.stringify(result.memberships)) return;
  const { tenant, id: contact } = before.contact;
  connection.run("DELETE FROM wellsent_membership WHERE tenant = $tenant AND contact = $contact", {
    tenant,
    contact,
  });
  for (const [place, { segment, since }] of result.memberships.entries()) {
    connection.run(
      "INSERT INTO wellsent_membership VALUES ($tenant, $contact, $segment, $since, $place)",
      {
        ...{ tenant, segment, contact, since, place },
      },
    );
  }
}
