import { type ContactId, contactId, type TenantId } from "../identifiers.js";
import { isObject } from "../json.js";
import type { NoteRecord, StoreNotes } from "../ports/store/notes.js";
import type { Page, Paged } from "../ports/store/store.js";
import { corrupt, decoded, isText, parsedBody } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { noteTable } from "./note-tables.js";
import { pageOfRows } from "./page.js";
import type { RawRow } from "./row-request.js";
import { patches } from "./row-writes.js";
import { contactTable } from "./tables.js";
import { readable } from "./units.js";

type Call<Name extends keyof StoreNotes> = Parameters<StoreNotes[Name]>[0];
type Body = Pick<NoteRecord, "author" | "text" | "edited">;

const noteRead = (id: string) =>
  ({ op: "get", table: noteTable, path: "key", keys: [[id]], lock: true }) as const;

/** See `StoreNotes.addNote`. The contact is locked: no note comes behind an erasure. */
export function* addNote({ now, note }: Call<"addNote">): Io<NoteRecord | null> {
  const { id, contact, author, text } = note;
  const { known, owner } = yield* all({
    owner: { op: "get", table: contactTable, path: "key", keys: [[contact]], lock: true },
    known: noteRead(id),
  });
  const [row] = known;
  if (row !== undefined) return decodeNote(row);
  if (owner.length === 0) return null;
  const body: Body = { author, text, edited: null };
  const rows = [{ id, contact, at: now, body: JSON.stringify(body) }];
  yield [{ op: "add", table: noteTable, rows }];
  return { id, contact, at: now, ...body };
}

/** See `StoreNotes.changeNote`. */
export function* changeNote({ now, id, text, by }: Call<"changeNote">): Io<NoteRecord | null> {
  const { known } = yield* all({ known: noteRead(id) });
  const [row] = known;
  if (row === undefined) return null;
  if (text === null) {
    yield [{ op: "drop", table: noteTable, path: "key", keys: [[id]] }];
    // What nobody can read may go all the same.
    return readable([row], decodeNote)[0] ?? null;
  }
  const note = decodeNote(row);
  if (note.text === text) return note;
  const body: Body = { author: note.author, text, edited: { by, at: now } };
  yield [...patches(noteTable, [{ id, body: JSON.stringify(body) }])];
  return { ...note, ...body };
}

/** See `StoreNotes.readNotes`. Notes that cannot be read are left out. */
export function* readNotes(
  call: { readonly tenant: TenantId; readonly contact: ContactId } & Page,
): Io<Paged<NoteRecord>> {
  const { rows, next } = yield* pageOfRows(noteTable, "contact", [call.contact], call);
  return { items: readable(rows, decodeNote), next };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeNote(row: RawRow): NoteRecord {
  const { id, contact, at } = decoded(noteTable, row);
  const { author, text, edited } = parsedBody<Body>(noteTable, row);
  const isEdited = isObject(edited) && isText(edited["by"]) && Number.isSafeInteger(edited["at"]);
  if (!isText(author) || !isText(text) || !(edited === null || isEdited))
    throw corrupt(noteTable, row, "body");
  return { ...{ id, contact: contactId(contact), author, text, at }, edited };
}
