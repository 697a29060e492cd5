import type { Store, TenantId } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import type { RawRow, RowRequest, RowStore, Table, Value } from "@wellsent/core/store-kit";
import { storeOver } from "@wellsent/core/store-kit";
import { joinValues, type KeptRow } from "./row-order.js";
import { type RowTable, rowTable, type Undo } from "./row-table.js";

/**
 * A whole store in the memory of one process: for tests, simulations and first steps. Not durable,
 * one process. Nothing it hands out can change what it holds.
 * @example
 * const store = memoryStore();
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  return storeOver(memoryRows(options));
}

export interface MemoryStoreOptions {
  /** Shows up in traces and reports. */
  readonly id?: string;
}

/**
 * Rows in the memory of one process: the plainest {@link RowStore}, and the model that others are
 * compared with. Not durable, one process.
 */
export function memoryRows(options: MemoryStoreOptions = {}): RowStore<true> {
  const tenants = new Map<TenantId, Map<string, RowTable>>();
  let journal: Undo[] | undefined;

  const tableFor = (tenant: TenantId, table: Table): RowTable => {
    const held = tenants.get(tenant) ?? new Map<string, RowTable>();
    tenants.set(tenant, held);
    const known = held.get(table.name);
    if (known !== undefined) return known;
    const made = rowTable(table, (undo) => journal?.push(undo));
    held.set(table.name, made);
    return made;
  };

  return {
    id: options.id ?? "memory",
    capabilities: { durable: false, multiProcess: false, hostTransaction: false },
    sync: true,
    transaction(_mode, tenant, run) {
      if (journal !== undefined) {
        throw new StoreError("STORE_NESTED_CALL", "A transaction is open already.");
      }
      const undone: Undo[] = [];
      journal = undone;
      try {
        return run({
          trip: (requests) =>
            requests.map((request) => answer(tableFor(tenant, request.table), request)),
        });
      } catch (error) {
        for (const undo of undone.reverse()) undo();
        throw error;
      } finally {
        journal = undefined;
      }
    },
    close: () => undefined,
  };
}

function answer(rows: RowTable, request: RowRequest): readonly RawRow[] {
  switch (request.op) {
    case "get":
      return rows.find(request.path, request.keys).map(rows.handOut);
    case "due":
      return due(rows, request);
    case "range": {
      const { on, after, desc = false, limit } = request;
      return first(rows.path(request.path).walk(on, after, desc), limit).map(rows.handOut);
    }
    case "heads":
      return rows
        .path(request.path)
        .heads(request.on ?? [])
        .map(rows.handOut);
    case "tally":
      return tally(
        request.path === undefined
          ? rows.all()
          : rows.path(request.path).walk(request.on ?? [], undefined, false),
        request.columns,
      );
    case "add":
      return request.rows.map((row) => ({ added: rows.add(row) }));
    case "put":
      for (const row of request.rows) rows.put(row);
      return [];
    case "patch": {
      const { fence = [], least = [] } = request;
      return request.rows.map((row) => ({ matched: rows.patch(row, fence, least) }));
    }
    case "drop":
      return [{ dropped: rows.drop(request.path, request.keys) }];
  }
}

function due(
  rows: RowTable,
  { table, path, on, now, limit, except }: Extract<RowRequest, { op: "due" }>,
): readonly RawRow[] {
  const instant = table.paths[path]?.order[0] ?? "";
  const passed = new Set(except?.values.map(joinValues));
  const found: KeptRow[] = [];
  for (const row of rows.path(path).walk(on, undefined, false)) {
    const at = row[instant];
    if (found.length >= limit || typeof at !== "number" || at > now) break;
    if (!passed.has(joinValues((except?.columns ?? []).map((column) => row[column] ?? null)))) {
      found.push(row);
    }
  }
  return found.map(rows.handOut);
}

function first(rows: Iterable<KeptRow>, limit: number): readonly KeptRow[] {
  const found: KeptRow[] = [];
  for (const row of rows) {
    if (found.length >= limit) break;
    found.push(row);
  }
  return found;
}

function tally(rows: Iterable<KeptRow>, columns: readonly string[]): readonly RawRow[] {
  const counts = new Map<string, { readonly values: readonly Value[]; count: number }>();
  for (const row of rows) {
    const values = columns.map((column) => row[column] ?? null);
    const name = JSON.stringify(values);
    const known = counts.get(name);
    if (known === undefined) counts.set(name, { values, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].map(({ values, count }) => ({
    ...Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null])),
    count,
  }));
}
