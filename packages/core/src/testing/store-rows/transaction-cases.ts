import type { Io } from "../../store-kit/io.js";
import type { RawRow, RowRequest } from "../../store-kit/row-request.js";
import type { Table } from "../../store-kit/table.js";
import { tables } from "../../store-kit/tables.js";
import type { ContractCase } from "../contract-case.js";
import { ensure, equal, rejection } from "../expectations.js";
import { acme, other, type Rows, type RowTest } from "./row-harness.js";
import { declared, pickKeys, pickValues, rowFor } from "./sample-rows.js";

/** All or nothing, in order, and tenant by tenant. */
export function transactionCases(test: RowTest): readonly ContractCase[] {
  return [
    ...tables.flatMap((table) => [
      test(`${table.name}: nothing of another tenant is found or changed`, (rows) =>
        walls(rows, table)),
      ...listWrites(table).map((op) =>
        test(`${table.name}: ${op} is undone when the transaction fails`, (rows) =>
          undoes(rows, table, op)),
      ),
    ]),
    test("a request sees what those before it wrote, in one trip and the next", seesItself),
    test("a transaction that fails is undone in every table", undoesAll),
    test("a transaction gives back what its function returns, and throws what it throws", passesOn),
  ];
}

type Write = "add" | "put" | "patch" | "drop";

/** A table whose columns are all key columns has nothing to patch. */
function listWrites(table: Table): readonly Write[] {
  return Object.keys(table.columns).length === table.key.length
    ? ["add", "put", "drop"]
    : ["add", "put", "patch", "drop"];
}

function stored(table: Table): readonly RawRow[] {
  return [1, 2, 3].map((n) => rowFor(table, n));
}

async function read(rows: Rows, table: Table, tenant = acme): Promise<readonly RawRow[]> {
  const keys = Array.from({ length: 10 }, (_, n) => pickKeys(table, [rowFor(table, n)])).flat();
  const found = await rows.get(table, "key", keys, tenant);
  return [...found].sort((left, right) => Number(left["seq"]) - Number(right["seq"]));
}

/** Every request that a table can be asked, about rows that the other tenant has. */
function everyRequest(table: Table): readonly RowRequest[] {
  const one = rowFor(table, 1);
  const changed = Object.keys(table.columns).find(
    (column) => !table.key.includes(column) && !table.unique.flat().includes(column),
  );
  return [
    { op: "get", table, path: "key", keys: pickKeys(table, stored(table)) },
    { op: "tally", table, columns: table.key },
    ...Object.entries(table.paths).flatMap(([path, { on, order, notNull, window }]) => [
      ...[
        {
          op: "get" as const,
          table,
          path,
          keys: [[...pickValues(one, on), ...(window === undefined ? [] : [0])]],
        },
        { op: "range" as const, table, path, on: pickValues(one, on), limit: 10 },
      ],
      ...(on.length === 0 ? [] : [{ op: "heads" as const, table, path }]),
      ...(notNull !== undefined && notNull === order[0]
        ? [{ op: "due" as const, table, path, on: pickValues(one, on), now: 99, limit: 10 }]
        : []),
      ...(on.length === 0 || window !== undefined
        ? []
        : [{ op: "drop" as const, table, path, keys: [pickValues(one, on)] }]),
    ]),
    ...(changed === undefined
      ? []
      : [
          {
            op: "patch" as const,
            table,
            rows: [
              {
                ...Object.fromEntries(table.key.map((column) => [column, one[column] ?? null])),
                [changed]: rowFor(table, 9)[changed] ?? null,
              },
            ],
          },
        ]),
    { op: "drop", table, path: "key", keys: pickKeys(table, stored(table)) },
  ];
}

async function walls(rows: Rows, table: Table): Promise<void> {
  await rows.add(table, stored(table), other);
  const before = await read(rows, table, other);
  for (const request of everyRequest(table)) {
    const answer = await rows.ask(request, acme);
    const nothing =
      request.op === "patch" ? [{ matched: false }] : request.op === "drop" ? [{ dropped: 0 }] : [];
    equal(answer, nothing, `${request.op} in a tenant without rows`);
    equal(await read(rows, table, other), before, `the other tenant after ${request.op}`);
  }
  const twins = stored(table).map((row, n) => ({
    ...rowFor(table, n + 5),
    ...pickKey(table, row),
  }));
  equal(await rows.add(table, twins, acme), [true, true, true], "the same keys in two tenants");
  await rows.put(table, twins);
  equal(await read(rows, table, other), before, "the other tenant after the same keys");
  await rows.ask({ op: "drop", table, path: "key", keys: pickKeys(table, twins) });
  equal(await read(rows, table, other), before, "the other tenant after they were dropped");
}

