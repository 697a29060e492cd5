import { StoreError, WellsentError } from "@wellsent/core/errors";

/** SQLite's primary result codes (sqlite.org/rescode.html) that a host can do something about. */
const failures: Readonly<
  Record<number, readonly [code: `STORE_${string}`, message: string, remedy: string]>
> = {
  5: [
    "STORE_LOCKED",
    "Another connection holds the database.",
    "Keep transactions short, or raise busyTimeoutMs.",
  ],
  6: [
    "STORE_LOCKED",
    "Another statement holds the database.",
    "Finish the host's statements before calling the store.",
  ],
  8: [
    "STORE_READ_ONLY",
    "The database may not be written.",
    "Give this process write access to the file and its folder.",
  ],
  10: [
    "STORE_IO",
    "The disk failed to read or write the database.",
    "Check the disk, its mount and its free space.",
  ],
  11: [
    "STORE_CORRUPT",
    "The database is damaged.",
    "Restore a backup; PRAGMA integrity_check says where.",
  ],
  13: [
    "STORE_DISK_FULL",
    "The disk is full; nothing of the call was written.",
    "Free some space and repeat the call.",
  ],
  14: [
    "STORE_CANNOT_OPEN",
    "The database file cannot be opened.",
    "Check that the folder exists and may be written.",
  ],
  23: [
    "STORE_READ_ONLY",
    "The database may not be written.",
    "Give this process write access to the file and its folder.",
  ],
  26: [
    "STORE_NOT_A_DATABASE",
    "The file is no SQLite database.",
    "Name another file; this one was left as it is.",
  ],
};

const constraint = 19;

function resultCode(error: unknown): number | undefined {
  const code =
    typeof error === "object" && error !== null && "errcode" in error ? error.errcode : undefined;
  return typeof code === "number" ? code & 0xff : undefined;
}

export function isConstraint(error: unknown): boolean {
  return resultCode(error) === constraint;
}

/** What SQLite threw, as an error of the store's; anything else as it is. */
export function storeFailure(error: unknown): unknown {
  if (WellsentError.isInstance(error)) return error;
  const code = resultCode(error);
  if (code === undefined) return error;
  const known = failures[code];
  if (known === undefined) {
    return new StoreError("STORE_SQLITE", `SQLite refused with result code ${code}.`, {
      cause: error,
    });
  }
  return new StoreError(known[0], known[1], { remedy: known[2], cause: error });
}
