/**
 * Tables as data. Everything a store has to know about a table is said once: its columns and key,
 * the paths by which rows are found, and how a person is erased from it. DDL, codecs, wall tests,
 * integrity checks and erasure follow from it. The tenant is no column: it is an argument of each
 * transaction, and the first part of every key and index.
 */

/** What a column can hold. `json` is JSON text: only the kit reads and writes it. */
export type Value = string | number | boolean | Uint8Array | null;

export type ColumnKind = "text" | "integer" | "real" | "boolean" | "json" | "bytes";

/** With a question mark: may be null. */
export type ColumnType = ColumnKind | `${ColumnKind}?`;

interface Held {
  readonly text: string;
  readonly json: string;
  readonly integer: number;
  readonly real: number;
  readonly boolean: boolean;
  readonly bytes: Uint8Array;
}

type ValueOf<C> = C extends ColumnKind
  ? Held[C]
  : C extends `${infer Kind extends ColumnKind}?`
    ? Held[Kind] | null
    : never;

/**
 * How rows are found. `on` are the columns that must equal; `order` sorts the rows, and the key
 * breaks ties (`seq`: the order of insertion). Each path is one index and one prepared statement.
 */
export interface Path {
  readonly on: readonly string[];
  readonly order: readonly string[];
  /** Only rows in which this column is not null are on the path. */
  readonly notNull?: string;
  /** A lower bound for this column is the last value of each key given to `get`. */
  readonly window?: string;
}

/**
 * How the erasure of a contact reaches the table: rows of the contact by a path, or rows of each
 * point the contact has or had. `fold`: only these columns are set to null, and the row stays.
 * `never`: why nothing has to go.
 */
export type Erasure =
  | { readonly by: "contact" | "point"; readonly path: string; readonly fold?: readonly string[] }
  | { readonly never: string };

export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly key: readonly string[];
  /** Further unique keys. A row with a null in one of these columns conflicts with none. */
  readonly unique: readonly (readonly string[])[];
  readonly paths: Readonly<Record<string, Path>>;
  readonly erase: Erasure;
  /**
   * JSON columns whose texts are mostly alike but for ids and numbers, and hold nothing personal
   * but ids: a store may keep what they share once.
   */
  readonly alike?: readonly string[];
}

/** A row of a table, by its declaration. */
export type RowOf<T extends Table> = {
  readonly [Name in keyof T["columns"]]: ValueOf<T["columns"][Name]>;
};
