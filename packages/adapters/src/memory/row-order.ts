import type { Path, RawRow, Table, Value } from "@wellsent/core/store-kit";

/** A row as it is kept: what the table declares, and its place in the order of insertion. */
export type KeptRow = RawRow & { readonly seq: number };

/** A row's place in every index. The row itself is replaced, never changed. */
export interface Slot {
  row: KeptRow;
}

/**
 * Values as one text, such that two lists give one text only where they are equal. Null equals
 * nothing.
 */
export function joinValues(values: readonly Value[]): string | undefined {
  if (values.length === 1) {
    const [only] = values;
    return only === null || only === undefined ? undefined : String(only);
  }
  let text = "";
  for (const value of values) {
    if (value === null) return undefined;
    const part = String(value);
    text += `${part.length}:${part}`;
  }
  return text;
}

/** What rows of a path stand by: its order, and then the primary key. */
export function sortColumns(table: Table, path: Path): readonly string[] {
  return [...new Set([...path.order, ...table.key])];
}

export function compareRows(columns: readonly string[], left: RawRow, right: RawRow): number {
  for (const column of columns) {
    const order = compareValues(left[column] ?? null, right[column] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

/** Compares a row's first columns with as many values as there are. */
export function compareWith(
  columns: readonly string[],
  row: RawRow,
  values: readonly Value[],
): number {
  for (const [index, value] of values.entries()) {
    const order = compareValues(row[columns[index] ?? ""] ?? null, value);
    if (order !== 0) return order;
  }
  return 0;
}

/** Null first, text by code point, as databases do. */
function compareValues(left: Value, right: Value): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareTexts(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    // Halves of pairs stand for code points above all single units, and are numbered below some of
    // them.
    if (a !== b) return isHalf(a) === isHalf(b) ? a - b : isHalf(a) ? 1 : b >= 0xd800 ? -1 : a - b;
  }
  return left.length - right.length;
}

function isHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
