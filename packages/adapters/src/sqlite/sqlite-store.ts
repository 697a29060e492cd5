import type { DatabaseSync } from "node:sqlite";
import type { CallOptions, Store } from "@wellsent/core";
import { AdapterError, StoreError } from "@wellsent/core/errors";
import { type CallGuard, createCallGuard } from "../store-rules/index.js";
import { type Connection, createConnection } from "./connection.js";
import { changeContacts, findContacts } from "./contacts.js";
import { advance, queueMessages } from "./enrollments.js";
import { emptyLog, eraseContact } from "./erase.js";
import { loadFacts } from "./facts.js";
import { ingest } from "./ingest.js";
import {
  appendConsent,
  destroyPayloads,
  entryOf,
  ledgerHead,
  readConsent,
  readTiles,
  selectLedger,
} from "./ledger.js";
import { readMessage, recordOf, selectMessages } from "./message-rows.js";
import { migrate } from "./migrations.js";
import { openDatabase, refuseOldSqlite, sqliteVersion } from "./open-database.js";
import { claimOutbox, countOutbox, reviewClaims, settle } from "./outbox.js";
import { equals, memberOf, nextWork, pageOf, putDefinition, readDefinition } from "./reads.js";
import { integer, json } from "./row.js";
import { refreshSegments } from "./segments.js";
import { storeFailure } from "./sqlite-failure.js";

export type SqliteStoreOptions = {
  /** Shows up in traces and reports. */
  readonly id?: string;
} & (
  | {
      /** A file of the store's own, made when it is not there. `:memory:` for none. */
      readonly path: string;
      /** How long to wait for another process's write, in milliseconds. Default: 5,000. */
      readonly busyTimeoutMs?: number;
    }
  | {
      /**
       * The host's own connection, so that both write in one transaction. Journal, sync and timeout stay as the host
       * set them, and the host closes it; `secure_delete` is turned on, for erasure. A contact erased inside the host's
       * transaction is out of the write-ahead log with the store's first call after it.
       */
      readonly database: DatabaseSync;
    }
);

/**
 * A whole store in one SQLite file: no server, no dependency. Each call is one short synchronous transaction that is
 * on disk when its promise resolves. Several processes may share the file; they write one after the other.
 *
 * @throws StoreError `STORE_SQLITE_VERSION`, `STORE_SCHEMA_NEWER`, `STORE_NOT_A_DATABASE`, `STORE_CANNOT_OPEN`,
 * `STORE_READ_ONLY`, `STORE_LOCKED`, `STORE_CORRUPT`
 */
export function sqliteStore(options: SqliteStoreOptions): Store {
  const hosted = "database" in options;
  try {
    const database = hosted
      ? options.database
      : openDatabase(options.path, options.busyTimeoutMs ?? 5_000);
    try {
      return storeOver(database, hosted, options.id ?? "sqlite");
    } catch (error) {
      if (!hosted) database.close();
      throw error;
    }
  } catch (error) {
    throw storeFailure(error);
  }
}

/** Runs one call in one transaction. */
type Runner = <T>(
  mode: "read" | "write",
  options: CallOptions | undefined,
  work: (connection: Connection) => T,
) => Promise<T>;

function storeOver(database: DatabaseSync, hosted: boolean, id: string): Store {
  if (hosted) {
    refuseOldSqlite(sqliteVersion(database));
    database.exec("PRAGMA secure_delete = ON");
  }
  const connection = createConnection(database);
  migrate(connection);
  const guard = createCallGuard();
  // An erasure inside the host's transaction: the log can be emptied only after the host's commit.
  let unfinished = false;
  const finishErasure = (): void => {
    emptyLog(connection);
    unfinished = false;
  };
  const run = runnerOf(connection, guard, () => {
    if (database.isTransaction) {
      throw new StoreError("STORE_LOCKED", "The host's transaction is open on this connection.", {
        remedy: "Pass it to transaction(), or end it first.",
      });
    }
    if (unfinished) finishErasure();
  });
  const inFile = database.location() !== null;
  const synced = integer(database.prepare("PRAGMA synchronous").get() ?? {}, "synchronous") >= 2;
  return {
    specVersion: 1,
    id,
    capabilities: { durable: inFile && synced, multiProcess: inFile, hostTransaction: hosted },
    ...callsOver(run),
    async eraseContact(call, options) {
      const erased = {
        removed: await run("write", options, (db) => eraseContact(db, call.tenant, call.contact)),
      };
      // Outside of the transaction: a checkpoint sees only what is committed.
      await guard.run(undefined, finishErasure);
      return erased;
    },
    async transaction(hostTransaction, work) {
      refuseForeign(hosted, database, hostTransaction);
      let open = true;
      const joined = runnerOf(connection, guard, () => {
        if (open && database.isTransaction) return;
        throw new StoreError("STORE_CLOSED", "The host's transaction has ended.");
      });
      try {
        return await work({
          specVersion: 1,
          id,
          capabilities: { durable: inFile && synced, multiProcess: inFile, hostTransaction: false },
          ...callsOver(joined),
          eraseContact(call, options) {
            unfinished = true;
            return joined("write", options, (db) => ({
              removed: eraseContact(db, call.tenant, call.contact),
            }));
          },
          transaction: missingTransaction,
          close: async () => undefined,
        });
      } finally {
        open = false;
      }
    },
    async close() {
      if (guard.close() && !hosted) database.close();
    },
  };
}

