import type { SQLInputValue, StatementSync } from "node:sqlite";
import type { TenantId } from "@wellsent/core";
import type { RawRow, Table } from "@wellsent/core/store-kit";
import { sqlName, type TableSchema } from "./table-schema.js";

type Bind = (
  tenant: TenantId,
  row: RawRow,
  columns: readonly string[],
  first?: SQLInputValue,
) => SQLInputValue[];

/** Below this many rows one statement for each is as quick. */
const many = 100;
/** Rows that one statement adds. */
export const addedAtOnce = 100;
/** Which columns differ makes a statement; batches that differ in ever new ones make no more. */
const mostShapes = 64;

/**
 * Writes of many rows by one statement: what is the same in all rows is bound, and checked, once.
 * Each verb answers `null` where it does not fit, having written nothing.
 */
export interface BulkWrites {
  /** Whether each row was added; {@link addedAtOnce} of them fit. */
  add(tenant: TenantId, rows: readonly RawRow[]): readonly boolean[] | null;
  /** `true`: each row was found, and has these values now. */
  patch(tenant: TenantId, rows: readonly RawRow[], set: readonly string[]): true | null;
}

export function bulkWrites(
  table: Table,
  schema: TableSchema,
  bind: Bind,
  prepare: (sql: string) => StatementSync,
): BulkWrites {
  const columns = Object.keys(table.columns);
  const shapes = new Map<string, StatementSync>();
  const statement = (shape: string, sql: () => string): StatementSync | null => {
    const known = shapes.get(shape);
    if (known !== undefined || shapes.size >= mostShapes) return known ?? null;
    const made = prepare(sql());
    shapes.set(shape, made);
    return made;
  };
  const lastKey = table.key.at(-1) ?? "";

  function add(tenant: TenantId, rows: readonly RawRow[]): readonly boolean[] | null {
    // With a second unique key nothing would say which of two rows was added.
    if (rows.length !== addedAtOnce || table.unique.length > 0) return null;
    const [first = {}] = rows;
    const differing = columns.filter((name) => differs(rows, name));
    if (differing.length === 0) return null;
    const shared = columns.filter((name) => !differing.includes(name));
    const insert = statement(`add ${differing.join()}`, () => {
      const given = columns.map((name) => {
        const own = differing.indexOf(name);
        return own === -1 ? "?" : `column${own + 1}`;
      });
      const own = `(?${", ?".repeat(differing.length - 1)})`;
      // Without WHERE, ON would be taken for a join's.
      return `INSERT INTO ${schema.name} (tenant, ${columns.map(sqlName).join(", ")})
        SELECT ?, ${given.join(", ")} FROM (VALUES ${own}${`, ${own}`.repeat(rows.length - 1)})
        WHERE true ON CONFLICT DO NOTHING`;
    });
    if (insert === null) return null;
    const values = [tenant, ...bind(tenant, first, shared)];
    for (const row of rows) for (const value of bind(tenant, row, differing)) values.push(value);
    const { changes, lastInsertRowid } = insert.run(...values);
    if (Number(changes) === rows.length) return rows.map(() => true);
    if (Number(changes) === 0) return rows.map(() => false);
    return addedSince(tenant, rows, Number(lastInsertRowid) - Number(changes) + 1);
  }

  /** Which rows were not there before: new ones have the latest places, one after the other. */
  function addedSince(
    tenant: TenantId,
    rows: readonly RawRow[],
    firstPlace: number,
  ): readonly boolean[] {
    const found = prepare(
      `SELECT seq FROM ${schema.name} WHERE tenant = ?
        AND ${table.key.map((column) => `${sqlName(column)} = ?`).join(" AND ")}`,
    );
    const taken = new Set<unknown>();
    return rows.map((row) => {
      const seq = found.get(tenant, ...bind(tenant, row, table.key))?.["seq"];
      const isNew = Number(seq) >= firstPlace && !taken.has(seq);
      taken.add(seq);
      return isNew;
    });
  }

  return {
    add,
    patch(tenant, rows, set) {
      const [first] = rows;
      if (first === undefined || rows.length < many) return null;
      const shared = [...set, ...table.key.slice(0, -1)];
      const isAlike = rows.every(
        (row) =>
          isExact(row[lastKey]) &&
          typeof row[lastKey] === typeof first[lastKey] &&
          shared.every((column) => row[column] === first[column]),
      );
      if (!isAlike) return null;
      const update = statement(
        `patch ${set.join()}`,
        () => `UPDATE ${schema.name} AS t INDEXED BY ${schema.keyIndex}
          SET ${set.map((column) => `${sqlName(column)} = ?`).join(", ")}
          WHERE ${["tenant", ...table.key.slice(0, -1)].map((name) => `t.${sqlName(name)} = ?`).join(" AND ")}
            AND t.${sqlName(lastKey)} IN (SELECT value FROM json_each(?))`,
      );
      if (update === null) return null;
      const { changes } = update.run(
        ...bind(tenant, first, set),
        tenant,
        ...bind(tenant, first, table.key).slice(0, -1),
        JSON.stringify(rows.map((row) => row[lastKey])),
      );
      return Number(changes) === rows.length ? true : null;
    },
  };
}

function differs(rows: readonly RawRow[], name: string): boolean {
  const value = rows[0]?.[name];
  for (const row of rows) if (row[name] !== value) return true;
  return false;
}

/** Whether a value comes out of JSON in SQLite as it went in. */
function isExact(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  return value === null || Number.isSafeInteger(value);
}
