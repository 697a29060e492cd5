import type { DatabaseSync, StatementSync } from "node:sqlite";
import { storeFailure } from "./sqlite-failure.js";

/** One database, its prepared statements, and transactions that undo themselves. */
export interface Connection {
  readonly database: DatabaseSync;
  readonly prepare: (sql: string) => StatementSync;
  /**
   * All of `work` or nothing. `within`: as a savepoint in a transaction that the host holds open.
   * @throws StoreError for what SQLite refuses; what `work` throws comes as it is.
   */
  atomically<T>(mode: "read" | "write", work: () => T, within?: "host"): T;
}

/**
 * `guard`: asked in each write transaction before its work; what it throws ends it.
 */
export function createConnection(
  database: DatabaseSync,
  guard: (prepare: Connection["prepare"]) => void = () => undefined,
): Connection {
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const say = (sql: string): void => {
    try {
      prepare(sql).run();
    } catch (error) {
      throw storeFailure(error);
    }
  };

  return {
    database,
    prepare,
    atomically(mode, work, within) {
      // IMMEDIATE takes the write lock at once: a transaction that reads first could otherwise fail
      // when it writes.
      say(within ? "SAVEPOINT wellsent" : mode === "write" ? "BEGIN IMMEDIATE" : "BEGIN");
      try {
        if (mode === "write") guard(prepare);
        const result = work();
        // After a damaged page SQLite commits nothing any more, not even that something was read.
        say(within ? "RELEASE wellsent" : mode === "write" ? "COMMIT" : "ROLLBACK");
        return result;
      } catch (error) {
        // A full disk may have rolled back by itself.
        if (database.isTransaction) {
          if (within) say("ROLLBACK TO wellsent");
          say(within ? "RELEASE wellsent" : "ROLLBACK");
        }
        throw error;
      }
    },
  };
}
