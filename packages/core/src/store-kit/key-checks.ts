import type { KeyCheck } from "../ports/consent-gate.js";
import { parsed } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { keyChanged } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { definitionTable } from "./tables.js";

/** Checks stand among the definitions: what has one never changes. */
const kind = "fingerprint_key";

export function keysRead(checks: readonly KeyCheck[]): RowRequest {
  const keys = checks.map(({ kid }) => [kind, kid, 1]);
  return { op: "get", table: definitionTable, path: "key", keys };
}

/** Those that are not on record. @throws StoreError `STORE_KEY_CHANGED`, `STORE_CORRUPT` */
export function unknownKeys(
  checks: readonly KeyCheck[],
  rows: readonly RawRow[],
): readonly KeyCheck[] {
  const known = new Map(rows.map((row) => [row["id"], row]));
  return checks.filter(({ kid, check }) => {
    const row = known.get(kid);
    if (row === undefined) return true;
    if (parsed(definitionTable, row, "body") !== check) throw keyChanged(kid);
    return false;
  });
}

/** Somebody else may have been quicker, with the same secret or another. */
export function* addKeys(checks: readonly KeyCheck[]): Io<void> {
  if (checks.length === 0) return;
  const rows = checks.map(({ kid, check }) => {
    return { kind, id: kid, version: 1, body: JSON.stringify(check) };
  });
  const { known } = yield* all({
    added: { op: "add", table: definitionTable, rows },
    known: keysRead(checks),
  });
  unknownKeys(checks, known);
}
