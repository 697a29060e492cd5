import type { SQLOutputValue } from "node:sqlite";
import { StoreError } from "@wellsent/core/errors";

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Columns with the type the schema gives them; anything else means that somebody else wrote the file. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === "string") return value;
  throw damaged(column);
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === "number") return value;
  throw damaged(column);
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

/** A JSON column. What was written as `T` reads as `T`: nobody else writes these tables. */
export function json<T>(row: Row, column: string): T {
  const value: T = JSON.parse(text(row, column));
  return value;
}

function damaged(column: string): StoreError {
  return new StoreError("STORE_CORRUPT", "A column of the database has an unexpected type.", {
    path: column,
    remedy: "Restore a backup; nothing but the store may write its tables.",
  });
}
