import type { ColumnType, Path, Table } from "@wellsent/core/store-kit";

/** A table as SQLite has it: its columns, its indexes, and which index serves which path. */
export interface TableSchema {
  /** With the prefix that keeps it apart from the host's own tables. */
  readonly name: string;
  readonly create: string;
  readonly indexes: readonly TableIndex[];
  /** The index of the primary key. */
  readonly keyIndex: string;
  /** The index that serves each path. */
  readonly pathIndexes: ReadonlyMap<string, string>;
}

interface TableIndex {
  readonly name: string;
  readonly create: string;
  readonly columns: readonly string[];
  /** Only rows in which this column is not null are in it. */
  readonly notNull: string | undefined;
}

const types: Readonly<Record<ColumnType, string>> = {
  text: "TEXT NOT NULL",
  "text?": "TEXT",
  json: "TEXT NOT NULL",
  "json?": "TEXT",
  integer: "INTEGER NOT NULL",
  "integer?": "INTEGER",
  real: "REAL NOT NULL",
  "real?": "REAL",
  boolean: "INTEGER NOT NULL",
  "boolean?": "INTEGER",
  bytes: "BLOB NOT NULL",
  "bytes?": "BLOB",
};

/** `windowAt` in the declaration is `window_at` in SQL. */
export function sqlName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** One column of a table's declaration, as its DDL has it. */
export function columnSql([column, type]: readonly [string, ColumnType]): string {
  return `${sqlName(column)} ${types[type]}`;
}

/**
 * Every index begins with the tenant. `seq` is SQLite's rowid under a name, which keeps it stable
 * for cursors, and is the last column of every index without taking room of its own. The types are
 * strict: a value of another type is found by the integrity check.
 */
export function tableSchema(table: Table): TableSchema {
  const name = `wellsent_${table.name}`;
  const columns = Object.entries(table.columns).map(columnSql);
  const indexes: TableIndex[] = [];
  const make = (suffix: string, of: readonly string[], unique: boolean, notNull?: string) => {
    const index = buildIndex(name, suffix, of, unique, notNull);
    indexes.push(index);
    return index;
  };
  const keyIndex = make("key", table.key, true).name;
  for (const unique of table.unique) {
    make(`by_${unique.map(sqlName).join("_")}`, unique, true);
  }
  const served = new Map<string, string>();
  // The longest first: a shorter one may find that it is there already.
  const paths = Object.entries(table.paths)
    .map(([path, declared]) => ({ path, declared, wanted: wantedColumns(table, declared) }))
    .sort((left, right) => right.wanted.length - left.wanted.length);
  for (const { path, declared, wanted } of paths) {
    const known = indexes.find((index) => serves(index, declared, wanted));
    served.set(path, (known ?? make(path, wanted, false, filledColumn(table, declared))).name);
  }
  return {
    name,
    create: `CREATE TABLE ${name} (
      seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, ${columns.join(", ")}
    ) STRICT`,
    indexes,
    keyIndex,
    pathIndexes: served,
  };
}

/** The column that keeps rows off a path while it is null; none where it never is. */
export function filledColumn(table: Table, { notNull }: Path): string | undefined {
  return notNull !== undefined && table.columns[notNull]?.endsWith("?") ? notNull : undefined;
}

/** What rows of a path stand by: its order, and then the key, which `seq` makes superfluous. */
export function orderColumns(table: Table, path: Path): readonly string[] {
  const columns = [...new Set([...path.order, ...table.key])];
  const seq = columns.indexOf("seq");
  return seq === -1 ? columns : columns.slice(0, seq + 1);
}

/**
 * The columns of a path's own index. The rows of one owner within a window, and those of a path
 * without an order, are few and read together: their order is made while they are read, and the key
 * does not stand in the index once more.
 */
function wantedColumns(table: Table, path: Path): readonly string[] {
  if (path.order.length === 0) return path.on;
  const order = path.window === undefined ? orderColumns(table, path) : path.order;
  return [...new Set([...path.on, ...order])].filter((column) => column !== "seq");
}

/**
 * Whether an index finds the rows of a path in their order. Where another one groups them by the
 * same columns already, the rows of a group are sorted while they are read: an index less on each
 * write. Not where rows wait their turn: there a group may be the whole table.
 */
function serves(index: TableIndex, path: Path, wanted: readonly string[]): boolean {
  if (index.notNull !== undefined && index.notNull !== path.notNull) return false;
  const begins = (columns: readonly string[]): boolean =>
    columns.every((column, place) => index.columns[place] === column);
  if (path.on.length > 0 && path.notNull === undefined && begins(path.on)) return true;
  return begins(wanted) && (!path.order.includes("seq") || index.columns.length === wanted.length);
}

function buildIndex(
  table: string,
  suffix: string,
  columns: readonly string[],
  unique: boolean,
  notNull?: string,
): TableIndex {
  // Two strokes: no table is called so, and tables and indexes share their names.
  const name = `${table}__${sqlName(suffix)}`;
  const listed = ["tenant", ...columns.map(sqlName)].join(", ");
  const where = notNull === undefined ? "" : ` WHERE ${sqlName(notNull)} IS NOT NULL`;
  return {
    name,
    create: `CREATE ${unique ? "UNIQUE " : ""}INDEX ${name} ON ${table} (${listed})${where}`,
    columns,
    notNull,
  };
}
