import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "@wellsent/core/errors";
import { storeFailure } from "./sqlite-failure.js";

/**
 * Deleted rows are overwritten in the database by `secure_delete`, but older copies of their pages
 * may still be in the write-ahead log until it is emptied.
 */
export function emptyLog(database: DatabaseSync): void {
  if (checkpointed(database)) return;
  throw new StoreError(
    "STORE_ERASURE_PENDING",
    "What was erased is gone, but copies may still be in the write-ahead log.",
    {
      remedy:
        "Another connection holds the log open: end its transaction and erase or vacuum again.",
    },
  );
}

/**
 * Writes every row into fresh pages. `secure_delete` overwrites a row where it stands, but not the
 * copies that SQLite left behind when it once moved the row from a page that was full: they stay in
 * the unused part of that page until something else needs the room. In fresh pages there are none.
 */
export function vacuum(database: DatabaseSync): void {
  try {
    database.exec("VACUUM");
  } catch (error) {
    throw storeFailure(error);
  }
  emptyLog(database);
}

function checkpointed(database: DatabaseSync): boolean {
  try {
    const row = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
    return row?.["busy"] === 0;
  } catch (error) {
    throw storeFailure(error);
  }
}
