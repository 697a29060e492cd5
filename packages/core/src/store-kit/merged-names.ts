import { type ContactId, contactId } from "../identifiers.js";
import { decoded } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { contactAliasTable } from "./merge-tables.js";
import type { RawRow, RowRequest } from "./row-request.js";

const idPrefix = "id:";

/** Reads the ids and keys that lead to contacts since others were merged into them. */
export function namesRead(contacts: readonly ContactId[]): RowRequest {
  const keys = [...new Set(contacts)].sort().map((id) => [id]);
  return { op: "get", table: contactAliasTable, path: "contact", keys };
}

/** The ids of the contacts that were merged into each, from what {@link namesRead} asks for. */
export function mergedIds(rows: readonly RawRow[]): ReadonlyMap<ContactId, readonly ContactId[]> {
  const ids = new Map<ContactId, ContactId[]>();
  for (const row of rows) {
    const { name, contact } = decoded(contactAliasTable, row);
    if (!name.startsWith(idPrefix)) continue;
    const own = ids.get(contactId(contact)) ?? [];
    own.push(contactId(name.slice(idPrefix.length)));
    ids.set(contactId(contact), own);
  }
  return ids;
}

/** Who answers to ids that no contact has. One that leads nowhere is absent. */
export function* survivorsOf(missing: readonly ContactId[]): Io<ReadonlyMap<ContactId, ContactId>> {
  if (missing.length === 0) return new Map();
  const keys = [...new Set(missing)].sort().map((id) => [`${idPrefix}${id}`]);
  const { rows } = yield* all({
    rows: { op: "get", table: contactAliasTable, path: "key", keys },
  });
  return new Map(
    rows.map((row) => {
      const { name, contact } = decoded(contactAliasTable, row);
      return [contactId(name.slice(idPrefix.length)), contactId(contact)];
    }),
  );
}
