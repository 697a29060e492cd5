import { DatabaseSync } from "node:sqlite";
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
            "such as 22.23.3 or 24.21.",
        },
      );
    }
  }
}

export function sqliteVersion(database: DatabaseSync): string {
  const row = database.prepare("SELECT sqlite_version() AS version").get();
  return String(row?.["version"] ?? "0");
}

/**
 * Opens a file of our own: write-ahead log, every commit synced to disk, deleted content
 * overwritten.
 */
export function openDatabase(path: string, busyTimeoutMs: number): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    // Reads the header: what is no database is refused before anything is written.
    database.exec("PRAGMA schema_version");
    refuseOldSqlite(sqliteVersion(database));
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON",
    );
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
