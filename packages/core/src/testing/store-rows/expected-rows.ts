import type { RawRow } from "../../store-kit/row-request.js";
import type { Path, Table, Value } from "../../store-kit/table.js";
import { pickValues } from "./sample-rows.js";

/**
 * What a path has to answer, found by looking at every row. `seq` is a row's index among those
 * inserted.
 */

export function onPath(
  path: Path,
  rows: readonly RawRow[],
  on: readonly Value[],
): readonly RawRow[] {
  return rows.filter(
    (row) =>
      (path.notNull === undefined || row[path.notNull] !== null) &&
      path.on.every((column, index) => row[column] !== null && row[column] === on[index]),
  );
}

export function inOrder(table: Table, path: Path, rows: readonly RawRow[]): readonly RawRow[] {
  return [...rows].sort(by([...path.order, ...table.key]));
}

export function by(columns: readonly string[]) {
  return (left: RawRow, right: RawRow): number => {
    for (const column of columns) {
      const order = compare(left[column] ?? null, right[column] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function compare(left: Value, right: Value): number {
  if (left === null || right === null) return Number(right === null) - Number(left === null);
  if (typeof left === "string" && typeof right === "string") {
    const [a, b] = [points(left), points(right)];
    const at = a.findIndex((point, index) => point !== b[index]);
    return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

function points(text: string): readonly number[] {
  return [...text].map((character) => character.codePointAt(0) ?? 0);
}

/** Every distinct list of values in these columns. */
export function distinct(
  rows: readonly RawRow[],
  columns: readonly string[],
): readonly (readonly Value[])[] {
  return [
    ...new Map(
      rows.map((row) => {
        const values = pickValues(row, columns);
        return [JSON.stringify(values), values] as const;
      }),
    ).values(),
  ];
}
