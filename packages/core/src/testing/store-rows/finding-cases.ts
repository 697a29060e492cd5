import type { RawRow } from "../../store-kit/row-request.js";
import type { Path, Table, Value } from "../../store-kit/table.js";
import { tables } from "../../store-kit/tables.js";
import type { ContractCase } from "../contract-case.js";
import { ensure, equal } from "../expectations.js";
import { by, distinct, inOrder, onPath } from "./expected-rows.js";
import type { Rows, RowTest } from "./row-harness.js";
import { columnKind, crowd, declared, mayBeNull, pickValues, rowFor } from "./sample-rows.js";

const size = 90;

/** Every path of every table: which rows it finds, in which order, from where on. */
export function findingCases(test: RowTest): readonly ContractCase[] {
  return tables.flatMap((table) => [
    test(`${table.name}: tally counts each combination, nulls among them`, (rows) =>
      tallies(rows, table)),
    ...Object.entries(table.paths).flatMap(([name, path]) => {
      const of = `${table.name}.${name}`;
      const isDue = path.notNull !== undefined && path.order[0] === path.notNull;
      return [
        test(`${of}: get finds the rows that equal, in order`, (rows) => gets(rows, table, name)),
        test(`${of}: range goes both ways, page by page`, (rows) => ranges(rows, table, name)),
        ...(path.on.length === 0
          ? []
          : [
              test(`${of}: heads has the first row of each group`, (rows) =>
                heads(rows, table, name)),
            ]),
        ...(isDue
          ? [
              test(`${of}: due takes what has come, by instant and then by key`, (rows) =>
                dues(rows, table, name)),
              test(`${of}: due passes over what is excepted`, (rows) => excepts(rows, table, name)),
            ]
          : []),
        ...(isTotal(table, path) && !isDue
          ? [
              test(`${of}: a cursor neither skips nor repeats while rows come and go`, (rows) =>
                cursors(rows, table, name)),
            ]
          : []),
      ];
    }),
  ]);
}

/** Fills a table and gives its rows back, with their places. */
async function filled(rows: Rows, table: Table): Promise<readonly RawRow[]> {
  const all = crowd(table, size);
  ensure((await rows.add(table, all)).every(Boolean), "add: rows of different keys are new");
  return all.map((row, index) => ({ ...row, seq: index }));
}

/** Whether the order alone tells any two rows of a group apart. */
function isTotal(table: Table, { on, order }: Path): boolean {
  return order.includes("seq") || table.key.every((column) => [...on, ...order].includes(column));
}

function findPath(table: Table, name: string): Path {
  return table.paths[name] ?? { on: [], order: [] };
}

function same(
  table: Table,
  found: readonly RawRow[],
  wanted: readonly RawRow[],
  what: string,
): void {
  equal(
    found.map((row) => declared(table, row)),
    wanted.map((row) => declared(table, row)),
    what,
  );
}

async function gets(rows: Rows, table: Table, name: string): Promise<void> {
  const path = findPath(table, name);
  const known = await filled(rows, table);
  const { window } = path;
  const bounds = window === undefined ? [[]] : [[Number.MIN_SAFE_INTEGER], [2], [99]];
  for (const on of distinct(known, path.on)) {
    for (const bound of bounds) {
      const [least = Number.MIN_SAFE_INTEGER] = bound;
      const wanted = inOrder(table, path, onPath(path, known, on)).filter(
        (row) => window === undefined || Number(row[window]) >= least,
      );
      const keys = [[...on, ...bound]];
      same(table, await rows.get(table, name, keys), wanted, `rows of ${JSON.stringify(keys)}`);
    }
  }
  const every = distinct(known, path.on).map((on) => [...on, ...(bounds[0] ?? [])]);
  const found = await rows.get(table, name, [...every, ...every]);
  const all = distinct(known, path.on).flatMap((on) => onPath(path, known, on));
  const order = by(table.key);
  same(table, [...found].sort(order), [...all].sort(order), "each row once, of many keys");
}

async function ranges(rows: Rows, table: Table, name: string): Promise<void> {
  const path = findPath(table, name);
  const known = await filled(rows, table);
  const total = isTotal(table, path);
  for (const on of distinct(known, path.on)) {
    const wanted = inOrder(table, path, onPath(path, known, on));
    for (const desc of [false, true]) {
      const ordered = desc ? [...wanted].reverse() : wanted;
      for (const limit of [1, 4, size + 1]) {
        const found = total
          ? await pages(rows, table, name, on, limit, desc)
          : await rows.ask({ op: "range", table, path: name, on, limit, desc });
        const what = `${JSON.stringify(on)}, ${limit} at a time${desc ? ", last first" : ""}`;
        same(table, found, total ? ordered : ordered.slice(0, limit), what);
      }
    }
  }
}

/** All rows of a range, page by page, each behind the last row of the one before. */
async function pages(
  rows: Rows,
  table: Table,
  path: string,
  on: readonly Value[],
  limit: number,
  desc: boolean,
): Promise<readonly RawRow[]> {
  const found: RawRow[] = [];
  for (;;) {
    const last = found.at(-1);
    const after =
      last === undefined ? {} : { after: pickValues(last, findPath(table, path).order) };
    const page = await rows.ask({ op: "range", table, path, on, limit, desc, ...after });
    ensure(page.length <= limit, "a page is no longer than its limit");
    found.push(...page);
    if (page.length < limit || found.length > size) return found;
  }
}

