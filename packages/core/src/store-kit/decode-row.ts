import { StoreError } from "../errors/index.js";
import { isObject } from "../json.js";
import type { RawRow } from "./row-request.js";
import type { ColumnType, RowOf, Table, Value } from "./table.js";

/** A row whose columns have the declared types, with its place in the order of insertion. */
type Decoded<T extends Table> = RowOf<T> & { readonly seq: number };

/**
 * The row as its table declares it. JSON is still text: {@link parsed} reads it.
 * @throws StoreError `STORE_CORRUPT` with the table, the key and the column, and never a value.
 */
export function decoded<T extends Table>(table: T, row: RawRow): Decoded<T> {
  if (isDecoded(table, row)) return row;
  const bad = Object.entries(table.columns).find(([name, type]) => !fitsColumn(type, row[name]));
  throw corrupt(table, row, bad?.[0]);
}

/** The same for a row of which these columns count something: less than nothing is damage. */
export function decodedCounts<T extends Table>(
  table: T,
  row: RawRow,
  columns: readonly (keyof T["columns"] & string)[],
): Decoded<T> {
  const read = decoded(table, row);
  const bad = columns.find((name) => Number(row[name]) < 0);
  if (bad !== undefined) throw corrupt(table, row, bad);
  return read;
}

/** What a JSON column holds; `null` where it is null. What the kit wrote as `V` reads as `V`. */
export function parsed<V>(table: Table, row: RawRow, column: string): V | null {
  const text = row[column];
  if (text === null) return null;
  if (typeof text !== "string") throw corrupt(table, row, column);
  try {
    const value: V = JSON.parse(text);
    return value;
  } catch {
    // The parser's own error quotes what it read.
    throw corrupt(table, row, column);
  }
}

/** The same for a column that is never null and holds an object. */
export function parsedBody<V extends object>(table: Table, row: RawRow, column = "body"): V {
  const value = parsed<V>(table, row, column);
  if (value === null || !isObject(value)) throw corrupt(table, row, column);
  return value;
}

/** The same for a column that is never null and holds a list, each item of which `fits`. */
export function parsedList<V>(
  table: Table,
  row: RawRow,
  column: string,
  fits: (item: unknown) => boolean,
): readonly V[] {
  const value = parsed<readonly V[]>(table, row, column);
  if (!Array.isArray(value) || !value.every(fits)) throw corrupt(table, row, column);
  return value;
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** A row that cannot be read. The path is `table[key].column`. */
export function corrupt(table: Table, row: RawRow, column?: string): StoreError {
  return new StoreError("STORE_CORRUPT", "A row of the store cannot be read.", {
    path: `${table.name}[${keyText(table, row)}]${column === undefined ? "" : `.${column}`}`,
    remedy: "Restore a backup; nothing but the store may write its tables.",
  });
}

/** The key of a row, as far as it can be read and shown. */
export function keyText(table: Table, row: RawRow): string {
  return table.key.map((name) => formatKey(row[name])).join(",");
}

/** Keys are ids and numbers; anything that does not look like one stays out of the path. */
function formatKey(value: Value | undefined): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && /^[\w:.~-]{1,128}$/.test(value) ? value : "?";
}

function isDecoded<T extends Table>(table: T, row: RawRow): row is Decoded<T> & RawRow {
  if (typeof row["seq"] !== "number") return false;
  for (const name in table.columns) {
    const type = table.columns[name];
    if (type === undefined || !fitsColumn(type, row[name])) return false;
  }
  return true;
}

/** Whether a value is of a column's type. A store checks it before it writes. */
export function fitsColumn(type: ColumnType, value: Value | undefined): boolean {
  if (value === null) return type.endsWith("?");
  switch (type) {
    case "text":
    case "text?":
    case "json":
    case "json?":
      return typeof value === "string";
    case "integer":
    case "integer?":
      return Number.isSafeInteger(value);
    case "real":
    case "real?":
      return Number.isFinite(value);
    case "boolean":
    case "boolean?":
      return typeof value === "boolean";
    default:
      return value instanceof Uint8Array;
  }
}
