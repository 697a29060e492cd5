import type {
  ContactLookup,
  ContactRecord,
  ContactWrite,
  Instant,
  StoreScope,
  TenantId,
} from "@wellsent/core";
import { contactConflict, mismatch, revisionConflict, sameTenant } from "../store-rules/index.js";
import type { Connection } from "./connection.js";
import { integer, json } from "./row.js";
import { isConstraint } from "./sqlite-failure.js";

/** Each kind of lookup is one query, whatever the number of lookups. `place` says which of them a row answers. */
const byKind = {
  id: `SELECT wanted.key AS place, contact.body FROM json_each($wanted) AS wanted
    CROSS JOIN wellsent_contact AS contact ON contact.tenant = $tenant AND contact.id = wanted.value`,
  key: `SELECT wanted.key AS place, contact.body FROM json_each($wanted) AS wanted
    CROSS JOIN wellsent_contact AS contact ON contact.tenant = $tenant AND contact.key = wanted.value`,
  point: `SELECT wanted.key AS place, contact.body FROM json_each($wanted) AS wanted
    CROSS JOIN wellsent_contact_point AS point ON point.tenant = $tenant AND point.id = wanted.value
    CROSS JOIN wellsent_contact AS contact ON contact.tenant = $tenant AND contact.id = point.contact`,
  address: `SELECT wanted.key AS place, contact.body FROM json_each($wanted) AS wanted
    CROSS JOIN wellsent_contact_point AS point ON point.tenant = $tenant
      AND point.channel = wanted.value ->> 0 AND point.address = wanted.value ->> 1
    CROSS JOIN wellsent_contact AS contact ON contact.tenant = $tenant AND contact.id = point.contact`,
} as const;

type Kind = keyof typeof byKind;
const kinds: readonly Kind[] = ["id", "key", "point", "address"];

export function findContacts(
  connection: Connection,
  tenant: TenantId,
  lookups: readonly ContactLookup[],
): readonly (ContactRecord | null)[] {
  const wanted: Record<
    Kind,
    { readonly places: number[]; readonly values: (string | readonly string[])[] }
  > = {
    id: { places: [], values: [] },
    key: { places: [], values: [] },
    point: { places: [], values: [] },
    address: { places: [], values: [] },
  };
  for (const [place, lookup] of lookups.entries()) {
    const [kind, value] = kindOf(lookup);
    wanted[kind].places.push(place);
    wanted[kind].values.push(value);
  }
  const found: (ContactRecord | null)[] = lookups.map(() => null);
  for (const kind of kinds) {
    const { places, values } = wanted[kind];
    if (places.length === 0) continue;
    for (const row of connection.all(byKind[kind], { tenant, wanted: JSON.stringify(values) })) {
      const place = places[integer(row, "place")];
      if (place !== undefined) found[place] = json<ContactRecord>(row, "body");
    }
  }
  return found;
}

function kindOf(lookup: ContactLookup): readonly [Kind, string | readonly string[]] {
  if ("id" in lookup) return ["id", lookup.id];
  if ("key" in lookup) return ["key", lookup.key];
  return "point" in lookup
    ? ["point", lookup.point]
    : ["address", [lookup.channel, lookup.address]];
}

export function changeContacts(
  connection: Connection,
  call: StoreScope & { readonly lookups: readonly ContactLookup[]; readonly once?: string },
  change: (found: readonly (ContactRecord | null)[]) => readonly ContactWrite[],
): { readonly applied: boolean; readonly written: number } {
  const { tenant, now, once } = call;
  if (once !== undefined) {
    const sql =
      "INSERT INTO wellsent_once (tenant, name) VALUES ($tenant, $once) ON CONFLICT DO NOTHING";
    if (connection.run(sql, { tenant, once }) === 0) return { applied: false, written: 0 };
  }
  const writes = change(findContacts(connection, tenant, call.lookups));
  if (!Array.isArray(writes)) throw mismatch("A change of contacts must return a list of writes.");
  const ids = writes.map(({ contact }) => ({ id: contact.id }));
  const known = new Map(
    findContacts(connection, tenant, ids).flatMap((one) => (one === null ? [] : [[one.id, one]])),
  );
  release(connection, writes, known);
  for (const [index, { contact }] of writes.entries()) {
    const path = `writes[${index}]`;
    sameTenant(tenant, contact.tenant, path);
    const before = known.get(contact.id);
    if (contact.revision !== (before?.revision ?? 0)) throw revisionConflict(path);
    const after = { ...contact, revision: contact.revision + 1 };
    try {
      writeContact(connection, before, after, now);
    } catch (error) {
      throw isConstraint(error) ? contactConflict(path) : error;
    }
    known.set(contact.id, after);
  }
  return { applied: true, written: writes.length };
}

