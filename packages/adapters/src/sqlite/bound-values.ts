import type { SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import type { TenantId } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import { fitsColumn, type RawRow, type Table, type Value } from "@wellsent/core/store-kit";
import type { AlikeTexts } from "./alike-texts.js";

type Row = Record<string, SQLOutputValue>;

/** A value as SQLite takes it: it has no booleans. */
export function bindable(value: Value): SQLInputValue {
  return typeof value === "boolean" ? Number(value) : value;
}

/**
 * The values of a row in the order of `columns`, behind `first` where it is given. Refuses what
 * SQLite would quietly turn into another type.
 */
export function rowBinder(
  table: Table,
  texts: AlikeTexts,
): (
  tenant: TenantId,
  row: RawRow,
  columns: readonly string[],
  first?: SQLInputValue,
) => SQLInputValue[] {
  const alike = new Set(table.alike);
  return (tenant, row, columns, first) => {
    const values: SQLInputValue[] = first === undefined ? [] : [first];
    for (const name of columns) {
      const value = row[name];
      const type = table.columns[name];
      if (type === undefined || value === undefined || !fitsColumn(type, value)) {
        throw new StoreError(
          "STORE_ROW_INVALID",
          "A column has no value, or one of another type.",
          { path: `${table.name}.${name}` },
        );
      }
      const packs = typeof value === "string" && alike.has(name);
      values.push(packs ? texts.pack(tenant, value) : bindable(value));
    }
    return values;
  };
}

/** Runs a statement that finds rows. */
export type RowReader = (tenant: TenantId, values: readonly SQLInputValue[]) => readonly RawRow[];

/**
 * Makes readers of statements that find these columns. Types are not looked at: the kit does that
 * row by row, so that a damaged one costs no others.
 */
export function rowReader(
  table: Table,
  texts: AlikeTexts,
): (statement: StatementSync, columns: readonly string[]) => RowReader {
  const alike = new Set(table.alike);
  return (statement, columns) => {
    const texted = columns.filter((name) => alike.has(name));
    const booleans = columns.filter((name) => table.columns[name]?.startsWith("boolean"));
    const empty: Record<string, Value> = Object.fromEntries(columns.map((name) => [name, null]));
    // Arrays, made into objects of one shape: those that the driver makes are slow to make and to
    // read.
    statement.setReturnArrays(true);
    return (tenant, values) =>
      readAll(statement, values).map((found) => {
        const row = { ...empty };
        for (let place = 0; place < columns.length; place += 1) {
          const value = found[place] ?? null;
          row[columns[place] ?? ""] = typeof value === "bigint" ? readNumber(value) : value;
        }
        for (const name of texted) {
          const text = row[name];
          if (typeof text === "string") row[name] = texts.unpack(tenant, text);
        }
        for (const name of booleans) {
          const value = row[name] ?? null;
          row[name] = value === 1 ? true : value === 0 ? false : value;
        }
        return row;
      });
  };
}

/**
 * A number that no integer column may hold is damage: as a text it stands in nobody's way, and is
 * refused as such.
 */
function readNumber(value: bigint): Value {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function readAll(statement: StatementSync, values: readonly SQLInputValue[]): readonly Row[] {
  try {
    return statement.all(...values);
  } catch (error) {
    if (!isOutOfRange(error)) throw error;
  }
  // Damage: no number that large was ever written. It must not stand in the way of the other rows.
  statement.setReadBigInts(true);
  try {
    return statement.all(...values);
  } finally {
    statement.setReadBigInts(false);
  }
}

function isOutOfRange(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_OUT_OF_RANGE";
}
