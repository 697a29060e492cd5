import type {
  ContactFacts,
  ContactId,
  EnrollmentRecord,
  FactsNeeded,
  IngestFacts,
  IngestInput,
  IngestReport,
  Instant,
  Routed,
  StoreScope,
  TenantId,
} from "@wellsent/core";
import { contactUnknown, markedBy } from "../store-rules/index.js";
import type { Connection } from "./connection.js";
import { startEnrollments, wakeEnrollments } from "./enrollments.js";
import { loadFacts } from "./facts.js";
import { marksOf, recordOf, selectMessages } from "./message-rows.js";
import { json } from "./row.js";

type NewInput = IngestFacts["inputs"][number];

export function ingest(
  connection: Connection,
  call: StoreScope & { readonly needs: FactsNeeded; readonly inputs: readonly IngestInput[] },
  route: (facts: IngestFacts) => Routed,
): IngestReport {
  const { tenant, now } = call;
  const inputs: NewInput[] = [];
  let duplicate = 0;
  let orphaned = 0;
  for (const input of call.inputs) {
    const recorded = record(connection, tenant, input);
    if (recorded === "duplicate") duplicate += 1;
    else if (recorded === "orphaned") orphaned += 1;
    else inputs.push(recorded);
  }
  if (inputs.length === 0) return { accepted: 0, duplicate, orphaned, started: 0 };
  const concerned = [...new Set(inputs.map((input) => input.contact))];
  const routed = route({
    inputs,
    contacts: withEnrollments(connection, tenant, concerned, call.needs, now),
  });
  wakeEnrollments(connection, tenant, routed.wake, now);
  const started = startEnrollments(connection, tenant, routed.start);
  for (const [index, contact] of routed.dirty.entries()) {
    if (!markDirty(connection, tenant, contact, now)) throw contactUnknown(`dirty[${index}]`);
  }
  return { accepted: inputs.length, duplicate, orphaned, started };
}

function record(
  connection: Connection,
  tenant: TenantId,
  input: IngestInput,
): NewInput | "duplicate" | "orphaned" {
  if (input.kind === "event") {
    const { contact, event } = input;
    const { id, name, at } = event;
    const known = connection.get(
      "SELECT 1 FROM wellsent_contact WHERE tenant = $tenant AND id = $contact",
      {
        tenant,
        contact,
      },
    );
    if (known === undefined) return "orphaned";
    const added = connection.run(
      `INSERT INTO wellsent_event (tenant, id, contact, name, at, data) VALUES ($tenant, $id, $contact, $name, $at, $data)
        ON CONFLICT DO NOTHING`,
      { tenant, id, contact, name, at, data: JSON.stringify(event.data) },
    );
    return added === 0 ? "duplicate" : input;
  }
  const { event } = input;
  const row = connection.get(`${selectMessages} WHERE tenant = $tenant AND key = $key`, {
    tenant,
    key: event.message,
  });
  if (row === undefined) return "orphaned";
  const message = recordOf(row);
  const { contact, key } = message;
  const added = connection.run(
    `INSERT INTO wellsent_delivery (tenant, dedupe_key, contact, body) VALUES ($tenant, $dedupeKey, $contact, $body)
      ON CONFLICT DO NOTHING`,
    { tenant, dedupeKey: event.dedupeKey, contact, body: JSON.stringify(event) },
  );
  if (added === 0) return "duplicate";
  connection.run(
    "UPDATE wellsent_message SET marks = $marks WHERE tenant = $tenant AND key = $key",
    {
      tenant,
      key,
      marks: JSON.stringify(markedBy(marksOf(row), event)),
    },
  );
  return { ...input, contact, message };
}

/** Facts of several contacts, each with all of its runs, oldest first. */
export function withEnrollments(
  connection: Connection,
  tenant: TenantId,
  ids: readonly ContactId[],
  needs: FactsNeeded,
  now: Instant,
): readonly { readonly facts: ContactFacts; readonly enrollments: readonly EnrollmentRecord[] }[] {
  const facts = loadFacts(connection, tenant, ids, needs, now);
  const rows = connection.all(
    `SELECT run.body FROM json_each($wanted) AS wanted
      CROSS JOIN wellsent_enrollment AS run ON run.tenant = $tenant AND run.contact = wanted.value
      ORDER BY run.seq`,
    { tenant, wanted: JSON.stringify(ids) },
  );
  const runs = new Map<ContactId, EnrollmentRecord[]>();
  for (const row of rows) {
    const enrollment = json<EnrollmentRecord>(row, "body");
    const known = runs.get(enrollment.contact);
    if (known === undefined) runs.set(enrollment.contact, [enrollment]);
    else known.push(enrollment);
  }
  return ids.flatMap((id) => {
    const known = facts.get(id);
    return known === undefined ? [] : [{ facts: known, enrollments: runs.get(id) ?? [] }];
  });
}

/** Returns whether there is such a contact. */
export function markDirty(
  connection: Connection,
  tenant: TenantId,
  contact: ContactId,
  now: Instant,
): boolean {
  return (
    connection.run(
      `UPDATE wellsent_contact SET segments_due_at = min(coalesce(segments_due_at, $now), $now)
        WHERE tenant = $tenant AND id = $contact`,
      { tenant, contact, now },
    ) === 1
  );
}
