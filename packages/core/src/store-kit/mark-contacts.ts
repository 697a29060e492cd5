import { contactId } from "../identifiers.js";
import type { Page, StoreScope } from "../ports/store/store.js";
import { dirtyRows } from "./contact-codec.js";
import { all, type Io } from "./io.js";
import { pageOfRows } from "./page.js";
import { contactTable, onceTable } from "./tables.js";

/** See `Store.markContacts`: three trips. */
export function* markContacts(
  call: StoreScope & { readonly name: string } & Page,
): Io<{ readonly marked: number; readonly next: string | null }> {
  const name = `mark:${call.name}`;
  const { known } = yield* all({
    known: { op: "get", table: onceTable, path: "key", keys: [[name]] },
  });
  if (known.length > 0) return { marked: 0, next: null };
  const { rows, next } = yield* pageOfRows(contactTable, "all", [], call);
  const ids = rows.map((row) => contactId(String(row["id"])));
  yield [
    {
      op: "patch",
      table: contactTable,
      rows: dirtyRows(ids, call.now),
      least: ["segmentsDueAt"],
    },
    { op: "add", table: onceTable, rows: next === null ? [{ name }] : [] },
  ];
  return { marked: ids.length, next };
}
