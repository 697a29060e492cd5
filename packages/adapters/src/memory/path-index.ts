import type { Path, RawRow, Table, Value } from "@wellsent/core/store-kit";
import {
  compareRows,
  compareWith,
  joinValues,
  type KeptRow,
  type Slot,
  sortColumns,
} from "./row-order.js";
import {
  insertSlot,
  removeSlot,
  rowsBefore,
  rowsFrom,
  type SortedSlots,
  sortedSlots,
} from "./sorted-slots.js";

/** The rows of one table by one path: grouped by what must equal, and in order within a group. */
export interface PathIndex {
  /** Whether a change of a row moves it on this path. */
  readonly moves: (before: RawRow, after: RawRow) => boolean;
  add(slot: Slot): void;
  remove(slot: Slot): void;
  /** Rows whose `on` columns equal these, and reach the path's window where it has one. */
  find(key: readonly Value[]): Iterable<KeptRow>;
  /** Rows of a group behind a place, or before it, nearest first. */
  walk(on: readonly Value[], after: readonly Value[] | undefined, desc: boolean): Iterable<KeptRow>;
  /** The first row for each value of the `on` column behind those that equal `before`. */
  heads(before: readonly Value[]): readonly KeptRow[];
}

export function pathIndex(table: Table, path: Path): PathIndex {
  const groups = new Map<string, SortedSlots>();
  const columns = sortColumns(table, path);
  const looked = [...new Set([...path.on, ...path.order, ...(path.notNull ? [path.notNull] : [])])];
  const compare = (left: KeptRow, right: KeptRow): number => compareRows(columns, left, right);
  const { on, notNull, window } = path;

  const groupKey = (row: KeptRow): string | undefined =>
    notNull !== undefined && row[notNull] === null
      ? undefined
      : joinValues(on.map((column) => row[column] ?? null));
  const group = (values: readonly Value[]): SortedSlots | undefined => {
    const text = joinValues(values);
    return text === undefined ? undefined : groups.get(text);
  };

  return {
    moves: (before, after) => looked.some((column) => before[column] !== after[column]),
    add(slot) {
      const text = groupKey(slot.row);
      if (text === undefined) return;
      const known = groups.get(text);
      const sorted = known ?? sortedSlots();
      if (known === undefined) groups.set(text, sorted);
      insertSlot(sorted, slot, compare);
    },
    remove(slot) {
      const text = groupKey(slot.row);
      const sorted = text === undefined ? undefined : groups.get(text);
      if (text === undefined || sorted === undefined) return;
      removeSlot(sorted, slot, compare);
      if (sorted.pieces.length === 0) groups.delete(text);
    },
    find(key) {
      const sorted = group(key.slice(0, on.length));
      if (sorted === undefined) return [];
      if (window === undefined) return rowsFrom(sorted);
      const bound = [key[on.length] ?? null];
      return rowsFrom(sorted, (row) => compareWith([window], row, bound) >= 0);
    },
    walk(values, after, desc) {
      const sorted = group(values);
      if (sorted === undefined) return [];
      if (after === undefined) return desc ? rowsBefore(sorted, () => false) : rowsFrom(sorted);
      return desc
        ? rowsBefore(sorted, (row) => compareWith(columns, row, after) >= 0)
        : rowsFrom(sorted, (row) => compareWith(columns, row, after) > 0);
    },
    heads(before) {
      const first = new Map<Value, KeptRow>();
      const place = before.length;
      const within = [...on.slice(place + 1), ...columns];
      for (const { pieces } of groups.values()) {
        const row = pieces[0]?.[0]?.row;
        if (row === undefined || before.some((value, at) => row[on[at] ?? ""] !== value)) continue;
        const value = row[on[place] ?? ""] ?? null;
        const known = first.get(value);
        if (known === undefined || compareRows(within, row, known) < 0) first.set(value, row);
      }
      return [...first.values()].sort((left, right) => compareRows(on, left, right));
    },
  };
}
