import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { type TenantId, tenantId } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import { ledgerHeadTable } from "@wellsent/core/store-kit";
import { builtInSqlite } from "./open-database.js";
import { storeFailure } from "./sqlite-failure.js";
import { tableSchema } from "./table-schema.js";

/** A copy that was opened and found whole. */
export interface SqliteBackup {
  readonly bytes: number;
  /**
   * How many entries each tenant's ledger has in it: what a published checkpoint is compared with.
   */
  readonly heads: readonly { readonly tenant: TenantId; readonly size: number }[];
}

/**
 * A copy of what is committed right now, other connections' writes or not. It has its name only
 * once it is whole and on disk: a copy that was cut short never looks like a backup.
 */
export function backUp(database: DatabaseSync, target: string): SqliteBackup {
  refuseTaken(target);
  const unfinished = `${target}.unfinished`;
  try {
    rmSync(unfinished, { force: true });
    database.prepare("VACUUM INTO ?").run(unfinished);
    const heads = checkedHeads(unfinished);
    const bytes = statSync(unfinished).size;
    // SQLite leaves it to the operating system when the copy reaches the disk.
    sync(unfinished, "r+");
    refuseTaken(target);
    renameSync(unfinished, target);
    syncFolder(dirname(target));
    return { bytes, heads };
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw isFileFailure(error) ? cannotWrite() : storeFailure(error);
  }
}

function checkedHeads(path: string): SqliteBackup["heads"] {
  const { DatabaseSync } = builtInSqlite();
  const copy = new DatabaseSync(path, { readOnly: true });
  try {
    const found = copy.prepare("PRAGMA integrity_check(1)").get()?.["integrity_check"];
    if (found !== "ok") {
      throw new StoreError("STORE_CORRUPT", "The copy is damaged, and was removed.", {
        remedy: "The database itself may be damaged: integrity() says where.",
      });
    }
    const { name } = tableSchema(ledgerHeadTable);
    return copy
      .prepare(`SELECT tenant, size FROM ${name} ORDER BY tenant`)
      .all()
      .flatMap(({ tenant, size }) =>
        typeof tenant === "string" && typeof size === "number"
          ? [{ tenant: tenantId(tenant), size }]
          : [],
      );
  } finally {
    copy.close();
  }
}

function sync(path: string, flags: "r" | "r+"): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  try {
    sync(path, "r");
  } catch {
    // Not every system lets a folder be opened; those write names to disk by themselves.
  }
}

function refuseTaken(target: string): void {
  if (!existsSync(target)) return;
  throw new StoreError("STORE_BACKUP_EXISTS", "There is a file of the backup's name already.", {
    path: "target",
    remedy: "Name another file: a backup overwrites none.",
  });
}

/** What the file system refused. Its own error names the path. */
function isFileFailure(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

function cannotWrite(): StoreError {
  return new StoreError("STORE_BACKUP_FAILED", "The copy cannot be written.", {
    path: "target",
    remedy: "Check that the folder exists and may be written.",
  });
}
