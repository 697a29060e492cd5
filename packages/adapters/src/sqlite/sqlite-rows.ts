import type { DatabaseSync } from "node:sqlite";
import type { StoreCapabilities } from "@wellsent/core";
import { AdapterError, StoreError } from "@wellsent/core/errors";
import type { RowRequest, RowStore } from "@wellsent/core/store-kit";
import { alikeTexts } from "./alike-texts.js";
import { createBreath } from "./breath.js";
import { type Connection, createConnection } from "./connection.js";
import { fileDamage } from "./file-damage.js";
import { migrate, refuseNewer } from "./migrations.js";
import { openDatabase, refuseOldSqlite, sqliteVersion } from "./open-database.js";
import { rowAnswers } from "./row-answers.js";
import { storeFailure } from "./sqlite-failure.js";
import { emptyLog } from "./vacuum.js";

export type SqliteStoreOptions = {
  /** Shows up in traces and reports. */
  readonly id?: string;
  /**
   * Whether a call waits for a turn of the event loop where calls have worked for some milliseconds
   * without one, so that a long import or drain does not keep a server from answering. Default:
   * `true`. `false` where every step has to be the same each time, as in a simulation.
   */
  readonly breathe?: boolean;
} & (
  | {
      /** A file of the store's own, made when it is not there. `:memory:` for none. */
      readonly path: string;
      /** How long to wait for another process's write, in milliseconds. Default: 5,000. */
      readonly busyTimeoutMs?: number;
    }
  | {
      /**
       * The host's own connection, so that both write in one transaction. Journal, sync and timeout
       * stay as the host set them, and the host closes it; `secure_delete` is turned on, for
       * erasure. A contact erased inside the host's transaction is out of the write-ahead log with
       * the store's first call after it.
       */
      readonly database: DatabaseSync;
    }
);

/** The rows and the connection they are on. */
interface OpenRows {
  readonly rows: RowStore<true>;
  readonly connection: Connection;
  /** Throws while the host's transaction is open on the connection, or after `close`. */
  readonly refuseBusy: () => void;
}

/**
 * Rows of the declared tables in one SQLite file: what {@link sqliteStore} is made of.
 * @throws StoreError as `sqliteStore` does
 */
export function sqliteRows(file: string | SqliteStoreOptions): RowStore<true> {
  return openRows(file).rows;
}

export function openRows(file: string | SqliteStoreOptions): OpenRows {
  const options = typeof file === "string" ? { path: file } : file;
  const hosted = "database" in options;
  if (!hosted && options.path === "") {
    // SQLite takes it for a file that is gone when it is closed.
    throw new StoreError("STORE_CANNOT_OPEN", "The path of the database is empty.", {
      path: "path",
      remedy: "Name a file, or `:memory:` where nothing shall be kept.",
    });
  }
  try {
    const database = hosted
      ? options.database
      : openDatabase(options.path, options.busyTimeoutMs ?? 5_000);
    try {
      if (hosted) {
        refuseOldSqlite(sqliteVersion(database));
        database.exec("PRAGMA secure_delete = ON");
      }
      migrate(createConnection(database));
      return rowsOver(createConnection(database, refuseNewer), hosted, options);
    } catch (error) {
      if (!hosted) database.close();
      throw error;
    }
  } catch (error) {
    throw storeFailure(error);
  }
}

function rowsOver(
  connection: Connection,
  hosted: boolean,
  { id = "sqlite", breathe = true }: SqliteStoreOptions,
): OpenRows {
  const { database } = connection;
  const texts = alikeTexts(connection.prepare);
  const answer = rowAnswers(connection.prepare, texts);
  const capabilities = readCapabilities(database, hosted);
  // An erasure inside the host's transaction: the log can be emptied only after the host's commit.
  let unfinished = false;

  const refuseBusy = (): void => {
    if (!database.isOpen) throw new StoreError("STORE_CLOSED", "The store is closed.");
    if (database.isTransaction) {
      throw new StoreError("STORE_LOCKED", "The host's transaction is open on this connection.", {
        remedy: "Pass it to transaction(), or end it first.",
      });
    }
  };
  const finishErasure = (): void => {
    // Said once where it fails: what comes after it must not fail for it.
    unfinished = false;
    emptyLog(database);
  };
  const transaction =
    (check: () => void, within?: "host"): RowStore<true>["transaction"] =>
    (mode, tenant, run) => {
      check();
      const rows = {
        trip: (requests: readonly RowRequest[]) =>
          requests.map((request) => answer(tenant, request)),
      };
      let done = false;
      try {
        const result = connection.atomically(mode, () => run(rows), within);
        // Nobody says whether the host will commit.
        done = within === undefined;
        return result;
      } finally {
        if (!done) texts.forget();
      }
    };
  const damage = () => fileDamage(database);

  const rows: RowStore<true> = {
    id,
    capabilities,
    sync: true,
    // Each of its write transactions begins with the write lock. The host's may begin without.
    serial: true,
    ...(breathe ? { breathe: createBreath() } : {}),
    transaction: transaction(() => {
      refuseBusy();
      if (unfinished) finishErasure();
    }),
    damage,
    afterErasure: finishErasure,
    join(hostTransaction) {
      refuseStranger(hosted, database, hostTransaction);
      let open = true;
      return {
        id,
        capabilities: { ...capabilities, hostTransaction: false },
        sync: true,
        transaction: transaction(() => {
          if (open && database.isTransaction) return;
          throw new StoreError("STORE_CLOSED", "The host's transaction has ended.");
        }, "host"),
        damage,
        afterErasure() {
          unfinished = true;
        },
        close: () => undefined,
        end() {
          open = false;
        },
      };
    },
    close() {
      if (!hosted && database.isOpen) database.close();
    },
  };
  return { rows, connection, refuseBusy };
}

function readCapabilities(database: DatabaseSync, hosted: boolean): StoreCapabilities {
  const inFile = database.location() !== null;
  const level = database.prepare("PRAGMA synchronous").get()?.["synchronous"];
  const synced = typeof level === "number" && level >= 2;
  return { durable: inFile && synced, multiProcess: inFile, hostTransaction: hosted };
}

function refuseStranger(hosted: boolean, database: DatabaseSync, hostTransaction: unknown): void {
  if (hosted && hostTransaction === database && database.isTransaction) return;
  throw new AdapterError("ADAPTER_CAPABILITY_MISSING", "The store cannot join this transaction.", {
    path: "capabilities.hostTransaction",
    remedy:
      "Make the store from { database }, BEGIN on that connection, and pass the connection itself.",
  });
}
