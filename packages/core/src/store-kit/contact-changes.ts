import { changedValues, recorded } from "../contacts/index.js";
import { type ContactId, contactId, type TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type {
  ChangeCause,
  ContactChangeRecord,
  ValueChange,
} from "../ports/store/contact-change.js";
import type { Page, Paged } from "../ports/store/page.js";
import type { StoreScope } from "../ports/store/scope.js";
import { contactChangeTable } from "./change-tables.js";
import type { ContactChange } from "./contact-writes.js";
import { corrupt, decoded, parsedBody } from "./decode-row.js";
import { checkInstant } from "./drafted-message.js";
import { dropRows, isDropMark, isMark } from "./feed-marks.js";
import { all, type Io } from "./io.js";
import { atLeastOne, pageOfRows } from "./page.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { readable } from "./units.js";

interface Body {
  readonly cause?: ChangeCause;
  readonly created?: true;
  readonly values?: readonly ValueChange[];
}

/** What one write adds to the history; nothing where no value differs. */
export function changeRows(
  { before, after }: ContactChange,
  cause: ChangeCause | undefined,
  at: Instant,
): readonly RawRow[] {
  const said = cause === undefined ? {} : { cause };
  const importId = importOf(cause);
  const changed = before === null ? [] : changedValues(before, after);
  if (before !== null && changed.length === 0) return [];
  const values = changed.map(({ path, from, to }): ValueChange => {
    return {
      path,
      // Whole, however large: the undo of an import gives it back.
      ...(from === undefined ? {} : { from: importId === null ? recorded(from) : { value: from } }),
      ...(to === undefined ? {} : { to: recorded(to) }),
    };
  });
  const body: Body = { ...said, ...(before === null ? { created: true } : { values }) };
  const { id: contact, revision } = after;
  return [{ contact, revision, at, body: JSON.stringify(body), import: importId }];
}

/** The history of a batch. An erased id that comes back begins anew. */
export function historyWrites(rows: readonly RawRow[]): readonly RowRequest[] {
  return rows.length === 0 ? [] : [{ op: "add", table: contactChangeTable, rows }];
}

const prefix = "import:";

function importOf(cause: ChangeCause | undefined): string | null {
  return cause?.source.startsWith(prefix) === true ? cause.source.slice(prefix.length) : null;
}

/** See `StoreChanges.readContactChanges`. Entries that cannot be read are left out. */
export function* readContactChanges(
  call: { readonly tenant: TenantId; readonly contact: ContactId } & Page,
): Io<Paged<ContactChangeRecord>> {
  const { rows, next } = yield* pageOfRows(contactChangeTable, "contact", [call.contact], call);
  return { items: readable(rows, decodeChange), next };
}

/** See `StoreChanges.readImportChanges`. Entries that cannot be read are left out. */
export function* readImportChanges(
  call: { readonly tenant: TenantId; readonly importId: string } & Page,
): Io<Paged<ContactChangeRecord>> {
  const { rows, next } = yield* pageOfRows(contactChangeTable, "import", [call.importId], call);
  return { items: readable(rows, decodeChange), next };
}

/** See `StoreChanges.dropContactChanges`. */
export function* dropContactChanges(
  call: StoreScope & { readonly before: Instant; readonly limit: number },
): Io<{ readonly dropped: number; readonly more: boolean }> {
  const limit = atLeastOne(call.limit, "limit");
  checkInstant(call.before, "before");
  const { found } = yield* all({
    found: { op: "range", table: contactChangeTable, path: "all", on: [], limit: limit + 1 },
  });
  const oldest = found.filter((row) => !isDropMark(row)).slice(0, limit);
  // A row that cannot be read has no age: it goes with the person, or by hand.
  const old = oldest.filter(({ at }) => typeof at === "number" && at < call.before);
  if (old.length === 0) return { dropped: 0, more: false };
  yield* dropRows(old, call.now);
  return {
    dropped: old.filter((row) => !isMark(row)).length,
    more: oldest.length === limit && old.length === limit,
  };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeChange(row: RawRow): ContactChangeRecord {
  const { contact, revision, at } = decoded(contactChangeTable, row);
  const { cause = null, created = false, values = [] } = parsedBody<Body>(contactChangeTable, row);
  if (!Array.isArray(values)) throw corrupt(contactChangeTable, row, "body");
  return { contact: contactId(contact), revision, at, cause, created, values };
}