async function heads(rows: Rows, table: Table, name: string): Promise<void> {
  const path = findPath(table, name);
  const known = await filled(rows, table);
  for (const [place, column] of path.on.entries()) {
    for (const on of distinct(known, path.on.slice(0, place))) {
      const among = known.filter(
        (row) =>
          on.every((value, at) => row[path.on[at] ?? ""] === value) &&
          (path.notNull === undefined || row[path.notNull] !== null),
      );
      const wanted = distinct(among, [column]).flatMap(([value]) =>
        among
          .filter((row) => row[column] === value)
          .sort(by([...path.on, ...path.order, ...table.key]))
          .slice(0, 1),
      );
      const ask = { op: "heads", table, path: name } as const;
      const found = await rows.ask(place === 0 ? ask : { ...ask, on });
      const groups = (all: readonly RawRow[]): readonly RawRow[] =>
        all.filter((row) => row[column] !== null).sort(by([column]));
      same(table, groups(found), groups(wanted), `the first of each group of ${on.join()}`);
    }
  }
}

async function dues(rows: Rows, table: Table, name: string): Promise<void> {
  const path = findPath(table, name);
  const known = await filled(rows, table);
  const [instant = ""] = path.order;
  for (const on of distinct(known, path.on)) {
    const ordered = [...onPath(path, known, on)].sort(by([instant, ...table.key]));
    for (const now of [-1, 0, 2, Number.MAX_SAFE_INTEGER]) {
      for (const limit of [1, 5, size]) {
        const wanted = ordered.filter((row) => Number(row[instant]) <= now).slice(0, limit);
        const found = await rows.ask({ op: "due", table, path: name, on, now, limit, lock: true });
        same(table, found, wanted, `due at ${now} of ${JSON.stringify(on)}, at most ${limit}`);
      }
    }
  }
}

async function excepts(rows: Rows, table: Table, name: string): Promise<void> {
  const path = findPath(table, name);
  const known = await filled(rows, table);
  const [instant = ""] = path.order;
  const usable = Object.keys(table.columns).filter(
    (column) => !mayBeNull(table, column) && columnKind(table, column) !== "json",
  );
  for (const columns of [usable.slice(0, 1), usable.slice(-1), usable.slice(1, 3)]) {
    if (columns.length === 0) continue;
    const values = distinct(known, columns).filter((_, index) => index % 2 === 0);
    const left = known.filter(
      (row) => !values.some((set) => equalValues(set, pickValues(row, columns))),
    );
    for (const on of distinct(known, path.on)) {
      const limit = 7;
      const wanted = [...onPath(path, left, on)].sort(by([instant, ...table.key])).slice(0, limit);
      const now = Number.MAX_SAFE_INTEGER;
      for (const except of [
        { columns, values },
        { columns, values: [] },
      ]) {
        const ask = { op: "due", table, path: name, on, now, limit, except } as const;
        const all = [...onPath(path, known, on)].sort(by([instant, ...table.key])).slice(0, limit);
        const found = await rows.ask(ask);
        same(table, found, except.values.length === 0 ? all : wanted, `but ${columns.join()}`);
      }
    }
  }
}

function equalValues(left: readonly Value[], right: readonly Value[]): boolean {
  return left.every((value, index) => value === right[index]);
}

async function cursors(rows: Rows, table: Table, name: string): Promise<void> {
  const path = findPath(table, name);
  const known = await filled(rows, table);
  const groups = distinct(known, path.on).map((on) => onPath(path, known, on));
  const group = groups.find((found) => found.length >= 4) ?? [];
  ensure(group.length >= 4, "a crowd has groups of four");
  const on = pickValues(group[0] ?? {}, path.on);
  const ask = { op: "range", table, path: name, on } as const;
  const seen = await rows.ask({ ...ask, limit: 2 });
  const last = seen.at(-1) ?? {};
  await rows.ask({ op: "drop", table, path: "key", keys: [pickValues(last, table.key)] });
  const late = rowFor(table, 500, Object.fromEntries(path.on.map((c, i) => [c, on[i] ?? null])));
  await rows.put(table, [late]);
  const rest = await rows.ask({ ...ask, limit: size, after: pickValues(last, path.order) });
  const isLate = (row: RawRow): boolean =>
    equalValues(pickValues(row, table.key), pickValues(late, table.key));
  const wanted = inOrder(table, path, group);
  same(table, [...seen, ...rest.filter((row) => !isLate(row))], wanted, "each row once");
  if (path.order.includes("seq") && path.order.length === 1) {
    equal(rest.findIndex(isLate), rest.length - 1, "a row that came meanwhile is the last");
  }
}

async function tallies(rows: Rows, table: Table): Promise<void> {
  const known = await filled(rows, table);
  const columns = Object.keys(table.columns);
  const nullable = columns.filter((column) => mayBeNull(table, column)).slice(0, 2);
  for (const by of [columns.slice(-1), [...columns.slice(1, 2), ...nullable], table.key]) {
    const found = await rows.ask({ op: "tally", table, columns: by });
    equal(counted(found, by), tallied(known, by), `how many of each ${by.join()}`);
  }
  for (const [name, path] of Object.entries(table.paths)) {
    const on = distinct(known, path.on).find((values) => onPath(path, known, values).length > 0);
    if (path.on.length === 0 || on === undefined) continue;
    const own = onPath(path, known, on);
    const last = columns.slice(-1);
    const found = await rows.ask({ op: "tally", table, columns: last, path: name, on });
    equal(counted(found, last), tallied(own, last), `how many on ${name}`);
  }
}

function counted(found: readonly RawRow[], by: readonly string[]): readonly string[] {
  return found.map((row) => JSON.stringify([pickValues(row, by), row["count"]])).sort();
}

function tallied(known: readonly RawRow[], by: readonly string[]): readonly string[] {
  return distinct(known, by)
    .map((values) => {
      const own = known.filter((row) => equalValues(values, pickValues(row, by)));
      return JSON.stringify([values, own.length]);
    })
    .sort();
}
