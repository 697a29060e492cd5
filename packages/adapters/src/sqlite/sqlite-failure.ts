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
    "Restore a backup; integrity() says where the damage is.",
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

/**
 * Constraints that no row may break: the value is missing or of another type. Any other one is a
 * unique key.
 */
const unfit: ReadonlySet<number> = new Set([1299, 3091]);
const constraint = 19;

/** What SQLite itself found to be damaged. */
const corrupt = 11;
/**
 * A statement that makes no sense: ours always do, unless a table is no longer what it was made as.
 */
const senseless = 1;

/**
 * What SQLite or its driver threw, as an error of the store's. Only the result code is kept of it:
 * its message may quote a value, and its stack names files of the host. `table`: where it happened.
 */
export function storeFailure(error: unknown, table?: string): WellsentError {
  if (WellsentError.isInstance(error)) return error;
  const result = readResultCode(error);
  const place = table === undefined ? {} : { path: table };
  if (result === undefined) {
    const code = isClosed(error) ? "STORE_CLOSED" : "STORE_SQLITE";
    return new StoreError(code, "SQLite's driver refused the call.", place);
  }
  const cause = { code: "SQLITE", result };
  const primary = result & 0xff;
  if (primary === constraint) {
    return unfit.has(result)
      ? new StoreError("STORE_ROW_INVALID", "A column has no value, or one of another type.", place)
      : new StoreError("STORE_ROW_CONFLICT", "Another row has this unique key.", place);
  }
  const known = failures[table !== undefined && primary === senseless ? corrupt : primary];
  if (known === undefined) {
    return new StoreError("STORE_SQLITE", `SQLite refused with result code ${result}.`, {
      ...place,
      cause,
    });
  }
  return new StoreError(known[0], known[1], {
    ...(known === failures[corrupt] ? place : {}),
    remedy: known[2],
    cause,
  });
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_INVALID_STATE";
}

function readResultCode(error: unknown): number | undefined {
  const result =
    typeof error === "object" && error !== null && "errcode" in error ? error.errcode : undefined;
  return typeof result === "number" ? result : undefined;
}