function pickKey(table: Table, row: RawRow): RawRow {
  return Object.fromEntries(table.key.map((column) => [column, row[column] ?? null]));
}

function createWrite(table: Table, op: Write): RowRequest {
  const [first, second] = stored(table);
  const keyed = { ...rowFor(table, 7), ...pickKey(table, first ?? {}) };
  if (op === "add") return { op, table, rows: [rowFor(table, 8), rowFor(table, 9)] };
  if (op === "put") return { op, table, rows: [keyed, rowFor(table, 9)] };
  if (op === "patch") return { op, table, rows: [keyed] };
  return { op, table, path: "key", keys: pickKeys(table, [second ?? {}]) };
}

/** A transaction that writes, and then fails. */
function failing(rows: Rows, requests: readonly RowRequest[]): Promise<unknown> {
  return rejection(
    () =>
      rows.within(acme, function* (): Io<void> {
        yield requests;
        throw new Error("after the writes");
      }),
    "a transaction whose function throws",
  );
}

async function undoes(rows: Rows, table: Table, op: Write): Promise<void> {
  await rows.add(table, stored(table));
  const found = async (): Promise<unknown> => {
    const answers: unknown[] = [await read(rows, table)];
    for (const request of everyRequest(table)) {
      if (request.op === "drop" || request.op === "patch") continue;
      const answer = await rows.ask(request);
      answers.push(
        request.op === "tally" ? answer.map((row) => JSON.stringify(row)).sort() : answer,
      );
    }
    return answers;
  };
  const before = await found();
  await failing(rows, [createWrite(table, op)]);
  equal(await found(), before, `all that can be found after an undone ${op}`);
  await rows.ask(createWrite(table, op));
  ensure(JSON.stringify(await found()) !== JSON.stringify(before), `${op} does something`);
}

async function undoesAll(rows: Rows): Promise<void> {
  const read = (): Promise<unknown> =>
    Promise.all(
      tables.map((table) =>
        rows.get(
          table,
          "key",
          pickKeys(
            table,
            [0, 1, 2, 3, 9].map((n) => rowFor(table, n)),
          ),
        ),
      ),
    );
  for (const table of tables) await rows.add(table, stored(table));
  const before = await read();
  await failing(
    rows,
    tables.flatMap((table) => [
      { op: "add", table, rows: [rowFor(table, 9)] },
      { op: "drop", table, path: "key", keys: pickKeys(table, [rowFor(table, 1)]) },
    ]),
  );
  equal(await read(), before, "every table");
}

async function seesItself(rows: Rows): Promise<void> {
  for (const table of tables) {
    const [first, second] = stored(table);
    if (first === undefined || second === undefined) return;
    const get = { op: "get", table, path: "key", keys: pickKeys(table, [first, second]) } as const;
    const seen = await rows.within(acme, function* (): Io<readonly (readonly RawRow[])[]> {
      const once = yield [
        get,
        { op: "add", table, rows: [first] },
        get,
        { op: "put", table, rows: [second] },
        { op: "drop", table, path: "key", keys: pickKeys(table, [first]) },
      ];
      const [next = []] = yield [get];
      return [once[0] ?? [], once[2] ?? [], next];
    });
    equal(
      seen.map((found) => found.map((row) => declared(table, row))),
      [[], [first], [second]],
      `${table.name}: before, after add, after put and drop`,
    );
  }
}

async function passesOn(rows: Rows): Promise<void> {
  const value = await rows.within(acme, function* (): Io<string> {
    yield [];
    return "value";
  });
  equal(value, "value", "what the function returns");
  const thrown = new Error("from the function");
  const error = await rejection(
    () =>
      rows.within(acme, function* (): Io<void> {
        yield [];
        throw thrown;
      }),
    "a function that throws",
  );
  ensure(error === thrown, "the very error comes back");
}
