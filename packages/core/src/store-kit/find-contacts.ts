import { StoreError } from "../errors/index.js";
import type { ContactLookup, FoundContact } from "../ports/store/contact-record.js";
import { decodeContact } from "./contact-codec.js";
import { decoded } from "./decode-row.js";
import type { Io } from "./io.js";
import { contactAliasTable } from "./merge-tables.js";
import type { RawRow, RowRequest } from "./row-request.js";
import type { Value } from "./table.js";
import { contactPointTable, contactTable } from "./tables.js";
import { tried } from "./units.js";

const ways = {
  id: { table: contactTable, path: "key", columns: ["id"] },
  key: { table: contactTable, path: "named", columns: ["key"] },
  point: { table: contactPointTable, path: "key", columns: ["id"] },
  address: { table: contactPointTable, path: "address", columns: ["channel", "address"] },
} as const;

type LookupKind = keyof typeof ways;
const order: readonly LookupKind[] = ["id", "key", "point", "address"];

/**
 * Contacts in the order asked for, in two trips; `along` is answered with the first. A damaged
 * contact still owns its address: the address does not count as free.
 */
export function* findContacts(
  lookups: readonly ContactLookup[],
  along: readonly RowRequest[] = [],
): Io<{
  readonly found: readonly FoundContact[];
  readonly along: readonly (readonly RawRow[])[];
}> {
  const asked = lookups.map(readLookup);
  const answers = yield [
    ...along,
    ...order.map((way): RowRequest => {
      const keys = asked.flatMap((one) => (one.way === way ? [one.values] : []));
      const { table, path } = ways[way];
      return { op: "get", table, path, keys: distinct(keys) };
    }),
    {
      op: "get",
      table: contactAliasTable,
      path: "key",
      keys: distinct(asked.flatMap(({ way, values: [value] }) => aliasKey(way, value))),
    },
  ];
  const rows = new Map<string, RawRow>();
  for (const row of answers[along.length + order.length] ?? []) {
    const [, way = "", value = ""] = /^(id|key):(.*)$/s.exec(String(row["name"])) ?? [];
    rows.set(`${way} ${value}`, row);
  }
  // A contact that has the id or the key itself goes before one that was merged with its owner.
  for (const [index, way] of order.entries()) {
    for (const row of answers[along.length + index] ?? []) {
      const values = ways[way].columns.map((column) => row[column] ?? null);
      rows.set(lookupKey({ way, values }), row);
    }
  }
  const owners = [...rows.values()].flatMap(({ contact = null }) =>
    typeof contact === "string" ? [[contact]] : [],
  );
  const [owned = []] =
    owners.length === 0
      ? []
      : yield [{ op: "get", table: contactTable, path: "key", keys: distinct(owners) }];
  const contacts = new Map(owned.map((row) => [row["id"], row]));
  return {
    found: asked.map((one) => {
      const row = rows.get(lookupKey(one));
      const contact = tried(() => ownerRow(row, contacts));
      if (contact instanceof StoreError) return { unreadable: contact };
      if (contact === undefined) return null;
      const record = tried(() => decodeContact(contact));
      return record instanceof StoreError ? { unreadable: record } : record;
    }),
    along: answers.slice(0, along.length),
  };
}

/** The contact of what was found, which is a contact, a point of one, or the name of a merged one. */
function ownerRow(
  row: RawRow | undefined,
  contacts: ReadonlyMap<RawRow[string] | undefined, RawRow>,
): RawRow | undefined {
  if (row === undefined || !("contact" in row)) return row;
  if ("name" in row) return contacts.get(decoded(contactAliasTable, row).contact);
  return contacts.get(decoded(contactPointTable, row).contact);
}

/** Points and addresses of merged contacts are the survivor's own. */
function aliasKey(way: LookupKind, value: Value | undefined): readonly (readonly Value[])[] {
  return way === "id" || way === "key" ? [[`${way}:${value}`]] : [];
}

interface Asked {
  readonly way: LookupKind;
  readonly values: readonly Value[];
}

function readLookup(lookup: ContactLookup): Asked {
  if ("id" in lookup) return { way: "id", values: [lookup.id] };
  if ("key" in lookup) return { way: "key", values: [lookup.key] };
  if ("point" in lookup) return { way: "point", values: [lookup.point] };
  return { way: "address", values: [lookup.channel, lookup.address] };
}

function lookupKey({ way, values }: Asked): string {
  return `${way} ${joinValues(values)}`;
}

function distinct(keys: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  return [...new Map(keys.map((key) => [joinValues(key), key])).values()];
}

/** A channel contains no space, so the first space separates it from the address. */
function joinValues(values: readonly Value[]): string {
  return values.join(" ");
}
