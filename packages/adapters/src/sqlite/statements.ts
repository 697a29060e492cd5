import { StoreError } from "@wellsent/core/errors";
import type { Path, Table } from "@wellsent/core/store-kit";
import { filledColumn, orderColumns, sqlName, type TableSchema } from "./table-schema.js";

/**
 * The SQL of each shape of request. The values come as `?`, in the order in which the text names
 * them.
 */
interface TableStatements {
  /** Keys as JSON, tenant. `wanted`: the columns, where it is not all of them. */
  get(path: string, wanted?: readonly string[]): string;
  /** Tenant, `on`, now, the excepted as JSON, limit. */
  due(path: string, except: readonly string[]): string;
  /** Tenant, `on`, `after` where there is one, limit. */
  range(path: string, after: number, desc: boolean): string;
  /** Tenant and as many values of `on` as `given`, three times. */
  heads(path: string, given: number): string;
  /** Tenant, `on` where there is a path. */
  tally(columns: readonly string[], path?: string): string;
  /** Tenant, columns. */
  readonly add: string;
  /** Tenant, columns. */
  readonly put: string;
  /** `set` columns, tenant, key, fence. */
  patch(set: readonly string[], fence: readonly string[], least: readonly string[]): string;
  /** Tenant, one key. */
  drop(path: string): string;
}

