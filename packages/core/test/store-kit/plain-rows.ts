import type { RawRow, RowRequest, RowStore, Table, Value } from "@wellsent/core/store-kit";

/** One thing the rows were asked, in one trip. */
export type Trip = readonly RowRequest[];

interface Recorded {
  /** Every trip so far. */
  readonly trips: Trip[];
  /** Called before each trip: throws to break the call there. */
  before?: (trip: Trip) => void;
  /** The rows of a table, as they stand, for damaging them. */
  listRows(tenant: string, table: Table): RawRow[];
}

type Tables = Map<string, RawRow[]>;

/**
 * Rows as plain lists, looked through from end to end: slow, and too simple to be wrong. Sync, or
 * with every answer a turn later.
 */
export function plainRows(sync: true): RowStore<true> & Recorded;
export function plainRows(sync: boolean): (RowStore<true> | RowStore<false>) & Recorded;
export function plainRows(sync: boolean): (RowStore<true> | RowStore<false>) & Recorded {
  const tenants = new Map<string, Tables>();
  const trips: Trip[] = [];
  const listRows = (tenant: string, table: Table): RawRow[] => {
    const held = tenants.get(tenant) ?? new Map<string, RawRow[]>();
    tenants.set(tenant, held);
    const rows = held.get(table.name) ?? [];
    held.set(table.name, rows);
    return rows;
  };
  const recorded: Recorded = { trips, listRows: listRows };
  const answer = (tenant: string, requests: Trip): readonly (readonly RawRow[])[] => {
    trips.push(requests);
    base.before?.(requests);
    return requests.map((request) => answerOne(listRows(tenant, request.table), request));
  };
  const kept = (tenant: string): Tables =>
    new Map([...(tenants.get(tenant) ?? [])].map(([name, rows]) => [name, [...rows]]));
  const capabilities = { durable: false, multiProcess: false, hostTransaction: false };
  const base: (RowStore<true> | RowStore<false>) & Recorded = sync
    ? {
        ...recorded,
        id: "plain",
        capabilities,
        sync: true,
        transaction(_mode, tenant, run) {
          const before = kept(tenant);
          try {
            return run({ trip: (requests) => answer(tenant, requests) });
          } catch (error) {
            tenants.set(tenant, before);
            throw error;
          }
        },
        close: () => undefined,
      }
    : {
        ...recorded,
        id: "plain-async",
        capabilities,
        sync: false,
        async transaction(_mode, tenant, run) {
          const before = kept(tenant);
          try {
            return await run({ trip: async (requests) => answer(tenant, requests) });
          } catch (error) {
            tenants.set(tenant, before);
            throw error;
          }
        },
        close: async () => undefined,
      };
  return base;
}

