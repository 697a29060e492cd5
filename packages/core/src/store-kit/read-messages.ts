import type { ContactId, SendKey, TenantId } from "../identifiers.js";
import type { OutboxStatus } from "../ports/store/facts.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import type { OutboxCount, Page, Paged } from "../ports/store/store.js";
import { all, type Io } from "./io.js";
import { decodeLinkLists, linkListsRead } from "./link-lists.js";
import { decodeMessage, decodeStatus } from "./message-codec.js";
import { cursorPlace, pageLimit, pageOfRows } from "./page.js";
import type { RawRow } from "./row-request.js";
import { messageTable } from "./tables.js";
import { readable } from "./units.js";

/** See `Store.readOutbox`. Messages that cannot be read are left out: `integrity()` names them. */
export function* readOutbox(
  call: {
    readonly tenant: TenantId;
    readonly contact?: ContactId;
    readonly status?: OutboxStatus;
    readonly keys?: readonly SendKey[];
  } & Page,
): Io<Paged<OutboxRecord>> {
  const { contact, status, keys } = call;
  const { rows, next } =
    keys !== undefined
      ? yield* messagesOfKeys(keys)
      : contact !== undefined && status !== undefined
        ? yield* pageOfContact(contact, status, call)
        : contact !== undefined
          ? yield* pageOfRows(messageTable, "contact", [contact], call)
          : status !== undefined
            ? yield* pageOfRows(messageTable, "status", [status], call)
            : yield* pageOfRows(messageTable, "all", [], call);
  const links = rows.length === 0 ? [] : (yield* all({ lists: linkListsRead(rows) })).lists;
  const lists = decodeLinkLists(links);
  return { items: readable(rows, (row) => decodeMessage(call, row, lists)), next };
}

function* messagesOfKeys(
  keys: readonly SendKey[],
): Io<{ readonly rows: readonly RawRow[]; readonly next: null }> {
  const wanted = [...new Set(keys)].sort().map((key) => [key]);
  const { rows } = yield* all({
    rows: { op: "get", table: messageTable, path: "key", keys: wanted },
  });
  return { rows, next: null };
}

/** A person has few messages: all of them are read, and those of the status are kept. */
function* pageOfContact(
  contact: ContactId,
  status: OutboxStatus,
  page: Page,
): Io<{ readonly rows: readonly RawRow[]; readonly next: string | null }> {
  const limit = pageLimit(page);
  const after = cursorPlace(page) ?? -1;
  const { found } = yield* all({
    found: { op: "get", table: messageTable, path: "contact", keys: [[contact]] },
  });
  const kept = found.filter((row) => row["status"] === status && Number(row["seq"]) > after);
  const rows = kept.slice(0, limit);
  return { rows, next: kept.length > limit ? String(rows.at(-1)?.["seq"]) : null };
}

/** See `Store.readMessage`. @throws StoreError `STORE_CORRUPT` */
export function* readMessage(call: {
  readonly tenant: TenantId;
  readonly key: SendKey;
}): Io<OutboxRecord | null> {
  const { rows } = yield* all({
    rows: { op: "get", table: messageTable, path: "key", keys: [[call.key]] },
  });
  const [row] = rows;
  if (row === undefined) return null;
  if (typeof row["links"] !== "string") return decodeMessage(call, row);
  const { lists } = yield* all({ lists: linkListsRead(rows) });
  return decodeMessage(call, row, decodeLinkLists(lists));
}

/** See `Store.countOutbox`. */
export function* countOutbox(): Io<readonly OutboxCount[]> {
  const { counts } = yield* all({
    counts: { op: "tally", table: messageTable, columns: ["status", "template", "firstReason"] },
  });
  return readable(counts, (row) => ({
    status: decodeStatus(row),
    template: String(row["template"]),
    reason: typeof row["firstReason"] === "string" ? row["firstReason"] : null,
    count: Number(row["count"]),
  }));
}
