import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Row } from "./row.js";

export type Values = Readonly<Record<string, string | number | null>>;

/** One database, its prepared statements, and transactions that undo themselves. */
export interface Connection {
  readonly database: DatabaseSync;
  all(sql: string, values?: Values): readonly Row[];
  get(sql: string, values?: Values): Row | undefined;
  /** Returns how many rows changed. */
  run(sql: string, values?: Values): number;
  /** All of `work` or nothing. Inside a transaction of the host's, a savepoint in it. */
  atomically<T>(mode: "read" | "write", work: () => T): T;
}

export function createConnection(database: DatabaseSync): Connection {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  return {
    database,
    all: (sql, values = {}) => prepared(sql).all(values),
    get: (sql, values = {}) => prepared(sql).get(values),
    run: (sql, values = {}) => Number(prepared(sql).run(values).changes),
    atomically(mode, work) {
      const nested = database.isTransaction;
      // IMMEDIATE takes the write lock at once: a transaction that reads first could otherwise fail when it writes.
      const begin = mode === "write" ? "BEGIN IMMEDIATE" : "BEGIN";
      database.exec(nested ? "SAVEPOINT wellsent" : begin);
      try {
        const result = work();
        database.exec(nested ? "RELEASE wellsent" : "COMMIT");
        return result;
      } catch (error) {
        // A full disk may have rolled back by itself.
        if (database.isTransaction)
          database.exec(nested ? "ROLLBACK TO wellsent; RELEASE wellsent" : "ROLLBACK");
        throw error;
      }
    },
  };
}
