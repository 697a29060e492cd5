import { StoreError } from "@wellsent/core/errors";
import type { ColumnKind, RawRow, Table, Value } from "@wellsent/core/store-kit";

/** What goes into a table and what comes out. */
export interface RowValues {
  /** The columns that the table declares, and no others. @throws StoreError `STORE_ROW_INVALID` */
  taken(given: RawRow): Record<string, Value>;
  /** The same for a change: only the columns that it names. */
  changed(given: RawRow): Record<string, Value>;
  /** A row that may leave: whoever gets it cannot change what is kept. */
  given<Row extends RawRow>(row: Row): Row;
}

const fits: Readonly<Record<ColumnKind, (value: Value) => boolean>> = {
  text: (value) => typeof value === "string",
  json: (value) => typeof value === "string",
  integer: (value) => Number.isSafeInteger(value),
  real: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === "boolean",
  bytes: (value) => value instanceof Uint8Array,
};

interface Column {
  readonly name: string;
  readonly open: boolean;
  readonly fits: (value: Value) => boolean;
}

/** Refuses what a database would refuse, so that a test in memory finds it. */
export function rowValues(table: Table): RowValues {
  const columns = Object.entries(table.columns).map(([name, type]): Column => {
    const open = type.endsWith("?");
    return { name, open, fits: fits[(open ? type.slice(0, -1) : type) as ColumnKind] };
  });
  const binary = columns.filter((column) => column.fits === fits.bytes);

  const check = (given: RawRow, row: Record<string, Value>, column: Column): void => {
    const value = given[column.name];
    if (value === undefined || (value === null ? !column.open : !column.fits(value))) {
      throw new StoreError("STORE_ROW_INVALID", "A column has no value, or one of another type.", {
        path: `${table.name}.${column.name}`,
      });
    }
    row[column.name] = value instanceof Uint8Array ? value.slice() : value;
  };

  return {
    taken(given) {
      const row: Record<string, Value> = {};
      for (const column of columns) check(given, row, column);
      return row;
    },
    changed(given) {
      const row: Record<string, Value> = {};
      for (const column of columns) if (column.name in given) check(given, row, column);
      return row;
    },
    given: (row) => {
      if (binary.length === 0) return row;
      const copies = binary.map(({ name }) => {
        const value = row[name];
        return [name, value instanceof Uint8Array ? value.slice() : value];
      });
      return { ...row, ...Object.fromEntries(copies) };
    },
  };
}
