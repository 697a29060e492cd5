import type { Instant } from "../instant.js";
import type { RowOf, Table, Value } from "./table.js";

/** A row as a store hands it over: raw values by column. JSON is still text. */
export type RawRow = Readonly<Record<string, Value>>;

/**
 * One thing asked of the rows. A call yields requests in batches; each batch is one trip, answered
 * in order, so that a request sees what those before it wrote. Text compares by code point. A null
 * in a key or path finds nothing; a fence of null matches null. A write that a unique key or a
 * column's type forbids is `STORE_ROW_CONFLICT` or `STORE_ROW_INVALID`, and the transaction is
 * undone. Equal rows of an order stand by primary key.
 */
export type RowRequest =
  | {
      readonly op: "get";
      readonly table: Table;
      /** `key`: the primary key; else the name of a path. */
      readonly path: string;
      /**
       * Values of the path's `on` columns, and of its `window` where it has one. Absent rows are
       * absent.
       */
      readonly keys: readonly (readonly Value[])[];
      /** Stores with row locks take one on each row found, in the order of the keys, waiting. */
      readonly lock?: boolean;
      /** All that is needed of each row, the key among it. A store may give more. */
      readonly columns?: readonly string[];
    }
  | {
      readonly op: "due";
      readonly table: Table;
      /** Ordered by its first `order` column, an instant, and then by the key. */
      readonly path: string;
      readonly on: readonly Value[];
      readonly now: Instant;
      readonly limit: number;
      /** Rows whose named columns equal one of these are passed over. */
      readonly except?: {
        readonly columns: readonly string[];
        readonly values: readonly (readonly Value[])[];
      };
      /** Stores with row locks lock what they return and skip what is locked: they never wait. */
      readonly lock?: boolean;
    }
  | {
      readonly op: "range";
      readonly table: Table;
      readonly path: string;
      readonly on: readonly Value[];
      /** The `order` values of the last row seen; rows after it, or before it with `desc`. */
      readonly after?: readonly Value[];
      readonly limit: number;
      readonly desc?: boolean;
    }
  /**
   * The first row of each distinct value of one of the path's `on` columns: the first one, or the
   * one behind those that equal `on`.
   */
  | {
      readonly op: "heads";
      readonly table: Table;
      readonly path: string;
      readonly on?: readonly Value[];
    }
  /**
   * How many rows there are for each distinct combination of these columns. Rows hold them and
   * `count`.
   */
  | { readonly op: "tally"; readonly table: Table; readonly columns: readonly string[] }
  /**
   * Adds what no key or unique key stands in the way of. The answer has `{ added: boolean }` for
   * each row.
   */
  | { readonly op: "add"; readonly table: Table; readonly rows: readonly RawRow[] }
  /** Inserts, or replaces by primary key, keeping the place in the order of insertion. */
  | { readonly op: "put"; readonly table: Table; readonly rows: readonly RawRow[] }
  | {
      readonly op: "patch";
      readonly table: Table;
      /**
       * Key columns, fence columns and the columns to write. All rows of one request have the same
       * columns.
       */
      readonly rows: readonly RawRow[];
      /**
       * Columns that must equal what is stored; they are not written. The answer has `{ matched:
       * boolean }` a row.
       */
      readonly fence?: readonly string[];
      /**
       * Columns that are lowered only: the earlier of the stored and the given value, null being
       * later than any.
       */
      readonly least?: readonly string[];
    }
  /** Removes the rows that `get` would find. The answer is one row, `{ dropped: number }`. */
  | {
      readonly op: "drop";
      readonly table: Table;
      readonly path: string;
      readonly keys: readonly (readonly Value[])[];
    };

/**
 * Rows of a declared table, with `seq`, their place in the order of insertion, where the path's
 * order names it.
 */
export type RowsOf<T extends Table> = readonly (RowOf<T> & { readonly seq: number })[];