export function tableStatements(table: Table, schema: TableSchema): TableStatements {
  const list = (columns: readonly string[]): string =>
    [...columns, "seq"].map((column) => `t.${sqlName(column)} AS ${column}`).join(", ");
  const listed = list(Object.keys(table.columns));
  const written = Object.keys(table.columns);
  const from = (index: string): string => `${schema.name} AS t INDEXED BY ${index}`;
  const insert = `INSERT INTO ${schema.name} (tenant, ${written.map(sqlName).join(", ")})
    VALUES (?${", ?".repeat(written.length)})`;

  return {
    get(name, columns) {
      const { path, index } = findPath(table, schema, name);
      const given = columns === undefined ? listed : list(columns);
      const wanted = path.window === undefined ? path.on : [...path.on, path.window];
      const one = wanted.length === 1;
      const met = wanted.map((column, place) => {
        const value = one ? "wanted.value" : `wanted.value ->> ${place}`;
        return `t.${sqlName(column)} ${place < path.on.length ? "=" : ">="} ${value}`;
      });
      // A key has one row: the order of the keys is all there is, and comes without sorting.
      const order = isUnique(table, path) ? [] : orderTerms(table, path);
      return `SELECT ${given} FROM json_each(?) AS wanted CROSS JOIN ${from(index)}
        ON ${["t.tenant = ?", ...met, ...filled(table, path)].join(" AND ")}
        ORDER BY ${["wanted.rowid", ...order].join(", ")}`;
    },
    due(name, except) {
      const { path, index } = findPath(table, schema, name);
      const at = `t.${sqlName(path.order[0] ?? "")}`;
      const passed = except.map(
        (column, place) => `t.${sqlName(column)} = passed.value ->> ${place}`,
      );
      const left =
        passed.length === 0
          ? []
          : [`NOT EXISTS (SELECT 1 FROM json_each(?) AS passed WHERE ${passed.join(" AND ")})`];
      return `SELECT ${listed} FROM ${from(index)}
        WHERE ${[...equal(path.on), `${at} <= ?`, ...filled(table, path), ...left].join(" AND ")}
        ORDER BY ${orderTerms(table, path).join(", ")} LIMIT ?`;
    },
    range(name, after, desc) {
      const { path, index } = findPath(table, schema, name);
      const order = orderTerms(table, path);
      const behind = order.slice(0, after);
      const marks = behind.map(() => "?").join(", ");
      const begun = after === 0 ? [] : [`(${behind.join(", ")}) ${desc ? "<" : ">"} (${marks})`];
      return `SELECT ${listed} FROM ${from(index)}
        WHERE ${[...equal(path.on), ...filled(table, path), ...begun].join(" AND ")}
        ORDER BY ${order.map((column) => `${column}${desc ? " DESC" : ""}`).join(", ")} LIMIT ?`;
    },
    heads(name, given) {
      const { path, index } = findPath(table, schema, name);
      const [head = "seq"] = path.on.slice(given);
      const on = `t.${sqlName(head)}`;
      const met = [...equal(path.on.slice(0, given)), ...filled(table, path)].join(" AND ");
      const first = `ORDER BY ${on} LIMIT 1`;
      const within = [...path.on.slice(given + 1).map(columnTerm), ...orderTerms(table, path)];
      // Jumps from value to value instead of walking through every row.
      return `WITH RECURSIVE head (value) AS (
          SELECT (SELECT ${on} FROM ${from(index)} WHERE ${met} AND ${on} IS NOT NULL ${first})
          UNION ALL
          SELECT (SELECT ${on} FROM ${from(index)} WHERE ${met} AND ${on} > head.value ${first})
            FROM head WHERE head.value IS NOT NULL
        )
        SELECT ${listed} FROM head CROSS JOIN ${schema.name} AS t ON t.seq =
          (SELECT t.seq FROM ${from(index)} WHERE ${met} AND ${on} = head.value
            ORDER BY ${within.join(", ")} LIMIT 1)
        WHERE head.value IS NOT NULL ORDER BY head.value`;
    },
    tally(counted, name) {
      const named = counted.map((column) => `t.${sqlName(column)} AS ${column}`);
      const groups = counted.map(columnTerm).join(", ");
      const known = name === undefined ? null : findPath(table, schema, name);
      const source = known === null ? `${schema.name} AS t` : from(known.index);
      const met =
        known === null ? equal([]) : [...equal(known.path.on), ...filled(table, known.path)];
      return `SELECT ${[...named, "count(*) AS count"].join(", ")} FROM ${source}
        WHERE ${met.join(" AND ")}${counted.length === 0 ? "" : ` GROUP BY ${groups}`}`;
    },
    add: `${insert} ON CONFLICT DO NOTHING`,
    get put() {
      const rest = written.filter((column) => !table.key.includes(column)).map(sqlName);
      const changes = rest.map((column) => `${column} = excluded.${column}`).join(", ");
      const key = ["tenant", ...table.key.map(sqlName)].join(", ");
      const doing = rest.length === 0 ? "NOTHING" : `UPDATE SET ${changes}`;
      return `${insert} ON CONFLICT (${key}) DO ${doing}`;
    },
    patch(set, fence, least) {
      const changes = set.map((column) => {
        const name = sqlName(column);
        // The earlier of the two; a null on either side leaves the other.
        return least.includes(column)
          ? `${name} = coalesce(min(t.${name}, ?), t.${name}, ?)`
          : `${name} = ?`;
      });
      const met = [...equal(table.key), ...fence.map((column) => `t.${sqlName(column)} IS ?`)];
      // Nothing to write: the answer still says whether there is such a row.
      const given = changes.length === 0 ? "tenant = tenant" : changes.join(", ");
      return `UPDATE ${from(schema.keyIndex)} SET ${given} WHERE ${met.join(" AND ")}`;
    },
    drop(name) {
      const { path, index } = findPath(table, schema, name);
      const window = path.window === undefined ? [] : [`t.${sqlName(path.window)} >= ?`];
      return `DELETE FROM ${from(index)}
        WHERE ${[...equal(path.on), ...window, ...filled(table, path)].join(" AND ")}`;
    },
  };
}

/** A path by its name, and the index that serves it. `key` is the primary key. */
function findPath(
  table: Table,
  schema: TableSchema,
  name: string,
): { readonly path: Path; readonly index: string } {
  if (name === "key") return { path: { on: table.key, order: [] }, index: schema.keyIndex };
  const path = table.paths[name];
  const index = schema.pathIndexes.get(name);
  if (path === undefined || index === undefined) {
    throw new StoreError("STORE_ROW_INVALID", "The table has no such path.", {
      path: `${table.name}.${name}`,
    });
  }
  return { path, index };
}

function columnTerm(column: string): string {
  return `t.${sqlName(column)}`;
}

function equal(columns: readonly string[]): readonly string[] {
  return ["t.tenant = ?", ...columns.map((column) => `${columnTerm(column)} = ?`)];
}

function filled(table: Table, path: Path): readonly string[] {
  const column = filledColumn(table, path);
  return column === undefined ? [] : [`${columnTerm(column)} IS NOT NULL`];
}

function orderTerms(table: Table, path: Path): readonly string[] {
  return orderColumns(table, path).map(columnTerm);
}

function isUnique(table: Table, path: Path): boolean {
  return [table.key, ...table.unique].some((key) =>
    key.every((column) => path.on.includes(column)),
  );
}