function answerOne(rows: RawRow[], request: RowRequest): readonly RawRow[] {
  const { table } = request;
  switch (request.op) {
    case "get":
      return find(rows, table, request.path, request.keys);
    case "due": {
      const at = table.paths[request.path]?.order[0] ?? "";
      const { columns = [], values = [] } = request.except ?? {};
      return ordered(find(rows, table, request.path, [request.on]), table, request.path)
        .filter((row) => typeof row[at] === "number" && row[at] <= request.now)
        .filter((row) => !values.some((one) => equal(pickValues(row, columns), one)))
        .slice(0, request.limit);
    }
    case "range": {
      const { after, desc = false } = request;
      const order = table.paths[request.path]?.order ?? [];
      const along = ordered(find(rows, table, request.path, [request.on]), table, request.path);
      return (desc ? along.reverse() : along)
        .filter((row) => {
          if (after === undefined) return true;
          const compared = compare(pickValues(row, order), after);
          return desc ? compared < 0 : compared > 0;
        })
        .slice(0, request.limit);
    }
    case "heads": {
      const path = table.paths[request.path];
      const first = new Map<Value, RawRow>();
      const { on: given = [] } = request;
      for (const row of ordered(on(rows, table, request.path), table, request.path)) {
        if (!equal(pickValues(row, (path?.on ?? []).slice(0, given.length)), given)) continue;
        const value = row[path?.on[given.length] ?? ""] ?? null;
        if (!first.has(value)) first.set(value, row);
      }
      return [...first.values()];
    }
    case "tally": {
      const counts = new Map<string, RawRow & { count: number }>();
      for (const row of rows) {
        const values = pickValues(row, request.columns);
        const known = counts.get(JSON.stringify(values));
        if (known !== undefined) known.count += 1;
        else
          counts.set(JSON.stringify(values), {
            ...Object.fromEntries(
              request.columns.map((name, index) => [name, values[index] ?? null]),
            ),
            count: 1,
          });
      }
      return [...counts.values()];
    }
    case "add":
      return request.rows.map((row) => {
        const taken = [table.key, ...table.unique].some((columns) => holder(rows, columns, row));
        if (!taken) rows.push({ ...row, seq: nextSeq(rows) });
        return { added: !taken };
      });
    case "put":
      distinct(request.rows, table);
      for (const row of request.rows) {
        const place = rows.findIndex((one) =>
          equal(pickValues(one, table.key), pickValues(row, table.key)),
        );
        if (place === -1) rows.push({ ...row, seq: nextSeq(rows) });
        else rows[place] = { ...row, seq: rows[place]?.["seq"] ?? 0 };
      }
      return [];
    case "patch": {
      distinct(request.rows, table);
      const { fence = [], least = [] } = request;
      if (new Set(request.rows.map((row) => Object.keys(row).sort().join())).size > 1)
        throw new Error("patch: rows of one request have the same columns");
      return request.rows.map((row) => {
        const place = rows.findIndex((one) =>
          equal(pickValues(one, table.key), pickValues(row, table.key)),
        );
        const stored = rows[place];
        if (stored === undefined || !equal(pickValues(stored, fence), pickValues(row, fence)))
          return { matched: false };
        const lowered = least.map((column) => {
          const [a, b] = [stored[column] ?? null, row[column] ?? null];
          return [column, a === null || (b !== null && b < a) ? b : a] as const;
        });
        rows[place] = { ...stored, ...row, ...Object.fromEntries(lowered) };
        return { matched: true };
      });
    }
    case "drop": {
      const found = new Set(find(rows, table, request.path, request.keys));
      const left = rows.filter((row) => !found.has(row));
      rows.splice(0, rows.length, ...left);
      return [{ dropped: found.size }];
    }
  }
}

function on(rows: readonly RawRow[], table: Table, path: string): RawRow[] {
  const declared = table.paths[path];
  if (declared === undefined) throw new Error(`${table.name} has no path ${path}`);
  const { notNull } = declared;
  return rows.filter((row) => notNull === undefined || (row[notNull] ?? null) !== null);
}

function find(
  rows: readonly RawRow[],
  table: Table,
  path: string,
  keys: readonly (readonly Value[])[],
): RawRow[] {
  const found = new Set<RawRow>();
  for (const key of keys) {
    if (path === "key") {
      for (const row of rows) if (equal(pickValues(row, table.key), key)) found.add(row);
      continue;
    }
    const declared = table.paths[path];
    const columns = declared?.on ?? [];
    const from = declared?.window === undefined ? undefined : key[columns.length];
    const matching = on(rows, table, path).filter(
      (row) =>
        !key.slice(0, columns.length).includes(null) &&
        equal(pickValues(row, columns), key.slice(0, columns.length)) &&
        (from === undefined || compare([row[declared?.window ?? ""] ?? null], [from]) >= 0),
    );
    for (const row of ordered(matching, table, path)) found.add(row);
  }
  return [...found];
}

function pickValues(row: RawRow, columns: readonly string[]): readonly Value[] {
  return columns.map((column) => row[column] ?? null);
}

function equal(left: readonly Value[], right: readonly Value[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}

function compare(left: readonly Value[], right: readonly Value[]): number {
  for (const [index, a] of left.entries()) {
    const b = right[index] ?? null;
    if (a === b) continue;
    if (a === null || b === null) return a === null ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return 0;
}

function ordered(rows: readonly RawRow[], table: Table, path: string): RawRow[] {
  const columns = [...(table.paths[path]?.order ?? []), ...table.key];
  return [...rows].sort((a, b) => compare(pickValues(a, columns), pickValues(b, columns)));
}

function holder(rows: readonly RawRow[], columns: readonly string[], row: RawRow): boolean {
  const values = pickValues(row, columns);
  return !values.includes(null) && rows.some((one) => equal(pickValues(one, columns), values));
}

/**
 * A key stands at most once in a batch of writes: databases answer twice the same key in different
 * ways.
 */
function distinct(rows: readonly RawRow[], table: Table): void {
  const keys = rows.map((row) => JSON.stringify(pickValues(row, table.key)));
  if (new Set(keys).size < keys.length) throw new Error(`${table.name}: a key stands twice`);
}

function nextSeq(rows: readonly RawRow[]): number {
  return rows.reduce((most, row) => Math.max(most, Number(row["seq"])), 0) + 1;
}
