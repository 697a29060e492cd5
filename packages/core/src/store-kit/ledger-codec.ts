import { murmur3 } from "../hash/murmur3.js";
import { contactPointId } from "../identifiers.js";
import type { HeadCheck, LedgerEntry, LedgerHead, LedgerTile } from "../ports/consent-gate.js";
import { corrupt, decoded, isText, parsedBody, parsedList } from "./decode-row.js";
import type { Io } from "./io.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { ledgerHeadTable, ledgerTable, ledgerTileTable } from "./tables.js";

/** The name of the tenant's one log. */
const consentLog = "consent";

/** `lock`: appends of one tenant go one after the other. It is the last lock that a call takes. */
export function headRead(lock: boolean): RowRequest {
  return { op: "get", table: ledgerHeadTable, path: "key", keys: [[consentLog]], lock };
}

/** The last entry: what the head has to agree with. */
export const lastEntryRead: RowRequest = {
  op: "range",
  table: ledgerTable,
  path: "all",
  on: [],
  limit: 1,
  desc: true,
};

/** The head as its own row has it, which says nothing about the entries. */
export function headOfRow(row: RawRow): LedgerHead {
  const { size, checksum } = decoded(ledgerHeadTable, row);
  if (size < 0) throw corrupt(ledgerHeadTable, row, "size");
  const head = { size, frontier: parsedList<string>(ledgerHeadTable, row, "frontier", isText) };
  if (checksum !== null && checksum !== computeChecksum(head)) throw corrupt(ledgerHeadTable, row);
  return head;
}

/**
 * The head, which must agree with the last entry: one that is lost, from another time, or altered
 * is damage like one that cannot be read, since no entry can be added to it. `fits`: the gate's
 * word on the frontier.
 */
export function decodeHead(
  rows: readonly RawRow[],
  last: readonly RawRow[],
  fits?: HeadCheck,
): LedgerHead {
  const [row = { log: consentLog }] = rows;
  const [entry] = last;
  if (rows.length === 0 && entry === undefined) return emptyHead;
  const head = headOfRow(row);
  if (head.size !== entriesTo(entry)) throw corrupt(ledgerHeadTable, row, "size");
  const leafHash = typeof entry?.["leafHash"] === "string" ? entry["leafHash"] : null;
  if (fits?.(head, leafHash) === false) throw corrupt(ledgerHeadTable, row, "frontier");
  return head;
}

/**
 * {@link decodeHead} of what was read without a lock. Where each statement of a trip sees the
 * commits before it, an append may stand between the two: they are read again before they count as
 * damage.
 */
export function* agreedHead(
  rows: readonly RawRow[],
  last: readonly RawRow[],
  fits?: HeadCheck,
): Io<LedgerHead> {
  let [head, entry] = [rows, last];
  for (let again = 2; again > 0 && head[0]?.["size"] !== sizeBefore(head, entry); again -= 1) {
    [head = [], entry = []] = yield [headRead(false), lastEntryRead];
  }
  return decodeHead(head, entry, fits);
}

/**
 * The head as an append has locked it. What bears the kit's checksum is what the gate gave: where
 * it is from another time, the ledger takes none of the entries. Otherwise the last entry tells.
 */
export function* lockedHead(rows: readonly RawRow[], fits?: HeadCheck): Io<LedgerHead> {
  const [row] = rows;
  if (row !== undefined && row["checksum"] !== null) return headOfRow(row);
  const [last = []] = yield [lastEntryRead];
  return decodeHead(rows, last, fits);
}

function sizeBefore(head: readonly RawRow[], [entry]: readonly RawRow[]): unknown {
  return entry === undefined && head.length === 0 ? undefined : entriesTo(entry);
}

function entriesTo(entry: RawRow | undefined): number {
  return entry === undefined ? 0 : Number(entry["place"]) + 1;
}

export const emptyHead: LedgerHead = { size: 0, frontier: [] };

export function headRow(head: LedgerHead): RawRow {
  const { size, frontier } = head;
  const checksum = computeChecksum(head);
  return { log: consentLog, size, frontier: JSON.stringify(frontier), checksum };
}

/** Detects accidents only. Tampering is found by an audit against a published checkpoint. */
function computeChecksum({ size, frontier }: LedgerHead): number {
  return murmur3(`${size} ${frontier.join(" ")}`);
}

export function decodeLedgerEntry(row: RawRow): LedgerEntry {
  const { place, id, type, contactPoint, recordedAt, leaf, leafHash, payload, salt } = decoded(
    ledgerTable,
    row,
  );
  return {
    seq: place,
    id,
    type,
    recordedAt,
    leaf,
    leafHash,
    ...(contactPoint === null ? {} : { contactPoint: contactPointId(contactPoint) }),
    ...(payload === null ? {} : { payload: parsedBody(ledgerTable, row, "payload") }),
    ...(salt === null ? {} : { salt }),
  };
}

export function entryRow(entry: LedgerEntry): RawRow {
  const { seq, id, type, contactPoint, recordedAt, leaf, leafHash, payload, salt } = entry;
  return {
    place: seq,
    id,
    type,
    contactPoint: contactPoint ?? null,
    recordedAt,
    leaf,
    leafHash,
    payload: payload === undefined ? null : JSON.stringify(payload),
    salt: salt ?? null,
  };
}

export function decodeTile(row: RawRow): LedgerTile {
  const { level, place, hashes } = decoded(ledgerTileTable, row);
  return { level, index: place, hashes };
}

export function tileRow({ level, index, hashes }: LedgerTile): RawRow {
  return { level, place: index, hashes };
}

const hashesPerTile = 256;

/** Keys of the unfinished tile of each level of a log of this size. */
export function rightEdge(size: number): readonly (readonly number[])[] {
  const keys: (readonly number[])[] = [];
  let hashes = size;
  for (let level = 0; hashes > 0; level += 1) {
    const full = Math.floor(hashes / hashesPerTile);
    if (hashes % hashesPerTile > 0) keys.push([level, full]);
    hashes = full;
  }
  return keys;
}
