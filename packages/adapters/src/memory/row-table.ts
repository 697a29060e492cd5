import { StoreError } from "@wellsent/core/errors";
import type { RawRow, Table, Value } from "@wellsent/core/store-kit";
import { type PathIndex, pathIndex } from "./path-index.js";
import { joinValues, type KeptRow, type Slot } from "./row-order.js";
import { rowValues } from "./row-values.js";

/** How one write is taken back. */
export type Undo = () => void;

/**
 * The rows of one table of one tenant, in memory. Every write says to the journal how it is undone.
 */
export interface RowTable {
  find(path: string, keys: readonly (readonly Value[])[]): readonly KeptRow[];
  path(name: string): PathIndex;
  /** A row that may leave: whoever gets it cannot change what is kept. */
  handOut(row: KeptRow): RawRow;
  all(): Iterable<KeptRow>;
  /** Whether the row was new. */
  add(row: RawRow): boolean;
  put(row: RawRow): void;
  /** Whether there was such a row, and the fence held. */
  patch(row: RawRow, fence: readonly string[], least: readonly string[]): boolean;
  drop(path: string, keys: readonly (readonly Value[])[]): number;
}

export function rowTable(table: Table, remember: (undo: Undo) => void): RowTable {
  const slots = new Map<string, Slot>();
  const paths = new Map(
    Object.entries(table.paths).map(([name, path]) => [name, pathIndex(table, path)]),
  );
  const uniques = table.unique.map((columns) => ({ columns, taken: new Map<string, Slot>() }));
  const values = rowValues(table);
  let places = 0;

  const joinColumns = (row: RawRow, columns: readonly string[]): string | undefined =>
    joinValues(columns.map((column) => row[column] ?? null));
  const rowKey = (row: RawRow): string => joinColumns(row, table.key) ?? missing(table, "key");
  const findPath = (name: string): PathIndex => paths.get(name) ?? missing(table, name);

  /** Whether another row has one of the row's unique keys. */
  const stands = (row: RawRow, self?: Slot): boolean =>
    uniques.some(({ columns, taken }) => {
      const part = joinColumns(row, columns);
      const holder = part === undefined ? undefined : taken.get(part);
      return holder !== undefined && holder !== self;
    });

  const file = (slot: Slot, before?: KeptRow): void => {
    for (const path of paths.values()) {
      if (before === undefined || path.moves(before, slot.row)) path.add(slot);
    }
    for (const { columns, taken } of uniques) {
      const part = joinColumns(slot.row, columns);
      if (part !== undefined) taken.set(part, slot);
    }
  };
  const unfile = (slot: Slot, after?: KeptRow): void => {
    for (const path of paths.values()) {
      if (after === undefined || path.moves(slot.row, after)) path.remove(slot);
    }
    for (const { columns, taken } of uniques) {
      const part = joinColumns(slot.row, columns);
      if (part !== undefined) taken.delete(part);
    }
  };
  const insert = (slot: Slot): void => {
    slots.set(rowKey(slot.row), slot);
    file(slot);
  };
  const remove = (slot: Slot): void => {
    slots.delete(rowKey(slot.row));
    unfile(slot);
  };
  const replace = (slot: Slot, row: KeptRow): void => {
    const before = slot.row;
    unfile(slot, row);
    slot.row = row;
    file(slot, before);
  };

  const write = (row: RawRow, known: Slot | undefined): void => {
    if (stands(row, known)) {
      throw new StoreError("STORE_ROW_CONFLICT", "Another row has this unique key.", {
        path: table.name,
      });
    }
    if (known === undefined) {
      places += 1;
      const slot: Slot = { row: Object.freeze({ ...row, seq: places }) };
      insert(slot);
      remember(() => remove(slot));
    } else {
      const before = known.row;
      replace(known, Object.freeze({ ...row, seq: before.seq }));
      remember(() => replace(known, before));
    }
  };

  const find = (path: string, keys: readonly (readonly Value[])[]): readonly KeptRow[] => {
    const found = new Set<KeptRow>();
    for (const key of keys) {
      if (path === "key") {
        const text = joinValues(key);
        const row = text === undefined ? undefined : slots.get(text)?.row;
        if (row !== undefined) found.add(row);
      } else {
        for (const row of findPath(path).find(key)) found.add(row);
      }
    }
    return [...found];
  };

  return {
    find,
    path: findPath,
    handOut: values.given,
    *all() {
      for (const slot of slots.values()) yield slot.row;
    },
    add(given) {
      const row = values.taken(given);
      if (slots.has(rowKey(row)) || stands(row)) return false;
      write(row, undefined);
      return true;
    },
    put(given) {
      const row = values.taken(given);
      write(row, slots.get(rowKey(row)));
    },
    patch(given, fence, least) {
      const slot = slots.get(rowKey(given));
      if (slot === undefined || fence.some((column) => given[column] !== slot.row[column])) {
        return false;
      }
      const changes = { ...given };
      for (const column of least) {
        const [stored, wanted] = [slot.row[column] ?? null, given[column] ?? null];
        const lowers = wanted !== null && (stored === null || wanted < stored);
        changes[column] = lowers ? wanted : stored;
      }
      write({ ...slot.row, ...values.changed(changes) }, slot);
      return true;
    },
    drop(path, keys) {
      const found = find(path, keys);
      for (const row of found) {
        const slot = slots.get(rowKey(row));
        if (slot === undefined) continue;
        remove(slot);
        remember(() => insert(slot));
      }
      return found.length;
    },
  };
}

function missing(table: Table, path: string): never {
  throw new StoreError("STORE_ROW_INVALID", "The table has no such path, or the row no key.", {
    path: `${table.name}.${path}`,
  });
}
