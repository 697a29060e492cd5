import { StoreError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { FeedEntry, FeedPage } from "../ports/store/feed.js";
import { contactChangeTable } from "./change-tables.js";
import { decodeChange } from "./contact-changes.js";
import { erasedContact, isMark, readFloor } from "./feed-marks.js";
import { all, type Io } from "./io.js";
import { decodeLedgerEntry } from "./ledger-codec.js";
import { cursorInvalid, pageLimit } from "./page.js";
import type { RawRow } from "./row-request.js";
import { ledgerTable } from "./tables.js";
import { readable } from "./units.js";

/** `changes`: the last row of the history that was read. `ledger`: how many entries were read. */
interface Cursor {
  readonly changes: number;
  readonly ledger: number;
}

/** See `StoreFeed.readFeed`. */
export function* readFeed(call: {
  readonly tenant: TenantId;
  readonly after?: string;
  readonly limit?: number;
}): Io<FeedPage> {
  const limit = pageLimit(call);
  const { after } = call;
  const from = after === undefined ? { changes: 0, ledger: 0 } : readCursor(after);
  if (after !== undefined && from.changes < (yield* readFloor())) throw gap();
  const { changes, ledger } = yield* all({
    changes: {
      ...{ op: "range", table: contactChangeTable, path: "all", on: [] },
      ...{ after: [from.changes], limit: limit + 1 },
    },
    ledger: {
      ...{ op: "range", table: ledgerTable, path: "all", on: [] },
      ...{ after: [from.ledger - 1], limit: limit + 1 },
    },
  });
  let [place, changed, entered] = [from, 0, 0];
  const items: FeedEntry[] = [];
  while (changed + entered < limit) {
    const [change, entry] = [changes[changed], ledger[entered]];
    if (change !== undefined && (entry === undefined || !isEarlier(entry, change))) {
      place = { ...place, changes: Number(change["seq"]) };
      changed += 1;
      items.push(...changeEntry(change, text(place)));
    } else if (entry !== undefined) {
      place = { ...place, ledger: Number(entry["place"]) + 1 };
      entered += 1;
      items.push(ledgerEntry(entry, text(place)));
    } else break;
  }
  const more = changed < changes.length || entered < ledger.length;
  return { items, next: text(place), more };
}

/** See `StoreFeed.readFeedEnd`. */
export function* readFeedEnd(): Io<string> {
  const { changes, ledger } = yield* all({
    changes: {
      ...{ op: "range", table: contactChangeTable, path: "all", on: [] },
      ...{ limit: 1, desc: true },
    },
    ledger: { op: "range", table: ledgerTable, path: "all", on: [], limit: 1, desc: true },
  });
  const [change, entry] = [changes[0], ledger[0]];
  return text({
    changes: change === undefined ? 0 : Number(change["seq"]),
    ledger: entry === undefined ? 0 : Number(entry["place"]) + 1,
  });
}

function isEarlier(entry: RawRow, change: RawRow): boolean {
  return Number(entry["recordedAt"]) < Number(change["at"]);
}

/** Nothing for a mark that is the store's own, and for a row that cannot be read. */
function changeEntry(row: RawRow, cursor: string): readonly FeedEntry[] {
  const contact = erasedContact(row);
  if (contact !== null) return [{ kind: "erased", cursor, at: Number(row["at"]), contact }];
  if (isMark(row)) return [];
  return readable([row], decodeChange).map((change) => ({ kind: "contact", cursor, ...change }));
}

function ledgerEntry(row: RawRow, cursor: string): FeedEntry {
  const { id, type, contactPoint = null, recordedAt } = decodeLedgerEntry(row);
  return { kind: "consent", cursor, at: recordedAt, id, type, contactPoint };
}

function text({ changes, ledger }: Cursor): string {
  return `${changes}.${ledger}`;
}

function readCursor(given: string): Cursor {
  const parts = /^(\d{1,16})\.(\d{1,16})$/.exec(given);
  const [changes, ledger] = [Number(parts?.[1]), Number(parts?.[2])];
  if (!Number.isSafeInteger(changes) || !Number.isSafeInteger(ledger)) throw cursorInvalid();
  return { changes, ledger };
}

function gap(): StoreError {
  return new StoreError("STORE_FEED_GAP", "Entries behind this cursor were removed by their age.", {
    path: "after",
    remedy: "Take the feed's end, read all contacts anew, and go on from that end.",
  });
}
