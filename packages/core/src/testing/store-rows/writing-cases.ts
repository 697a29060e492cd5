import type { RawRow } from "../../store-kit/row-request.js";
import type { Table, Value } from "../../store-kit/table.js";
import { tables } from "../../store-kit/tables.js";
import type { ContractCase } from "../contract-case.js";
import { ensure, equal, rejectsWithCode } from "../expectations.js";
import type { Rows, RowTest } from "./row-harness.js";
import {
  columnKind,
  declared,
  mayBeNull,
  oddRows,
  pickKeys,
  pickValues,
  rowFor,
} from "./sample-rows.js";

/** What each write does to each table, and what it leaves alone. */
export function writingCases(test: RowTest): readonly ContractCase[] {
  return tables.flatMap((table) => {
    const written = writable(table);
    return [
      test(`${table.name}: keeps every value as it was given`, (rows) => keeps(rows, table)),
      test(`${table.name}: get answers many keys, and leaves out those of no row`, (rows) =>
        answersKeys(rows, table)),
      test(`${table.name}: add says which of equal keys was new`, (rows) => adds(rows, table)),
      test(`${table.name}: put replaces a whole row and keeps its place`, (rows) =>
        puts(rows, table)),
      test(`${table.name}: drop takes what get finds and leaves the neighbours`, (rows) =>
        drops(rows, table)),
      ...(written.length === 0
        ? []
        : [
            test(`${table.name}: patch writes the named columns of rows there are`, (rows) =>
              patches(rows, table, written)),
            test(`${table.name}: patch honors its fence`, (rows) => fences(rows, table, written)),
          ]),
      ...written
        .filter((column) => columnKind(table, column) === "integer")
        .map((column) =>
          test(`${table.name}.${column}: patch with least only lowers`, (rows) =>
            lowers(rows, table, column)),
        ),
      ...table.unique.map((unique) =>
        test(`${table.name}: ${unique.join(" + ")} is unique`, (rows) =>
          refusesTaken(rows, table, unique)),
      ),
    ];
  });
}

function writable(table: Table): readonly string[] {
  return Object.keys(table.columns).filter(
    (column) => !table.key.includes(column) && !table.unique.flat().includes(column),
  );
}

async function read(
  rows: Rows,
  table: Table,
  wanted: readonly RawRow[],
): Promise<readonly (RawRow | null)[]> {
  const found = await rows.get(table, "key", pickKeys(table, wanted));
  const name = (row: RawRow): string => JSON.stringify(pickValues(row, table.key));
  const byKey = new Map(found.map((row) => [name(row), declared(table, row)]));
  return wanted.map((row) => byKey.get(name(row)) ?? null);
}

async function keeps(rows: Rows, table: Table): Promise<void> {
  const odd = oddRows(table);
  equal(
    await rows.add(table, odd),
    odd.map(() => true),
    "added",
  );
  same(await read(rows, table, odd), odd, "rows of odd values");
  const nulls = odd.map((row) => ({ ...row, ...nulled(table) }));
  await rows.put(table, nulls);
  same(await read(rows, table, odd), nulls, "the same with nulls");
  const written = writable(table);
  if (written.length === 0) return;
  const columns = [...table.key, ...written];
  await rows.patch(
    table,
    odd.map((row) => pick(row, columns)),
  );
  const uniques = table.unique.flat().filter((column) => mayBeNull(table, column));
  const wanted = odd.map((row) => ({ ...row, ...pick(nulled(table), uniques) }));
  same(await read(rows, table, odd), wanted, "patched back from null");
}

/** Null wherever the table allows it. */
function nulled(table: Table): RawRow {
  return Object.fromEntries(
    Object.keys(table.columns)
      .filter((column) => mayBeNull(table, column) && !table.key.includes(column))
      .map((column) => [column, null]),
  );
}

function pick(row: RawRow, columns: readonly string[]): RawRow {
  return Object.fromEntries(
    columns.filter((column) => column in row).map((column) => [column, row[column] ?? null]),
  );
}

/** As {@link equal}, and telling -0, bytes and numbers as text apart. */
function same(found: readonly (RawRow | null)[], wanted: readonly RawRow[], what: string): void {
  const shown = (row: RawRow | null): unknown =>
    row === null
      ? null
      : Object.entries(row)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([column, value]) => [
            column,
            value instanceof Uint8Array ? ["bytes", ...value] : [typeof value, value],
          ]);
  equal(found.map(shown), wanted.map(shown), what);
}

