import type { ContactPointId, TenantId } from "../identifiers.js";
import type { LedgerEntry, LedgerHead, LedgerTile } from "../ports/consent-gate.js";
import type { Page, Paged } from "../ports/store/store.js";
import type { Io } from "./io.js";
import {
  agreedHead,
  decodeLedgerEntry,
  decodeTile,
  headRead,
  lastEntryRead,
} from "./ledger-codec.js";
import { pageOfRows } from "./page.js";
import { ledgerTable, ledgerTileTable } from "./tables.js";

/** See `Store.readLedgerHead`. @throws StoreError `STORE_CORRUPT` */
export function* readLedgerHead(): Io<LedgerHead> {
  const [rows = [], last = []] = yield [headRead(false), lastEntryRead];
  return yield* agreedHead(rows, last);
}

/**
 * See `Store.readLedger`, in order. An entry that cannot be read is never skipped, because the
 * ledger is read as evidence.
 * @throws StoreError `STORE_CORRUPT`
 */
export function* readLedger(
  call: { readonly tenant: TenantId; readonly contactPoint?: ContactPointId } & Page,
): Io<Paged<LedgerEntry>> {
  const { contactPoint } = call;
  const { rows, next } =
    contactPoint === undefined
      ? yield* pageOfRows(ledgerTable, "all", [], call)
      : yield* pageOfRows(ledgerTable, "point", [contactPoint], call);
  return { items: rows.map(decodeLedgerEntry), next };
}

/** See `Store.readTiles`. @throws StoreError `STORE_CORRUPT` */
export function* readTiles(call: {
  readonly tenant: TenantId;
  readonly tiles: readonly { readonly level: number; readonly index: number }[];
}): Io<readonly (LedgerTile | null)[]> {
  const keys = new Map(
    call.tiles.map(({ level, index }) => [`${level}/${index}`, [level, index]] as const),
  );
  const [rows = []] = yield [
    { op: "get", table: ledgerTileTable, path: "key", keys: [...keys.values()] },
  ];
  const found = new Map(
    rows.map(decodeTile).map((tile) => [`${tile.level}/${tile.index}`, tile] as const),
  );
  return call.tiles.map(({ level, index }) => found.get(`${level}/${index}`) ?? null);
}

/** See `Store.destroyPayloads`. */
export function* destroyPayloads(call: {
  readonly tenant: TenantId;
  readonly ids: readonly string[];
}): Io<number> {
  const ids = [...new Set(call.ids)].sort();
  const [rows = []] = yield [
    { op: "get", table: ledgerTable, path: "id", keys: ids.map((id) => [id]) },
  ];
  const held = rows.filter(({ payload, salt }) => payload !== null || salt !== null);
  if (held.length === 0) return 0;
  yield [
    {
      op: "patch",
      table: ledgerTable,
      rows: held.map(({ place = null }) => ({ place, payload: null, salt: null })),
    },
  ];
  return held.length;
}