function runnerOf(connection: Connection, guard: CallGuard, check: () => void): Runner {
  return async (mode, options, work) => {
    try {
      return await guard.run(options, (beforeCommit) => {
        check();
        return connection.atomically(mode, () => {
          const result = work(connection);
          beforeCommit();
          return result;
        });
      });
    } catch (error) {
      throw storeFailure(error);
    }
  };
}

function refuseForeign(hosted: boolean, database: DatabaseSync, hostTransaction: unknown): void {
  if (hosted && hostTransaction === database && database.isTransaction) return;
  throw new AdapterError("ADAPTER_CAPABILITY_MISSING", "The store cannot join this transaction.", {
    path: "capabilities.hostTransaction",
    remedy:
      "Make the store from { database }, BEGIN on that connection, and pass the connection itself.",
  });
}

async function missingTransaction(): Promise<never> {
  throw new AdapterError(
    "ADAPTER_CAPABILITY_MISSING",
    "A joined store is already inside the host's transaction.",
  );
}

/** Every call but those that end something. */
function callsOver(
  run: Runner,
): Omit<Store, "specVersion" | "id" | "capabilities" | "eraseContact" | "transaction" | "close"> {
  return {
    changeContacts: (call, change, at) =>
      run("write", at, (db) => changeContacts(db, call, change)),
    advance: (call, reduce, at) => run("write", at, (db) => advance(db, call, reduce)),
    ingest: (call, route, at) => run("write", at, (db) => ingest(db, call, route)),
    refreshSegments: (call, evaluate, at) =>
      run("write", at, (db) => refreshSegments(db, call, evaluate)),
    enqueue: ({ tenant, now, drafts }, at) =>
      run("write", at, (db) => ({ queued: queueMessages(db, tenant, drafts, now, "drafts") })),
    claimOutbox: (call, judge, at) => run("write", at, (db) => claimOutbox(db, call, judge)),
    reviewClaims: (call, judge, at) => run("write", at, (db) => reviewClaims(db, call, judge)),
    settle: (call, at) => run("write", at, (db) => settle(db, call)),

    appendConsent: (call, append, at) => run("write", at, (db) => appendConsent(db, call, append)),
    readConsent: (call, at) => run("read", at, (db) => readConsent(db, call.tenant, call)),
    readLedgerHead: (tenant, at) => run("read", at, (db) => ledgerHead(db, tenant)),
    readLedger: ({ tenant, contactPoint, ...page }, at) =>
      run("read", at, (db) =>
        pageOf(
          db,
          selectLedger,
          [equals("tenant", tenant), equals("contact_point", contactPoint)],
          page,
          entryOf,
        ),
      ),
    readTiles: ({ tenant, tiles }, at) => run("read", at, (db) => readTiles(db, tenant, tiles)),
    destroyPayloads: ({ tenant, ids }, at) =>
      run("write", at, (db) => destroyPayloads(db, tenant, ids)),

    readContact: ({ tenant, lookup }, at) =>
      run("read", at, (db) => findContacts(db, tenant, [lookup])[0] ?? null),
    readContacts: ({ tenant, segment, list, ...page }, at) =>
      run("read", at, (db) => {
        const filters = [
          equals("tenant", tenant),
          memberOf("membership", "segment", segment),
          memberOf("list_member", "list", list),
        ];
        return pageOf(db, "SELECT seq, body FROM wellsent_contact", filters, page, (row) =>
          json(row, "body"),
        );
      }),
    readFacts: ({ tenant, now, contact, needs }, at) =>
      run("read", at, (db) => loadFacts(db, tenant, [contact], needs, now).get(contact) ?? null),
    readEnrollments: ({ tenant, contact, workflow, ...page }, at) =>
      run("read", at, (db) => {
        const filters = [
          equals("tenant", tenant),
          equals("contact", contact),
          equals("workflow", workflow),
        ];
        return pageOf(db, "SELECT seq, body FROM wellsent_enrollment", filters, page, (row) =>
          json(row, "body"),
        );
      }),
    readStepLog: ({ tenant, contact, ...page }, at) =>
      run("read", at, (db) => {
        const filters = [equals("tenant", tenant), equals("contact", contact)];
        return pageOf(db, "SELECT seq, body FROM wellsent_step", filters, page, (row) =>
          json(row, "body"),
        );
      }),
    readOutbox: ({ tenant, contact, status, ...page }, at) =>
      run("read", at, (db) => {
        const filters = [
          equals("tenant", tenant),
          equals("contact", contact),
          equals("status", status),
        ];
        return pageOf(db, selectMessages, filters, page, recordOf);
      }),
    readMessage: ({ tenant, key }, at) => run("read", at, (db) => readMessage(db, tenant, key)),
    countOutbox: (tenant, at) => run("read", at, (db) => countOutbox(db, tenant)),
    nextWork: (tenant, at) => run("read", at, (db) => nextWork(db, tenant)),

    putDefinition: ({ tenant, definition }, at) =>
      run("write", at, (db) => putDefinition(db, tenant, definition)),
    readDefinition: (call, at) => run("read", at, (db) => readDefinition(db, call)),
  };
}
