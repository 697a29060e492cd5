import { contactPointId } from "../identifiers.js";
import type { LedgerEntry, LedgerHead, LedgerTile } from "../ports/consent-gate.js";
import { corrupt, decoded, isText, parsedBody, parsedList } from "./decode-row.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { ledgerHeadTable, ledgerTable, ledgerTileTable } from "./tables.js";

/** The name of the tenant's one log. */
const consentLog = "consent";

/** `lock`: appends of one tenant go one after the other. It is the last lock that a call takes. */
export function headRead(lock: boolean): RowRequest {
  return { op: "get", table: ledgerHeadTable, path: "key", keys: [[consentLog]], lock };
}

export function headOf(rows: readonly RawRow[]): LedgerHead {
  const [row] = rows;
  if (row === undefined) return { size: 0, frontier: [] };
  const { size } = decoded(ledgerHeadTable, row);
  if (size < 0) throw corrupt(ledgerHeadTable, row, "size");
  return { size, frontier: parsedList(ledgerHeadTable, row, "frontier", isText) };
}

export function headRow({ size, frontier }: LedgerHead): RawRow {
  return { log: consentLog, size, frontier: JSON.stringify(frontier) };
}

export function entryOf(row: RawRow): LedgerEntry {
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

export function tileOf(row: RawRow): LedgerTile {
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
