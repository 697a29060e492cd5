import type { AppendResult, AppendState, LedgerTile } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";

/** Hex digits of a tile that holds all of its 256 hashes. */
const fullTile = 256 * 64;

export function isUnfinished(tile: LedgerTile): boolean {
  return tile.hashes.length < fullTile;
}

/** Throws unless the entries extend the log without a gap. What a gate computes, a store checks before it is for ever. */
export function checkAppend(
  state: AppendState,
  result: AppendResult,
  isTaken: (id: string) => boolean,
): void {
  const { entries, head } = result;
  const gap = entries.findIndex((entry, index) => entry.seq !== state.head.size + index);
  const twice =
    new Set(entries.map((entry) => entry.id)).size < entries.length ||
    entries.some((entry) => isTaken(entry.id));
  if (gap !== -1 || twice || head.size !== state.head.size + entries.length) {
    throw new StoreError(
      "STORE_LEDGER_MISMATCH",
      "The entries do not extend the tenant's ledger.",
      {
        ...(gap === -1 ? {} : { path: `entries[${gap}].seq` }),
        remedy:
          "Number entries from the head that was read, and leave out drafts that are already known.",
      },
    );
  }
}
