import { type ContactId, contactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { contactChangeTable } from "./change-tables.js";
import { all, type Io } from "./io.js";
import type { RawRow, RowRequest } from "./row-request.js";

/**
 * Marks among the rows of the history, under names that no contact has. They are added before rows
 * are removed, so that the last row never goes: a store may give the place of a removed last row to
 * the next one, and a reader whose cursor stands there would not see it.
 */
const erasedPrefix = "~erased:";
const droppedName = "~dropped";

/** Whose erasure a row of the history tells; `null`: it tells of none. */
export function erasedContact({ contact }: RawRow): ContactId | null {
  return typeof contact === "string" && contact.startsWith(erasedPrefix)
    ? contactId(contact.slice(erasedPrefix.length))
    : null;
}

/** Whether a row says up to where the history was removed. */
export function isDropMark({ contact }: RawRow): boolean {
  return contact === droppedName;
}

export function isMark(row: RawRow): boolean {
  return isDropMark(row) || erasedContact(row) !== null;
}

/** Tells readers of the feed that a person is gone. */
export function* erasureMark(contact: ContactId, at: Instant): Io<RowRequest> {
  const name = `${erasedPrefix}${contact}`;
  const { earlier } = yield* all({
    earlier: { op: "get", table: contactChangeTable, path: "contact", keys: [[name]] },
  });
  const revision = 1 + Math.max(0, ...earlier.map((row) => Number(row["revision"])));
  return {
    op: "add",
    table: contactChangeTable,
    rows: [{ contact: name, revision, at, body: "{}", import: null }],
  };
}

/** The place up to which rows were removed for their age; 0: none was. */
export function* readFloor(): Io<number> {
  const { marks } = yield* all({
    marks: { op: "get", table: contactChangeTable, path: "contact", keys: [[droppedName]] },
  });
  return Math.max(0, ...marks.map((row) => Number(row["revision"])));
}

/** Removes rows of the history for their age, and keeps the place up to which they went. */
export function* dropRows(rows: readonly RawRow[], at: Instant): Io<void> {
  const before = yield* readFloor();
  const floor = Math.max(before, ...rows.map((row) => Number(row["seq"])));
  const mark = { contact: droppedName, revision: floor, at, body: "{}", import: null };
  const keys = rows.map(({ contact = null, revision = null }) => [contact, revision]);
  if (before > 0 && before !== floor) keys.push([droppedName, before]);
  yield [
    { op: "add", table: contactChangeTable, rows: [mark] },
    { op: "drop", table: contactChangeTable, path: "key", keys },
  ];
}