/** Frees keys and addresses that change hands first, so that a batch may pass them on in any order. */
function release(
  connection: Connection,
  writes: readonly ContactWrite[],
  known: ReadonlyMap<string, ContactRecord>,
): void {
  for (const { contact } of writes) {
    const before = known.get(contact.id);
    if (before === undefined) continue;
    const { tenant, id } = before;
    if (before.key !== contact.key) {
      connection.run("UPDATE wellsent_contact SET key = NULL WHERE tenant = $tenant AND id = $id", {
        tenant,
        id,
      });
    }
    if (JSON.stringify(before.points) !== JSON.stringify(contact.points)) {
      connection.run(
        "DELETE FROM wellsent_contact_point WHERE tenant = $tenant AND contact = $id",
        { tenant, id },
      );
    }
  }
}

/** Writes the record and whatever of its indexes differs. `dueAt`: when its segments are to be looked at. */
export function writeContact(
  connection: Connection,
  before: ContactRecord | undefined,
  after: ContactRecord,
  dueAt: Instant,
): void {
  const { tenant, id, key, revision, points, lists } = after;
  connection.run(
    `INSERT INTO wellsent_contact (tenant, id, key, revision, segments_due_at, body)
      VALUES ($tenant, $id, $key, $revision, $dueAt, $body)
      ON CONFLICT (tenant, id) DO UPDATE SET key = excluded.key, revision = excluded.revision,
        segments_due_at = min(coalesce(segments_due_at, excluded.segments_due_at), excluded.segments_due_at),
        body = excluded.body`,
    { tenant, id, key, revision, dueAt, body: JSON.stringify(after) },
  );
  if (before === undefined || JSON.stringify(before.points) !== JSON.stringify(points)) {
    for (const point of points) writePoint(connection, after, point);
  }
  if (JSON.stringify(before?.lists ?? []) !== JSON.stringify(lists)) {
    connection.run("DELETE FROM wellsent_list_member WHERE tenant = $tenant AND contact = $id", {
      tenant,
      id,
    });
    for (const list of new Set(lists)) {
      connection.run("INSERT INTO wellsent_list_member VALUES ($tenant, $id, $list)", {
        tenant,
        list,
        id,
      });
    }
  }
}

function writePoint(
  connection: Connection,
  contact: ContactRecord,
  point: ContactRecord["points"][number],
): void {
  const { tenant } = contact;
  const { id, channel, address } = point;
  connection.run(
    "INSERT INTO wellsent_contact_point VALUES ($tenant, $id, $contact, $channel, $address)",
    {
      tenant,
      id,
      contact: contact.id,
      channel,
      address,
    },
  );
  const fingerprints = JSON.stringify(point.fingerprints);
  connection.run(
    `INSERT INTO wellsent_consent_point (tenant, id, fingerprints) VALUES ($tenant, $id, $fingerprints)
      ON CONFLICT DO UPDATE SET fingerprints = excluded.fingerprints`,
    { tenant, id, fingerprints },
  );
  connection.run(
    `DELETE FROM wellsent_fingerprint WHERE tenant = $tenant AND point = $id
      AND fingerprint NOT IN (SELECT value FROM json_each($fingerprints))`,
    { tenant, id, fingerprints },
  );
  connection.run(
    `INSERT INTO wellsent_fingerprint (tenant, fingerprint, point)
      SELECT $tenant, value, $id FROM json_each($fingerprints) WHERE true ON CONFLICT DO NOTHING`,
    { tenant, id, fingerprints },
  );
}
