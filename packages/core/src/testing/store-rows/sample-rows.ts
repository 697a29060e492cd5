import type { RawRow } from "../../store-kit/row-request.js";
import type { ColumnKind, Table, Value } from "../../store-kit/table.js";
import { seededRandom } from "../fakes/seeded-random.js";

/** Rows for tests, made from what a table declares. */

export function columnKind(table: Table, column: string): ColumnKind {
  return (table.columns[column] ?? "text").replace("?", "") as ColumnKind;
}

export function mayBeNull(table: Table, column: string): boolean {
  return table.columns[column]?.endsWith("?") === true;
}

const plain: Readonly<Record<ColumnKind, (n: number) => Value>> = {
  text: (n) => `text-${n}`,
  json: (n) => `{"n":${n}}`,
  integer: (n) => n,
  real: (n) => n + 0.5,
  boolean: (n) => n % 2 === 1,
  bytes: (n) => Uint8Array.of(n % 256, 0, 255),
};

/** The row of each number differs from all others in every column that allows it. */
export function rowFor(
  table: Table,
  n: number,
  over: Readonly<Record<string, Value>> = {},
): RawRow {
  return {
    ...Object.fromEntries(
      Object.keys(table.columns).map((column) => [column, plain[columnKind(table, column)](n)]),
    ),
    ...over,
  };
}

/** Values that stores are likely to change. */
const odd: Readonly<Record<ColumnKind, readonly Value[]>> = {
  text: ["", " a ", "ü\u{1f600}\uff5e", "k".repeat(512), "'; --\n\"%_\\", "NULL", "1e3", '{"a":1}'],
  json: [
    '{ "b": 1.0,\n "a": "ü" }',
    "null",
    '"\\u0000"',
    "[]",
    '{"a":{"__proto__":1}}',
    "0",
    "{}",
    '""',
  ],
  integer: [
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER - 1,
    0,
    -1,
    2 ** 31,
    -(2 ** 31) - 1,
    2 ** 32 + 1,
  ],
  real: [0.1, -0.5, 1e300, 5e-324, 3, 2 ** 53, -1e-7, 1 / 3],
  boolean: [true, false],
  bytes: [
    Uint8Array.of(),
    Uint8Array.of(0),
    Uint8Array.of(0, 255, 10),
    new Uint8Array(512).fill(0x80),
  ],
};

/** Eight rows of values that stores are likely to change. */
export function oddRows(table: Table): readonly RawRow[] {
  return Array.from({ length: 8 }, (_, n) =>
    Object.fromEntries(
      Object.keys(table.columns).map((column) => {
        const values = odd[columnKind(table, column)];
        return [column, values[n % values.length] ?? null];
      }),
    ),
  );
}

/** Texts whose order is not the one of their UTF-16 units, nor that of any language. */
const words = ["b", "B", "a", "\uff5e", "\u{1f600}", "", "ä", "a-"];

/**
 * Many rows with few values, so that they share groups and tie in every order; keys are unique, and
 * mixed.
 */
export function crowd(table: Table, size: number): readonly RawRow[] {
  const random = seededRandom(1);
  const digits = new Map<string, (n: number) => number>();
  for (const key of [table.key, ...table.unique]) {
    // Columns that another key shares are filled already, so the rest must be unique by itself.
    const own = key.filter((column) => !digits.has(column));
    for (const [column, digit] of splitDigits(own)) digits.set(column, digit);
  }
  return Array.from({ length: size }, (_, n) =>
    Object.fromEntries(
      Object.keys(table.columns).map((column) => {
        const few = random.integer(4);
        if (few === 0 && mayBeNull(table, column)) return [column, null];
        const digit = digits.get(column)?.((n * 37) % 101);
        return [column, sample(columnKind(table, column), digit ?? few)];
      }),
    ),
  );
}

/**
 * Splits a number among the columns of a key, so that all of it together is unique and each part is
 * shared.
 */
function splitDigits(
  key: readonly string[],
): readonly (readonly [column: string, digit: (n: number) => number])[] {
  const base = key.length === 1 ? 101 : key.length === 2 ? 11 : 5;
  return key.map((column, index) => [column, (n) => Math.floor(n / base ** index) % base]);
}

function sample(kind: ColumnKind, n: number): Value {
  return kind === "text"
    ? `${words[n % words.length]}${n < words.length ? "" : n}`
    : plain[kind](n);
}

export function pickValues(row: RawRow, columns: readonly string[]): readonly Value[] {
  return columns.map((column) => row[column] ?? null);
}

export function pickKeys(table: Table, rows: readonly RawRow[]): readonly (readonly Value[])[] {
  return rows.map((row) => pickValues(row, table.key));
}

/** The declared columns only: without the place in the order of insertion. */
export function declared(table: Table, row: RawRow): RawRow {
  return Object.fromEntries(
    Object.keys(table.columns).map((column) => [column, row[column] ?? null]),
  );
}
