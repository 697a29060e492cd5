import { readableContact } from "../contacts/index.js";
import { StoreError } from "../errors/index.js";
import type { ContactId, ListId, SegmentId, TenantId } from "../identifiers.js";
import type { ContactLookup, ContactRecord } from "../ports/store/contact-record.js";
import type { ContactFacts, FactsNeeded } from "../ports/store/facts.js";
import type { Page, Paged, StoreScope } from "../ports/store/store.js";
import { decodeContact } from "./contact-codec.js";
import { contactRows } from "./facts.js";
import { findContacts } from "./find-contacts.js";
import { all, type Io } from "./io.js";
import { survivorsOf } from "./merged-names.js";
import { cursorInvalid, pageLimit, pageOfRows } from "./page.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { contactTable, listMemberTable, membershipTable } from "./tables.js";
import { readable } from "./units.js";

/** See `Store.readContact`. @throws StoreError `STORE_CORRUPT` */
export function* readContact(call: {
  readonly tenant: TenantId;
  readonly lookup: ContactLookup;
}): Io<ContactRecord | null> {
  const { found } = yield* findContacts([call.lookup]);
  return readableContact(found[0] ?? null);
}

/**
 * See `Store.readContacts`. Everybody in the order in which they came; members of a segment or a
 * list in the order of their ids. Contacts that cannot be read are left out: `integrity()` names
 * them.
 */
export function* readContacts(
  call: {
    readonly tenant: TenantId;
    readonly segment?: SegmentId;
    readonly list?: ListId;
  } & Page,
): Io<Paged<ContactRecord>> {
  const { segment, list } = call;
  if (segment === undefined && list === undefined) {
    const { rows, next } = yield* pageOfRows(contactTable, "all", [], call);
    return { items: readable(rows, decodeContact), next };
  }
  const limit = pageLimit(call);
  const after = memberCursor(call);
  const members = { op: "range", limit: limit + 1, ...(after === null ? {} : { after: [after] }) };
  const request: RowRequest =
    segment === undefined
      ? { ...members, op: "range", table: listMemberTable, path: "list", on: [list ?? null] }
      : { ...members, op: "range", table: membershipTable, path: "segment", on: [segment] };
  const [found = []] = yield [request];
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const next = found.length > limit && last !== undefined ? `=${String(last["contact"])}` : null;
  const ids = shown.map(contactIn);
  const both = segment !== undefined && list !== undefined;
  const read = yield* all({
    contacts: { op: "get", table: contactTable, path: "key", keys: ids.map((id) => [id]) },
    listed: {
      op: "get",
      table: listMemberTable,
      path: "key",
      keys: both ? ids.map((id) => [id, list]) : [],
    },
  });
  const listed = new Set(read.listed.map(contactIn));
  const rows = new Map(read.contacts.map((row) => [row["id"], row]));
  const kept = ids.flatMap((id) => {
    const row = rows.get(id);
    return row === undefined || (both && !listed.has(id)) ? [] : [row];
  });
  return { items: readable(kept, decodeContact), next };
}

function contactIn(row: RawRow): string {
  return String(row["contact"]);
}

/**
 * Cursors of members are the last member's id, marked so that no other page's cursor passes for
 * one.
 */
function memberCursor({ after }: Page): string | null {
  if (after === undefined) return null;
  if (!after.startsWith("=")) throw cursorInvalid();
  return after.slice(1);
}

/** See `Store.readFacts`. @throws StoreError `STORE_CORRUPT` */
export function* readFacts(
  call: StoreScope & { readonly contact: ContactId; readonly needs: FactsNeeded },
): Io<ContactFacts | null> {
  const how = { lock: false, runs: false };
  let read = yield* contactRows(call, [call.contact], call.needs, how);
  const [owner] = read.size > 0 ? [call.contact] : (yield* survivorsOf([call.contact])).values();
  if (owner === undefined) return null;
  if (read.size === 0) read = yield* contactRows(call, [owner], call.needs, how);
  const facts = read.get(owner)?.facts ?? null;
  if (facts instanceof StoreError) throw facts;
  return facts;
}
