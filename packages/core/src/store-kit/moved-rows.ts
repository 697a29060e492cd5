import type { ContactId } from "../identifiers.js";
import { contactChangeTable } from "./change-tables.js";
import type { Io } from "./io.js";
import type { RawRow, RowRequest } from "./row-request.js";
import type { Table, Value } from "./table.js";
import {
  contactPointTable,
  contactTable,
  enrollmentTable,
  listMemberTable,
  membershipTable,
  quarantineTable,
  recipientTable,
  tables,
} from "./tables.js";

/** Rows that change hands by their column `contact`. */
export interface Moved {
  readonly table: string;
  readonly keys: readonly (readonly Value[])[];
}

/** Rows whose key names the contact: gone from one, and new with the other. */
export interface Rekeyed {
  readonly table: string;
  readonly lost: readonly RawRow[];
  /** Keys of the rows that were added. */
  readonly gained: readonly (readonly Value[])[];
}

/**
 * Tables with a way of their own: those that the contact's record is made of, those that are
 * judged, and the history, which stays under the id that it is about.
 */
const own: ReadonlySet<string> = new Set(
  [
    contactTable,
    contactPointTable,
    contactChangeTable,
    enrollmentTable,
    listMemberTable,
    recipientTable,
  ].map(({ name }) => name),
);

/** Every table with rows of a contact, with the path by which they are found. */
function tablesOfContacts(): readonly { readonly table: Table; readonly path: string }[] {
  return tables.flatMap((table) =>
    "by" in table.erase && table.erase.by === "contact" && !own.has(table.name)
      ? [{ table, path: table.erase.path }]
      : [],
  );
}

/** Gives all rows of one contact to another. What only one of two can have stays the other's. */
export function* moveRows(
  from: ContactId,
  to: ContactId,
): Io<{
  readonly moved: readonly Moved[];
  readonly rekeyed: readonly Rekeyed[];
}> {
  const theirs = tablesOfContacts();
  const found = yield theirs.map(
    ({ table, path }): RowRequest => ({ op: "get", table, path, keys: [[from]] }),
  );
  const moved: Moved[] = [];
  const lost: { readonly table: Table; readonly rows: readonly RawRow[] }[] = [];
  const writes: RowRequest[] = [];
  for (const [index, { table }] of theirs.entries()) {
    const rows = (found[index] ?? []).map((row) => declared(table, row));
    const leaving = rows.filter((row) => namesContact(table, row, from));
    const staying = rows.filter((row) => !leaving.includes(row));
    if (leaving.length > 0) lost.push({ table, rows: leaving });
    if (staying.length === 0) continue;
    moved.push({ table: table.name, keys: staying.map((row) => keyOf(table, row)) });
    const rowsNow = staying.map((row) => ({ ...keyed(table, row), contact: to }));
    writes.push({ op: "patch", table, rows: rowsNow });
  }
  const added = lost.flatMap(({ table, rows }) => {
    const next = rows.flatMap((row) => renamed(table, row, to));
    return next.length === 0 ? [] : [{ table, next }];
  });
  const adds = added.map(({ table, next }): RowRequest => ({ op: "add", table, rows: next }));
  const answers = yield [...adds, ...lost.map(({ table, rows }) => drops(table, rows)), ...writes];
  const rekeyed = lost.map(({ table, rows }): Rekeyed => {
    const place = added.findIndex((one) => one.table === table);
    const next = added[place]?.next ?? [];
    const gained = next.filter((_, at) => answers[place]?.[at]?.["added"] === true);
    return { table: table.name, lost: rows, gained: gained.map((row) => keyOf(table, row)) };
  });
  return { moved, rekeyed };
}

/** Gives back what a merge moved, as far as `to` still has it. */
export function* returnRows(
  { moved, rekeyed }: { readonly moved: readonly Moved[]; readonly rekeyed: readonly Rekeyed[] },
  from: ContactId,
  to: ContactId,
): Io<void> {
  const known = moved.flatMap(({ table: name, keys }) => {
    const table = tables.find((one) => one.name === name);
    return table === undefined ? [] : [{ table, keys }];
  });
  const found = yield known.map(
    ({ table, keys }): RowRequest => ({ op: "get", table, path: "key", keys }),
  );
  const patches = known.flatMap(({ table }, index): readonly RowRequest[] => {
    const rows = (found[index] ?? []).filter((row) => row["contact"] === from);
    const back = rows.map((row) => ({ ...keyed(table, row), contact: to }));
    return back.length === 0 ? [] : [{ op: "patch", table, rows: back }];
  });
  const renames = rekeyed.flatMap(({ table: name, lost, gained }): readonly RowRequest[] => {
    const table = tables.find((one) => one.name === name);
    if (table === undefined) return [];
    return [
      { op: "drop", table, path: "key", keys: gained },
      { op: "add", table, rows: lost },
    ];
  });
  yield [...patches, ...renames];
}

/** A row without what a store adds to it. */
export function declared(table: Table, row: RawRow): RawRow {
  return Object.fromEntries(
    Object.keys(table.columns).map((column) => [column, row[column] ?? null]),
  );
}

export function keyOf(table: Table, row: RawRow): readonly Value[] {
  return table.key.map((column) => row[column] ?? null);
}

function keyed(table: Table, row: RawRow): RawRow {
  return Object.fromEntries(table.key.map((column) => [column, row[column] ?? null]));
}

export function drops(table: Table, rows: readonly RawRow[]): RowRequest {
  return { op: "drop", table, path: "key", keys: rows.map((row) => keyOf(table, row)) };
}

function namesContact(table: Table, row: RawRow, contact: ContactId): boolean {
  if (table.name === quarantineTable.name) return row["id"] === contact;
  return table.key.includes("contact");
}

/** Segments are evaluated anew, and so is a contact that was set aside. */
function renamed(table: Table, row: RawRow, contact: ContactId): readonly RawRow[] {
  if (table.name === membershipTable.name || table.name === quarantineTable.name) return [];
  return [{ ...row, contact }];
}
