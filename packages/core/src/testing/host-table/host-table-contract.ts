import type { HostRow, HostTable, HostWrite } from "../../flows/host-table.js";
import type { JsonValue } from "../../json.js";
import { type ContractCase, type ContractSkip, withoutSkipped } from "../contract-case.js";
import { equal, present } from "../expectations.js";

/** A table made for one case, and the host that writes it by itself. */
export interface HostTableSubject {
  readonly table: HostTable;
  /** Makes a row, or changes its column, as the host does it. */
  put(key: string, value: string): void | Promise<void>;
}

export interface HostTableContractOptions {
  /** An empty table with one column for texts, called `column`. Called once a case. */
  create(): HostTableSubject | Promise<HostTableSubject>;
  readonly column: string;
  readonly skip?: readonly ContractSkip[];
}

/**
 * Every promise of a `HostTable` that can be tested from outside. Tables without `write` prove what
 * comes in.
 * @example
 * const create = () => {
 *   const table = memoryHostTable();
 *   return { table, put: (key: string, city: string) => table.put(key, { city }) };
 * };
 * for (const { name, run } of hostTableContract({ create, column: "city" })) it(name, run);
 */
export function hostTableContract(options: HostTableContractOptions): readonly ContractCase[] {
  const { column } = options;
  const test = (
    name: string,
    check: (subject: HostTableSubject) => Promise<void>,
  ): ContractCase => ({ name, run: async () => check(await options.create()) });
  const value = (row: HostRow): JsonValue => row.values[column] ?? null;
  return withoutSkipped(
    [
      test("tells every row once, in pages, and a changed one again", async ({ table, put }) => {
        for (const key of ["a", "b", "c", "d", "e"]) await put(key, `1${key}`);
        for (const limit of [1, 2, 5, 9]) {
          const { rows } = await walk(table, null, limit);
          equal(rows.map(({ key }) => key).sort(), ["a", "b", "c", "d", "e"], `by ${limit}`);
        }
        const { next } = await walk(table, null, 2);
        await put("b", "2b");
        const later = await walk(table, next, 2);
        const changed = later.rows.filter(({ key }) => key === "b").map(value);
        equal(changed, ["2b"], "the changed one");
      }),
      test("gives a cursor where there is nothing", async ({ table, put }) => {
        const { rows, next, more } = await table.changed({ after: null, limit: 3 });
        equal([rows, more], [[], false], "no rows");
        await put("a", "1");
        equal((await walk(table, next, 3)).rows.map(value), ["1"], "behind it");
      }),
      test("reads rows by their keys, and leaves out those there are not", async ({
        table,
        put,
      }) => {
        await put("a", "1");
        await put("b", "2");
        const rows = await table.read(["b", "x", "b"]);
        equal(
          rows.map((row) => [row.key, value(row)]),
          [["b", "2"]],
          "rows",
        );
        equal(await table.read([]), [], "none asked for");
      }),
      test("writes the rows that are as they were read, and no others", async ({ table, put }) => {
        if (table.write === undefined) return;
        await put("a", "1");
        await put("b", "1");
        const [a, b] = [present((await table.read(["a"]))[0], "a"), await table.read(["b"])];
        await put("b", "2");
        const write = (key: string, ifVersion: string | null, isNew = false): HostWrite => ({
          ...{ key, values: { [column]: "own" }, ifVersion, isNew },
        });
        const results = await table.write([
          write("b", present(b[0], "b").version),
          write("a", a.version),
          write("c", null, true),
          write("a", null, true),
        ]);
        const version = present(b[0], "b").version;
        equal(
          results.map(({ result }) => result),
          [version === null ? "written" : "conflict", "written", "written", "conflict"],
          "results, in order",
        );
        const rows = await table.read(["a", "c"]);
        equal(
          rows.map((row) => [row.key, value(row)]).sort(),
          [
            ["a", "own"],
            ["c", "own"],
          ],
          "rows",
        );
      }),
    ],
    options.skip ?? [],
  );
}

async function walk(table: HostTable, after: string | null, limit: number) {
  const rows: HostRow[] = [];
  for (let cursor = after; ; ) {
    const page = await table.changed({ after: cursor, limit });
    rows.push(...page.rows);
    if (!page.more) return { rows, next: page.next };
    cursor = page.next;
  }
}
