import { frozen } from "./frozen.js";
import type { Journal } from "./journal.js";

/** Rows by key, in the order they were first written, with secondary indexes. Every write can be rolled back. */
export interface Table<Row, Index extends string = never> {
  readonly size: number;
  get(key: string): Row | undefined;
  set(key: string, row: Row): void;
  /** Adds a row that needs no key of its own. */
  append(row: Row): void;
  delete(key: string): boolean;
  /** Deletes what an index files under `value`; returns how many rows that were. */
  drop(index: Index, value: string): number;
  /** Rows an index files under `value`, oldest first. */
  where(index: Index, value: string): readonly Row[];
  /** Rows behind a position, oldest first, each with its own. */
  scan(after: number): Iterable<Placed<Row>>;
  /** The same, of those only that an index files under `value`. */
  scanWhere(index: Index, value: string, after: number): Iterable<Placed<Row>>;
}

export type Placed<Row> = readonly [position: number, row: Row];

interface Slot<Row> {
  readonly key: string;
  readonly position: number;
  row: Row;
}

export function createTable<Row, Index extends string = never>(
  journal: Journal,
  indexes: Readonly<Record<Index, (row: Row) => readonly string[]>>,
): Table<Row, Index> {
  const slots = new Map<string, Slot<Row>>();
  const order: (Slot<Row> | undefined)[] = [];
  const valuesOf = Object.entries<(row: Row) => readonly string[]>(indexes);
  const filed = new Map(valuesOf.map(([name]) => [name, new Map<string, Set<Slot<Row>>>()]));

  const file = (slot: Slot<Row>): void => {
    for (const [name, values] of valuesOf) {
      for (const value of values(slot.row)) {
        const index = filed.get(name);
        const entries = index?.get(value);
        if (entries === undefined) index?.set(value, new Set([slot]));
        else entries.add(slot);
      }
    }
  };
  const unfile = (slot: Slot<Row>): void => {
    for (const [name, values] of valuesOf) {
      for (const value of values(slot.row)) {
        const entries = filed.get(name)?.get(value);
        entries?.delete(slot);
        if (entries?.size === 0) filed.get(name)?.delete(value);
      }
    }
  };
  const insert = (slot: Slot<Row>): void => {
    slots.set(slot.key, slot);
    order[slot.position] = slot;
    file(slot);
  };
  const remove = (slot: Slot<Row>): void => {
    unfile(slot);
    slots.delete(slot.key);
    order[slot.position] = undefined;
  };
  const replace = (slot: Slot<Row>, row: Row): void => {
    unfile(slot);
    slot.row = row;
    file(slot);
  };

  const set = (key: string, value: Row): void => {
    const row = frozen(value);
    const known = slots.get(key);
    if (known === undefined) {
      const slot = { key, position: order.length, row };
      insert(slot);
      journal.remember(() => remove(slot));
    } else {
      const before = known.row;
      replace(known, row);
      journal.remember(() => replace(known, before));
    }
  };
  const inOrder = (index: Index, value: string): readonly Slot<Row>[] =>
    [...(filed.get(index)?.get(value) ?? [])].sort((a, b) => a.position - b.position);
  const forget = (slot: Slot<Row>): void => {
    remove(slot);
    journal.remember(() => insert(slot));
  };

  return {
    get size() {
      return slots.size;
    },
    get: (key) => slots.get(key)?.row,
    set,
    append: (row) => set(`#${order.length}`, row),
    delete(key) {
      const slot = slots.get(key);
      if (slot !== undefined) forget(slot);
      return slot !== undefined;
    },
    drop(index, value) {
      const found = [...(filed.get(index)?.get(value) ?? [])];
      for (const slot of found) forget(slot);
      return found.length;
    },
    where: (index, value) => inOrder(index, value).map((slot) => slot.row),
    *scan(after) {
      for (let position = after + 1; position < order.length; position += 1) {
        const slot = order[position];
        if (slot !== undefined) yield [position, slot.row];
      }
    },
    scanWhere: (index, value, after) =>
      inOrder(index, value)
        .filter((slot) => slot.position > after)
        .map((slot) => [slot.position, slot.row]),
  };
}
