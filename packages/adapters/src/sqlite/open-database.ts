import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "@wellsent/core/errors";

/**
 * The first without the bug in which two connections that checkpoint and write at once could damage
 * the file.
 */
const oldestSafe = [3, 51, 3] as const;

/** @throws StoreError `STORE_SQLITE_VERSION` */
export function refuseOldSqlite(version: string): void {
  const parts = version.split(".").map(Number);
  for (const [index, wanted] of oldestSafe.entries()) {
    const part = parts[index] ?? 0;
    if (part > wanted) return;
    if (part < wanted) {
      throw new StoreError(
        "STORE_SQLITE_VERSION",
        `SQLite ${version} can damage files that two connections write to.`,
        {
          remedy:
            `Run a Node.js whose node:sqlite is ${oldestSafe.join(".")} or later, ` +
            "such as 22.22.3, 24.15 or 26.",
        },
      );
    }
  }
}

/**
 * The runtime's own SQLite. Asked for when a file is opened: an import would fail with an error
 * that says neither what is wanted nor why, and would take the whole program down.
 *
 * @throws StoreError `STORE_SQLITE_MISSING`
 */
export function builtInSqlite(): typeof import("node:sqlite") {
  const sqlite = globalThis.process?.getBuiltinModule?.("node:sqlite");
  if (sqlite !== undefined) return sqlite;
  throw new StoreError("STORE_SQLITE_MISSING", "This runtime has no module node:sqlite.", {
    remedy: "Run Node.js 22.22.3, 24.15 or later, or take another store.",
  });
}

export function sqliteVersion(database: DatabaseSync): string {
  const row = database.prepare("SELECT sqlite_version() AS version").get();
  return String(row?.["version"] ?? "0");
}

/**
 * Pages in the log before a commit copies them into the file: 32 MB. By SQLite's own limit, a
 * quarter of what one commit of a campaign writes, each of them would pay for a copy and two syncs.
 */
const logPages = 8_000;

/**
 * Opens a file of our own: write-ahead log, every commit synced to disk, deleted content
 * overwritten.
 *
 * @throws StoreError `STORE_SQLITE_MISSING`, `STORE_SQLITE_VERSION`
 */
export function openDatabase(path: string, busyTimeoutMs: number): DatabaseSync {
  const { DatabaseSync } = builtInSqlite();
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    // Reads the header: what is no database is refused before anything is written.
    database.exec("PRAGMA schema_version");
    refuseOldSqlite(sqliteVersion(database));
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON",
    );
    database.exec(`PRAGMA wal_autocheckpoint = ${logPages}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