async function answersKeys(rows: Rows, table: Table): Promise<void> {
  const stored = [rowFor(table, 3), rowFor(table, 5_000), rowFor(table, 9_999)];
  await rows.add(table, stored);
  const keys = Array.from({ length: 10_000 }, (_, n) => pickKeys(table, [rowFor(table, n)])).flat();
  equal((await rows.get(table, "key", keys)).length, 3, "rows of ten thousand keys");
  equal(await rows.get(table, "key", []), [], "rows of no key");
  equal(
    await rows.get(table, "key", pickKeys(table, [rowFor(table, 4)])),
    [],
    "rows of no such key",
  );
  for (const empty of [
    { op: "add", table, rows: [] },
    { op: "patch", table, rows: [] },
  ] as const) {
    equal(await rows.ask(empty), [], `${empty.op} of no rows`);
  }
  await rows.put(table, []);
  equal(
    await rows.ask({ op: "drop", table, path: "key", keys: [] }),
    [{ dropped: 0 }],
    "drop of no keys",
  );
}

async function adds(rows: Rows, table: Table): Promise<void> {
  const [known, fresh] = [rowFor(table, 1), rowFor(table, 2)];
  equal(await rows.add(table, [known]), [true], "a first row");
  const late = (row: RawRow, n: number): RawRow => ({
    ...rowFor(table, n),
    ...pick(row, table.key),
  });
  const batch = [late(known, 3), fresh, late(fresh, 4), rowFor(table, 5)];
  equal(await rows.add(table, batch), [false, true, false, true], "old, new, its double, new");
  same(await read(rows, table, [known, fresh]), [known, fresh], "the rows that came first");
}

async function puts(rows: Rows, table: Table): Promise<void> {
  const all = [rowFor(table, 1), rowFor(table, 2), rowFor(table, 3)];
  await rows.put(table, all);
  const places = async (): Promise<readonly unknown[]> => {
    const found = await rows.get(table, "key", pickKeys(table, all));
    return all.map((row) => {
      const key = JSON.stringify(pickValues(row, table.key));
      return found.find((one) => JSON.stringify(pickValues(one, table.key)) === key)?.["seq"];
    });
  };
  const before = await places();
  ensure(
    before.every((place) => Number.isSafeInteger(place)) &&
      Number(before[0]) < Number(before[1]) &&
      Number(before[1]) < Number(before[2]),
    "places rise in the order of insertion",
  );
  const again = { ...rowFor(table, 7), ...pick(rowFor(table, 1), table.key) };
  await rows.put(table, [again]);
  await rows.ask({ op: "drop", table, path: "key", keys: pickKeys(table, [rowFor(table, 2)]) });
  equal((await places())[0], before[0], "the place of a replaced row");
  same(await read(rows, table, [again]), [again], "the replaced row, all of it");
  await rows.add(table, [rowFor(table, 2)]);
  const [, place] = await places();
  ensure(Number(place) > Number(before[2]), "a row that comes back comes last");
}

async function drops(rows: Rows, table: Table): Promise<void> {
  const all = Array.from({ length: 6 }, (_, n) => rowFor(table, n));
  await rows.add(table, all);
  const drop = async (path: string, keys: readonly (readonly Value[])[]): Promise<unknown> =>
    (await rows.ask({ op: "drop", table, path, keys }))[0]?.["dropped"];
  const [gone] = pickKeys(table, [rowFor(table, 2)]);
  equal(await drop("key", [gone ?? [], ...pickKeys(table, [rowFor(table, 77)])]), 1, "dropped");
  equal(await drop("key", [gone ?? []]), 0, "dropped again");
  const left = all.filter((_, n) => n !== 2);
  same(await read(rows, table, left), left, "the neighbors");
  for (const [name, path] of Object.entries(table.paths)) {
    if (path.on.length === 0 || path.window !== undefined) continue;
    await rows.put(table, all);
    const on = pickValues(rowFor(table, 4), path.on);
    equal(await drop(name, [on]), 1, `dropped by ${name}`);
    const rest = all.filter((_, n) => n !== 4);
    same(await read(rows, table, rest), rest, `the neighbors by ${name}`);
    equal(await rows.get(table, name, [on]), [], `what ${name} finds afterwards`);
  }
}

