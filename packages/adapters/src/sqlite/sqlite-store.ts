import type { Store } from "@wellsent/core";
import { storeOver } from "@wellsent/core/store-kit";
import { backUp, type SqliteBackup } from "./backup.js";
import { openRows, type SqliteStoreOptions } from "./sqlite-rows.js";
import { vacuum } from "./vacuum.js";

/** A store in a SQLite file, with what only a file has. */
export interface SqliteStore extends Store {
  /**
   * Writes a copy of the database to a file that is not there yet, also while other connections
   * write. The copy is opened, checked and on disk when the promise resolves. It holds this thread
   * for some milliseconds a megabyte: for a large file, call it in a process of its own that opened
   * the same path. Copying the file by other means gives damaged copies while somebody writes.
   *
   * A restored copy knows nothing of what was sent, withdrawn or erased after it was made: compare
   * its `heads` with the last checkpoint that was published before anything is sent from it.
   *
   * @throws StoreError `STORE_BACKUP_EXISTS`, `STORE_BACKUP_FAILED`, `STORE_CORRUPT` for a copy
   * that is not whole, `STORE_LOCKED` inside the host's transaction
   * @example
   * const { bytes, heads } = await store.backup("/backups/2026-11-28.db");
   */
  backup(target: string): Promise<SqliteBackup>;
  /**
   * The last step of erasing people: writes the whole file anew and empties the write-ahead log.
   * Erasing overwrites what stood in the rows; after this nothing is left either of what SQLite had
   * moved about before. In order: `eraseContact` for everybody concerned, `vacuum`, then replace
   * the backups that are older. It takes as much disk again as the file has, and holds this thread
   * for some milliseconds a megabyte.
   *
   * @throws StoreError `STORE_LOCKED` while another connection writes or inside the host's
   * transaction, `STORE_ERASURE_PENDING` while another connection still reads what was: call it
   * again, `STORE_DISK_FULL`
   * @example
   * await engine.forget(tenant, contact, suppressionDrafts);
   * await store.vacuum();
   */
  vacuum(): Promise<void>;
}

/**
 * A whole store in one SQLite file: no server, no dependency. Each call is one short synchronous
 * transaction that is on disk when its promise resolves. Several processes may share the file; they
 * write one after the other. A text is the path of the file, which is made when it is not there.
 *
 * @throws StoreError `STORE_SQLITE_MISSING`, `STORE_SQLITE_VERSION`, `STORE_SCHEMA_NEWER`,
 * `STORE_SCHEMA_FOREIGN`, `STORE_NOT_A_DATABASE`, `STORE_CANNOT_OPEN`, `STORE_READ_ONLY`,
 * `STORE_LOCKED`, `STORE_CORRUPT`
 * @example
 * const store = sqliteStore("marketing.db");
 * @example
 * const store = sqliteStore({ path: "marketing.db", busyTimeoutMs: 10_000 });
 */
export function sqliteStore(file: string | SqliteStoreOptions): SqliteStore {
  const { rows, connection, refuseBusy } = openRows(file);
  return {
    ...storeOver(rows),
    async backup(target) {
      refuseBusy();
      return backUp(connection.database, target);
    },
    async vacuum() {
      refuseBusy();
      vacuum(connection.database);
    },
  };
}
