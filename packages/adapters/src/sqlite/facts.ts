import type {
  ContactFacts,
  ContactId,
  ContactMembership,
  EventFact,
  FactsNeeded,
  Instant,
  MessageFact,
  TenantId,
  WorkflowId,
} from "@wellsent/core";
import { segmentId, workflowId } from "@wellsent/core";
import type { Connection } from "./connection.js";
import { consentOf, readPoints } from "./consent-points.js";
import { findContacts } from "./contacts.js";
import { factOf } from "./message-rows.js";
import { integer, json, type Row, text } from "./row.js";

/** What a definition reads about each contact, as of `now`, in a handful of queries however many contacts there are. */
export function loadFacts(
  connection: Connection,
  tenant: TenantId,
  ids: readonly ContactId[],
  needs: FactsNeeded,
  now: Instant,
): ReadonlyMap<ContactId, ContactFacts> {
  const distinct = [...new Set(ids)];
  const contacts = findContacts(
    connection,
    tenant,
    distinct.map((id) => ({ id })),
  ).filter((contact) => contact !== null);
  const scope: Scope = { connection, tenant, now, wanted: JSON.stringify(distinct) };
  const memberships = membershipsOf(scope);
  const enrolled = enrolledOf(scope);
  const events = eventsOf(scope, needs);
  const messages = messagesOf(scope, needs);
  const consent = needs.consent
    ? readPoints(
        connection,
        tenant,
        contacts.flatMap((one) => one.points),
      )
    : null;
  return new Map(
    contacts.map((contact) => [
      contact.id,
      {
        contact,
        memberships: memberships.get(contact.id) ?? [],
        lists: contact.lists,
        events: events.get(contact.id) ?? [],
        messages: messages.get(contact.id) ?? [],
        consent: consent === null ? [] : contact.points.map((point) => consentOf(consent, point)),
        enrolled: enrolled.get(contact.id) ?? [],
      },
    ]),
  );
}

interface Scope {
  readonly connection: Connection;
  readonly tenant: TenantId;
  readonly now: Instant;
  /** Contact ids, as a JSON array. */
  readonly wanted: string;
}

function grouped<T>(rows: readonly Row[], item: (row: Row) => T): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const contact = text(row, "contact");
    const group = groups.get(contact);
    if (group === undefined) groups.set(contact, [item(row)]);
    else group.push(item(row));
  }
  return groups;
}

function membershipsOf({
  connection,
  tenant,
  wanted,
}: Scope): ReadonlyMap<string, readonly ContactMembership[]> {
  const rows = connection.all(
    `SELECT member.contact, member.segment, member.since FROM json_each($wanted) AS wanted
      CROSS JOIN wellsent_membership AS member ON member.tenant = $tenant AND member.contact = wanted.value
      ORDER BY member.contact, member.place`,
    { tenant, wanted },
  );
  return grouped(rows, (row) => ({
    segment: segmentId(text(row, "segment")),
    since: integer(row, "since"),
  }));
}

function enrolledOf({
  connection,
  tenant,
  wanted,
}: Scope): ReadonlyMap<string, readonly WorkflowId[]> {
  const rows = connection.all(
    `SELECT run.contact, run.workflow, min(run.seq) AS first FROM json_each($wanted) AS wanted
      CROSS JOIN wellsent_enrollment AS run ON run.tenant = $tenant AND run.contact = wanted.value
      WHERE run.status = 'active' GROUP BY run.contact, run.workflow ORDER BY first`,
    { tenant, wanted },
  );
  return grouped(rows, (row) => workflowId(text(row, "workflow")));
}

function eventsOf(scope: Scope, needs: FactsNeeded): ReadonlyMap<string, readonly EventFact[]> {
  const { connection, tenant, wanted, now } = scope;
  const names = Object.entries(needs.events).map(([name, window]) => [
    name,
    window === null ? Number.MIN_SAFE_INTEGER : now - window,
  ]);
  if (names.length === 0) return new Map();
  const rows = connection.all(
    `SELECT event.contact, event.id, event.name, event.at, event.data FROM json_each($wanted) AS wanted
      CROSS JOIN json_each($names) AS asked
      CROSS JOIN wellsent_event AS event ON event.tenant = $tenant AND event.contact = wanted.value
        AND event.name = asked.value ->> 0 AND event.at >= asked.value ->> 1
      ORDER BY event.at DESC, event.seq DESC`,
    { tenant, wanted, names: JSON.stringify(names) },
  );
  return grouped(rows, (row) => ({
    id: text(row, "id"),
    name: text(row, "name"),
    at: integer(row, "at"),
    data: json(row, "data"),
  }));
}

function messagesOf(scope: Scope, needs: FactsNeeded): ReadonlyMap<string, readonly MessageFact[]> {
  if (needs.messages === 0) return new Map();
  const { connection, tenant, wanted, now } = scope;
  const rows = connection.all(
    `SELECT message.contact, message.key, message.channel, message.template, message.purpose, message.status,
        message.settled_at, message.marks
      FROM json_each($wanted) AS wanted
      CROSS JOIN wellsent_message AS message ON message.tenant = $tenant AND message.contact = wanted.value
      WHERE message.status IN ('queued', 'claimed') OR coalesce(message.settled_at, message.created_at) >= $since
      ORDER BY coalesce(message.settled_at, message.created_at) DESC, message.seq DESC`,
    {
      tenant,
      wanted,
      since: needs.messages === null ? Number.MIN_SAFE_INTEGER : now - needs.messages,
    },
  );
  return grouped(rows, factOf);
}
