import type { TenantId } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import {
  decoded,
  type RawRow,
  type RowRequest,
  type Table,
  type Value,
} from "@wellsent/core/store-kit";
import { endAfter, keyText } from "./key-text.ts";
import type { OrderedMap } from "./ordered-map.ts";

/**
 * Answers requests about one table of one tenant. A row stands under its primary key, and once more
 * under each path and unique key of its table, so that every question is one stretch of neighboring
 * keys.
 */
export function mapTable(
  map: OrderedMap<RawRow>,
  tenant: TenantId,
  table: Table,
  nextPlace: () => number,
): (request: RowRequest) => readonly RawRow[] {
  const at = (place: string, values: readonly Value[] = []): string =>
    keyText([tenant, table.name, place, ...values]);
  const keyFor = (row: RawRow): string => at("key", pickValues(row, table.key));

  /** Where a row stands, beside its primary key. */
  const pathKeys = (row: RawRow): readonly string[] =>
    Object.entries(table.paths).flatMap(([name, { on, order, notNull }]) => {
      const isOn = [...on, ...(notNull === undefined ? [] : [notNull])].every(holds(row));
      return isOn ? [at(name, pickValues(row, [...on, ...order, ...table.key]))] : [];
    });
  const uniqueKeys = (row: RawRow): readonly string[] =>
    table.unique.flatMap((columns, index) =>
      columns.every(holds(row)) ? [at(`unique ${index}`, pickValues(row, columns))] : [],
    );

  const isTaken = (row: RawRow): boolean =>
    uniqueKeys(row).some((key) => {
      const holder = map.get(key);
      return holder !== undefined && keyFor(holder) !== keyFor(row);
    });

  const move = (before: RawRow | undefined, after: RawRow | undefined): void => {
    for (const [row, value] of [[before, undefined] as const, [after, after] as const]) {
      if (row === undefined) continue;
      for (const key of [keyFor(row), ...pathKeys(row), ...uniqueKeys(row)]) map.set(key, value);
    }
  };

  const write = (given: RawRow): void => {
    const before = map.get(keyFor(given));
    if (isTaken(given)) throw refusal("STORE_ROW_CONFLICT", "A unique key is taken.", table);
    move(before, checked(table, given, before?.["seq"] ?? nextPlace()));
  };

  const find = (path: string, key: readonly Value[]): Iterable<RawRow> => {
    if (key.includes(null)) return [];
    const on = key.slice(0, table.paths[path]?.on.length ?? key.length);
    return map.scan(at(path, key), endAfter(at(path, on)));
  };
  const findAll = (path: string, keys: readonly (readonly Value[])[]): readonly RawRow[] => [
    ...new Set(keys.flatMap((key) => [...find(path, key)])),
  ];

  const ask = {
    due({ path, on, now, limit, except }: Of<"due">): readonly RawRow[] {
      const passed = new Set(except?.values.map(keyText));
      const passes = (row: RawRow): boolean =>
        !passed.has(keyText(pickValues(row, except?.columns ?? [])));
      return first(map.scan(at(path, on), endAfter(at(path, [...on, now]))), limit, passes);
    },
    range({ path, on, after, limit, desc = false }: Of<"range">): readonly RawRow[] {
      const [start, end] = [at(path, on), endAfter(at(path, on))];
      if (after === undefined) return first(map.scan(start, end, desc), limit);
      const seen = at(path, [...on, ...after]);
      return first(desc ? map.scan(start, seen, true) : map.scan(endAfter(seen), end), limit);
    },
    heads({ path, on = [] }: Of<"heads">): readonly RawRow[] {
      const columns = table.paths[path]?.on.slice(0, on.length + 1) ?? [];
      const found: RawRow[] = [];
      for (let from = at(path, on); ; ) {
        const [row] = map.scan(from, endAfter(at(path, on)));
        if (row === undefined) return found;
        found.push(row);
        from = endAfter(at(path, pickValues(row, columns)));
      }
    },
    tally({ columns, path = "key", on = [] }: Of<"tally">): readonly RawRow[] {
      const counts = new Map<string, RawRow & { readonly count: number }>();
      for (const row of map.scan(at(path, on), endAfter(at(path, on)))) {
        const values = Object.fromEntries(columns.map((name) => [name, row[name] ?? null]));
        const name = keyText(Object.values(values));
        counts.set(name, { ...values, count: (counts.get(name)?.count ?? 0) + 1 });
      }
      return [...counts.values()];
    },
    add(row: RawRow): boolean {
      if (map.get(keyFor(row)) !== undefined || isTaken(row)) return false;
      write(row);
      return true;
    },
    patch(given: RawRow, { fence = [], least = [] }: Of<"patch">): boolean {
      const before = map.get(keyFor(given));
      if (before === undefined || fence.some((name) => given[name] !== before[name])) return false;
      const kept = least.filter((name) => !isLower(given[name] ?? null, before[name] ?? null));
      write({ ...before, ...given, ...pick(before, kept) });
      return true;
    },
    drop(path: string, keys: readonly (readonly Value[])[]): number {
      const found = findAll(path, keys);
      for (const row of found) move(row, undefined);
      return found.length;
    },
  };

  return (request) => {
    switch (request.op) {
      case "get":
        return findAll(request.path, request.keys);
      case "due":
        return ask.due(request);
      case "range":
        return ask.range(request);
      case "heads":
        return ask.heads(request);
      case "tally":
        return ask.tally(request);
      case "add":
        return request.rows.map((row) => ({ added: ask.add(row) }));
      case "put":
        for (const row of request.rows) write(row);
        return [];
      case "patch":
        return request.rows.map((row) => ({ matched: ask.patch(row, request) }));
      case "drop":
        return [{ dropped: ask.drop(request.path, request.keys) }];
    }
  };
}

type Of<Op extends RowRequest["op"]> = Extract<RowRequest, { readonly op: Op }>;

function pickValues(row: RawRow, columns: readonly string[]): readonly Value[] {
  return columns.map((column) => row[column] ?? null);
}

function pick(row: RawRow, columns: readonly string[]): RawRow {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}

function holds(row: RawRow) {
  return (column: string): boolean => (row[column] ?? null) !== null;
}

/** Null is later than any. */
function isLower(given: Value, stored: Value): boolean {
  return given !== null && (stored === null || given < stored);
}

function first(
  rows: Iterable<RawRow>,
  limit: number,
  passes: (row: RawRow) => boolean = () => true,
): readonly RawRow[] {
  const found: RawRow[] = [];
  for (const row of rows) {
    if (found.length >= limit) break;
    if (passes(row)) found.push(row);
  }
  return found;
}

/** What the table declares, with the row's place in the order of insertion. */
function checked(table: Table, given: RawRow, seq: Value): RawRow {
  const row: RawRow = Object.freeze({ ...pick(given, Object.keys(table.columns)), seq });
  try {
    return decoded(table, row);
  } catch {
    throw refusal("STORE_ROW_INVALID", "A column has no value, or one of another type.", table);
  }
}

function refusal(code: `STORE_${string}`, message: string, { name }: Table): StoreError {
  return new StoreError(code, message, { path: name });
}
