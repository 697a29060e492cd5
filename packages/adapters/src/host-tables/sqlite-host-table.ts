import type { JsonValue } from "@wellsent/core";
import { AdapterError } from "@wellsent/core/errors";
import type { HostRow, HostTable, HostWrite, HostWriteResult } from "@wellsent/core/flows";

/** A table in the host's own database. */
export interface SqliteHostTableOptions {
  readonly table: string;
  /** The column of the rows' keys; it needs a unique index. */
  readonly key: string;
  /** The columns that flows may read and write. */
  readonly columns: readonly string[];
  /**
   * A whole number that the host raises with every write of a row, above that of any other row: a
   * trigger does it. It is cursor and version in one, and needs an index.
   */
  readonly version: string;
  /** A column of epoch milliseconds: when the row was last changed. */
  readonly changedAt?: string;
}

/** What is used of a `DatabaseSync` of `node:sqlite`, or of a connection that is like it. */
export interface HostDatabase {
  prepare(sql: string): HostStatement;
}

export interface HostStatement {
  all(...values: SqlValue[]): Readonly<Record<string, unknown>>[];
  get(...values: SqlValue[]): Readonly<Record<string, unknown>> | undefined;
  run(...values: SqlValue[]): { readonly changes: number | bigint };
}

type SqlValue = string | number | null;

/**
 * Reads and writes a table through the host's own connection, without a transaction of its own: a
 * write that is refused keeps no other one from being made.
 * @throws AdapterError `ADAPTER_OPTION_INVALID` for a name that is no plain name
 * @example
 * const customers = sqliteHostTable(database, {
 *   table: "customer", key: "number", version: "revision",
 *   columns: ["mail", "plan", "unsubscribed"],
 * });
 */
export function sqliteHostTable(
  database: HostDatabase,
  options: SqliteHostTableOptions,
): HostTable & { write: NonNullable<HostTable["write"]> } {
  const { table, key, columns, version, changedAt } = options;
  for (const name of [
    table,
    key,
    version,
    ...columns,
    ...(changedAt === undefined ? [] : [changedAt]),
  ])
    checkName(name);
  const own = new Set(columns);
  const read = [
    ...new Set([key, version, ...columns, ...(changedAt === undefined ? [] : [changedAt])]),
  ]
    .map(quoted)
    .join(", ");
  const statements = new Map<string, HostStatement>();
  const prepare = (sql: string): HostStatement => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const shown = (row: Readonly<Record<string, unknown>>): HostRow => ({
    key: String(row[key]),
    version: String(row[version]),
    changedAt: changedAt === undefined ? null : asNumber(row[changedAt]),
    values: Object.fromEntries(columns.map((column) => [column, asJson(row[column])])),
  });
  const writeOne = (write: HostWrite): HostWriteResult => {
    const names = Object.keys(write.values);
    if (names.some((name) => !own.has(name))) return { result: "refused", code: "SQLITE_COLUMN" };
    const values = names.map((name) => bound(write.values[name] ?? null));
    try {
      const { changes } = write.isNew
        ? prepare(
            `INSERT INTO ${quoted(table)} (${[key, ...names].map(quoted).join(", ")})
              VALUES (${[key, ...names].map(() => "?").join(", ")}) ON CONFLICT DO NOTHING`,
          ).run(write.key, ...values)
        : prepare(
            `UPDATE ${quoted(table)} SET ${names.map((name) => `${quoted(name)} = ?`).join(", ")}
              WHERE ${quoted(key)} = ? AND ${quoted(version)} = ?`,
          ).run(...values, write.key, Number(write.ifVersion));
      return Number(changes) === 1 ? { result: "written" } : { result: "conflict" };
    } catch (error) {
      return { result: "refused", code: sqliteCode(error) };
    }
  };
  return {
    async changed({ after, limit }, { signal } = {}) {
      signal?.throwIfAborted();
      const from = Number(after ?? Number.MIN_SAFE_INTEGER);
      const found = prepare(
        `SELECT ${read} FROM ${quoted(table)} WHERE ${quoted(version)} > ?
          ORDER BY ${quoted(version)} LIMIT ?`,
      ).all(from, limit + 1);
      const rows = found.slice(0, limit).map(shown);
      return { rows, next: rows.at(-1)?.version ?? String(from), more: found.length > limit };
    },
    async read(keys, { signal } = {}) {
      signal?.throwIfAborted();
      const one = prepare(`SELECT ${read} FROM ${quoted(table)} WHERE ${quoted(key)} = ?`);
      return [...new Set(keys)].flatMap((wanted) => {
        const row = one.get(wanted);
        return row === undefined ? [] : [shown(row)];
      });
    },
    async write(writes, { signal } = {}) {
      signal?.throwIfAborted();
      return writes.map(writeOne);
    },
  };
}

function checkName(name: string): void {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) return;
  throw new AdapterError("ADAPTER_OPTION_INVALID", "This is no plain name of a table or column.", {
    remedy: "Use letters, digits and underscores, or make a view with such names.",
  });
}

function quoted(name: string): string {
  return `"${name}"`;
}

function asNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Bytes are no value that a flow carries. */
function asJson(value: unknown): JsonValue {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" || typeof value === "number" ? value : null;
}

function bound(value: JsonValue): SqlValue {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

/** SQLite's result code, such as `SQLITE_19` for a constraint. */
function sqliteCode(error: unknown): string {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : null;
  return code === null ? "SQLITE" : `SQLITE_${code}`;
}
