import { memoryRows } from "@wellsent/adapters/memory";
import { sqliteRows } from "@wellsent/adapters/sqlite";
import { tenantId } from "@wellsent/core";
import {
  type ColumnType,
  type Path,
  type RawRow,
  type RowRequest,
  type RowStore,
  type Table,
  tables,
  type Value,
} from "@wellsent/core/store-kit";
import { type SeededRandom, seededRandom } from "@wellsent/core/testing";
import { expect, inject, it } from "vitest";

const tenants = ["acme", "bolt"].map(tenantId);
const words = ["", "a", "b", "Zoë", "\u{1f600}", "\uffff", "it's", 'say "hi"', "z".repeat(512)];
const numbers = [0, 1, 2, 7, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];

/** Few values, so that keys meet, orders have ties, and patches find something. */
function anyValue(random: SeededRandom, type: ColumnType): Value {
  const open = type.endsWith("?");
  if (open && random.integer(4) === 0) return null;
  if (type.startsWith("integer")) return numbers[random.integer(numbers.length)] ?? 0;
  if (type.startsWith("json")) return JSON.stringify(words[random.integer(words.length)] ?? "");
  return words[random.integer(words.length)] ?? "";
}

function anyValues(random: SeededRandom, table: Table, columns: readonly string[]): Value[] {
  return columns.map((column) => {
    const type = table.columns[column];
    return type === undefined
      ? random.integer(2) * Number.MAX_SAFE_INTEGER
      : anyValue(random, type);
  });
}

function anyRow(random: SeededRandom, table: Table): RawRow {
  return Object.fromEntries(
    Object.entries(table.columns).map(([name, type]) => [name, anyValue(random, type)]),
  );
}

function some<T>(random: SeededRandom, most: number, make: () => T): T[] {
  return Array.from({ length: random.integer(most + 1) }, make);
}

function pickPath(random: SeededRandom, table: Table): readonly [string, Path] {
  const paths = [...Object.entries(table.paths), ["key", { on: table.key, order: [] }] as const];
  return paths[random.integer(paths.length)] ?? ["key", { on: table.key, order: [] }];
}

function drawRequest(random: SeededRandom, table: Table): RowRequest {
  const [path, { on, order, notNull, window }] = pickPath(random, table);
  const key = () => anyValues(random, table, window === undefined ? on : [...on, window]);
  const limit = 1 + random.integer(5);
  switch (random.integer(10)) {
    case 0: {
      const get = { op: "get", table, path, keys: some(random, 6, key) } as const;
      const columns = Object.keys(table.columns).filter(
        (name) => table.key.includes(name) || random.integer(2) === 0,
      );
      return random.integer(2) === 0 ? get : { ...get, columns };
    }
    case 1: {
      const scanned = Object.entries(table.paths).find(
        ([, one]) => one.notNull !== undefined && one.notNull === one.order[0],
      );
      if (scanned === undefined) return { op: "get", table, path, keys: some(random, 6, key) };
      const columns = table.key.slice(0, 1 + random.integer(table.key.length));
      const values = some(random, 2, () => anyValues(random, table, columns));
      const given = anyValues(random, table, scanned[1].on);
      const now = numbers[random.integer(numbers.length)] ?? 0;
      const due = { op: "due", table, path: scanned[0], on: given, now, limit } as const;
      return random.integer(2) === 0 ? due : { ...due, except: { columns, values } };
    }
    case 2: {
      if (path === "key") return { op: "tally", table, columns: table.key };
      const after = anyValues(random, table, order.length === 0 ? table.key : order);
      const desc = random.integer(2) === 0;
      const range = {
        op: "range",
        table,
        path,
        on: anyValues(random, table, on),
        limit,
        desc,
      } as const;
      return random.integer(2) === 0 || after.includes(null) ? range : { ...range, after };
    }
    case 3:
      return on.length === 0 || path === "key"
        ? { op: "tally", table, columns: Object.keys(table.columns).slice(0, 2) }
        : { op: "heads", table, path };
    case 4:
    case 5:
      return { op: "add", table, rows: some(random, 5, () => anyRow(random, table)) };
    case 6:
      return { op: "put", table, rows: some(random, 4, () => anyRow(random, table)) };
    case 7:
    case 8: {
      const chosen = Object.keys(table.columns).filter(
        (name) => table.key.includes(name) || random.integer(3) === 0,
      );
      const rest = chosen.filter((name) => !table.key.includes(name));
      const fence = rest.filter(() => random.integer(4) === 0);
      const least = rest.filter(
        (name) =>
          !fence.includes(name) && table.columns[name] === "integer?" && random.integer(2) === 0,
      );
      const rows = some(random, 4, () => {
        const row = anyRow(random, table);
        return Object.fromEntries(chosen.map((name) => [name, row[name] ?? null]));
      });
      return { op: "patch", table, rows, fence, least };
    }
    default:
      return {
        op: "drop",
        table,
        path: notNull === undefined ? path : "key",
        keys:
          notNull === undefined
            ? some(random, 2, key)
            : some(random, 2, () => anyValues(random, table, table.key)),
      };
  }
}

/** The answers of one transaction, or the code with which it was refused and undone. */
function collectAnswers(
  rows: RowStore<true>,
  tenant: (typeof tenants)[number],
  trip: readonly RowRequest[],
): unknown {
  try {
    return rows.transaction("write", tenant, (at) => {
      const answers = at.trip(trip);
      return trip.map((request, index) => {
        const named = request.op === "get" ? request.columns : undefined;
        const found = (answers[index] ?? []).map((row) =>
          named === undefined
            ? { ...row }
            : Object.fromEntries(named.map((name) => [name, row[name]])),
        );
        return request.op === "tally"
          ? found.map((row) => JSON.stringify(Object.entries(row).sort())).sort()
          : found;
      });
    });
  } catch (error) {
    if (error instanceof Error && "code" in error) return error.code;
    throw error;
  }
}

/** `seq` only has to be in order: numbers differ where a refused transaction used some up. */
function inOrder(answers: unknown): unknown {
  if (!Array.isArray(answers)) return answers;
  return answers.map((rows: unknown) =>
    Array.isArray(rows)
      ? rows.map((row: unknown) =>
          typeof row === "object" && row !== null ? { ...row, seq: "some" } : row,
        )
      : rows,
  );
}

it.each(tables.map((table) => [table.name, table] as const))(
  "answers whatever is asked of %s as the rows in memory do",
  (_, table) => {
    const seed = inject("propertySeed");
    const random = seededRandom(seed + table.name.length);
    const sqlite = sqliteRows({ path: ":memory:" });
    const memory = memoryRows();
    let refused = 0;
    for (let round = 0; round < 600; round += 1) {
      const tenant = tenants[random.integer(2)] ?? tenantId("acme");
      const trip = some(random, 3, () => drawRequest(random, table));
      const [found, wanted] = [sqlite, memory].map((rows) => collectAnswers(rows, tenant, trip));
      if (typeof wanted === "string") refused += 1;
      expect(
        inOrder(found),
        JSON.stringify({ round, trip: trip.map(({ table: _table, ...rest }) => rest) }),
      ).toEqual(inOrder(wanted));
    }
    expect(refused).toBeLessThan(300);
    sqlite.close();
  },
);