async function patches(rows: Rows, table: Table, written: readonly string[]): Promise<void> {
  const all = Array.from({ length: 4 }, (_, n) => rowFor(table, n));
  await rows.add(table, all);
  for (const column of written) {
    await rows.put(table, all);
    const change = (n: number): RawRow => ({
      ...pick(rowFor(table, n), table.key),
      [column]: rowFor(table, n + 100)[column] ?? null,
    });
    equal(
      await rows.patch(table, [change(1), change(50), change(3)]),
      [true, false, true],
      `which rows there were to patch ${column}`,
    );
    const wanted = all.map((row, n) => (n % 2 === 1 ? { ...row, ...change(n) } : row));
    same(await read(rows, table, all), wanted, `after ${column} of two rows was patched`);
    equal(await read(rows, table, [rowFor(table, 50)]), [null], "a missed row is not made");
    for (const [name, path] of Object.entries(table.paths)) {
      if (!path.on.includes(column) || path.on.some((one) => mayBeNull(table, one))) continue;
      const bound = path.window === undefined ? [] : [Number.MIN_SAFE_INTEGER];
      const found = (row: RawRow): Promise<readonly RawRow[]> =>
        rows.get(table, name, [[...pickValues(row, path.on), ...bound]]);
      equal((await found(rowFor(table, 1))).length, 0, `${name} at the old place`);
      equal((await found({ ...rowFor(table, 1), ...change(1) })).length, 1, `${name} at the new`);
    }
  }
}

async function fences(rows: Rows, table: Table, written: readonly string[]): Promise<void> {
  for (const fenced of written) {
    if (columnKind(table, fenced) === "bytes") continue;
    const target = written.find((column) => column !== fenced);
    if (target === undefined) return;
    const [row, neighbor] = [rowFor(table, 1), rowFor(table, 2)];
    await rows.put(table, [row, neighbor]);
    const change = (fence: Value, n: number): RawRow => ({
      ...pick(row, table.key),
      [fenced]: fence,
      [target]: rowFor(table, n)[target] ?? null,
    });
    const [right, wrong] = [row[fenced] ?? null, rowFor(table, 9)[fenced] ?? null];
    const how = { fence: [fenced] };
    equal(await rows.patch(table, [change(wrong, 30)], how), [false], `another ${fenced}`);
    same(await read(rows, table, [row, neighbor]), [row, neighbor], "after the wrong fence");
    equal(await rows.patch(table, [change(right, 31)], how), [true], `the same ${fenced}`);
    const patched = { ...row, ...change(right, 31) };
    same(await read(rows, table, [row, neighbor]), [patched, neighbor], "after the right fence");
    if (!mayBeNull(table, fenced)) continue;
    equal(await rows.patch(table, [change(null, 32)], how), [false], "null against a value");
    await rows.put(table, [{ ...row, [fenced]: null }]);
    equal(await rows.patch(table, [change(right, 33)], how), [false], "a value against null");
    equal(await rows.patch(table, [change(null, 34)], how), [true], "null against null");
  }
}

async function lowers(rows: Rows, table: Table, column: string): Promise<void> {
  const row = rowFor(table, 1, { [column]: 50 });
  await rows.add(table, [row]);
  const nullable = mayBeNull(table, column);
  const steps: readonly (readonly [given: Value, then: Value])[] = [
    ...([
      [60, 50],
      [50, 50],
      [40, 40],
    ] as const),
    ...(nullable ? ([[null, 40]] as const) : []),
    [-1, -1],
  ];
  for (const [given, then] of steps) {
    const change = { ...pick(row, table.key), [column]: given };
    equal(await rows.patch(table, [change], { least: [column] }), [true], "there is such a row");
    same(await read(rows, table, [row]), [{ ...row, [column]: then }], `${given} where ${then} is`);
  }
  if (!nullable) return;
  await rows.put(table, [{ ...row, [column]: null }]);
  await rows.patch(table, [{ ...pick(row, table.key), [column]: 70 }], { least: [column] });
  same(await read(rows, table, [row]), [{ ...row, [column]: 70 }], "a value where null was");
}

async function refusesTaken(rows: Rows, table: Table, unique: readonly string[]): Promise<void> {
  const [first, second] = [rowFor(table, 1), rowFor(table, 2)];
  const thief = { ...rowFor(table, 3), ...pick(first, unique) };
  equal(await rows.add(table, [first, thief, second]), [true, false, true], "a taken key");
  equal(await read(rows, table, [thief]), [null], "the row that came late");
  const taken = { ...second, ...pick(first, unique) };
  await rejectsWithCode(() => rows.put(table, [taken]), "STORE_ROW_CONFLICT", "put of a taken key");
  await rejectsWithCode(
    () => rows.patch(table, [pick(taken, [...table.key, ...unique])]),
    "STORE_ROW_CONFLICT",
    "patch to a taken key",
  );
  same(await read(rows, table, [first, second]), [first, second], "after the refusals");
  const freed = { ...first, ...pick(rowFor(table, 8), unique) };
  await rows.put(table, [freed, taken]);
  same(await read(rows, table, [freed, taken]), [freed, taken], "a key that was freed before");
  const last = unique.find((column) => mayBeNull(table, column));
  if (last === undefined) return;
  const nobody = [rowFor(table, 11, { [last]: null }), rowFor(table, 12, { [last]: null })];
  equal(await rows.add(table, nobody), [true, true], "rows without such a key");
}
