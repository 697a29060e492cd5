import { DatabaseSync } from "node:sqlite";
import { sqliteRows } from "@wellsent/adapters/sqlite";
import { tenantId } from "@wellsent/core";
import {
  type RawRow,
  type RowRequest,
  type Table,
  tables,
  type Value,
} from "@wellsent/core/store-kit";
import { expect, it } from "vitest";

/** Every shape of request that there is. */
function listRequests(table: Table): readonly RowRequest[] {
  const given = (columns: readonly string[]): Value[] =>
    columns.map((name) => (/^(text|json)/.test(table.columns[name] ?? "integer") ? "1" : 1));
  const names = Object.keys(table.columns);
  const row: RawRow = Object.fromEntries(names.map((name) => [name, given([name])[0] ?? null]));
  const now = 5;
  const limit = 3;
  const paths = Object.entries(table.paths).flatMap(([path, { on, order, notNull, window }]) => {
    const keys = [given(window === undefined ? on : [...on, window])];
    const after = given(order.length === 0 ? table.key : order);
    const due = { op: "due", table, path, on: given(on), now, limit } as const;
    const except = { columns: table.key, values: [given(table.key)] };
    const range = { op: "range", table, path, on: given(on), limit } as const;
    const some: readonly RowRequest[] = [
      { op: "drop", table, path, keys },
      range,
      { ...range, desc: true },
      { ...range, after },
      { ...range, after, desc: true },
    ];
    return [
      ...some,
      ...(on.length > 0
        ? ([
            { op: "get", table, path, keys },
            { op: "heads", table, path },
          ] as const)
        : []),
      ...(notNull !== undefined && notNull === order[0] ? [due, { ...due, except }] : []),
    ];
  });
  const patch = { op: "patch", table, rows: [row] } as const;
  return [
    ...paths,
    { op: "get", table, path: "key", keys: [given(table.key)] },
    { op: "drop", table, path: "key", keys: [given(table.key)] },
    { op: "add", table, rows: [row] },
    { op: "put", table, rows: [row] },
    patch,
    { ...patch, fence: names.slice(-1) },
    { op: "tally", table, columns: names.slice(0, 2) },
  ];
}

interface Plan {
  readonly sql: string;
  readonly steps: readonly string[];
}

/** What SQLite says it does for each statement that it is given. */
function readPlans(
  requests: readonly RowRequest[],
): readonly (Plan & { readonly request: RowRequest })[] {
  const database = new DatabaseSync(":memory:");
  const prepare = database.prepare.bind(database);
  let last: Plan = { sql: "", steps: [] };
  database.prepare = (sql, options) => {
    if (/wellsent_/.test(sql)) {
      const steps = prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
      last = { sql, steps: steps.map((step) => String(step["detail"])) };
    }
    return prepare(sql, options);
  };
  const rows = sqliteRows({ database });
  const plans = requests.map((request) => {
    rows.transaction("write", tenantId("acme"), ({ trip }) => trip([request]));
    return { ...last, request };
  });
  database.close();
  return plans;
}

function accesses(steps: readonly string[]): readonly string[] {
  return steps.filter((step) => /^(SCAN|SEARCH) (t|wellsent_\w+)\b/.test(step));
}

/**
 * A statement that walks through all rows of a tenant is fast in every test and slow in every
 * production.
 */
it.each(tables.map((table) => [table.name, table] as const))(
  "has no statement on %s that walks through a whole tenant, but the one that counts it",
  (_, table) => {
    const plans = readPlans(listRequests(table).filter(({ op }) => op !== "tally"));
    for (const { sql, steps, request } of plans) {
      const where = `${request.op}: ${steps.join(" | ")} <- ${sql}`;
      for (const step of accesses(steps)) expect(step, where).toMatch(/^SEARCH /);
      if (!("path" in request) || request.op === "heads") continue;
      const path = table.paths[request.path] ?? { on: table.key, order: [] };
      const found = steps.find((step) => step.startsWith("SEARCH "));
      for (const column of ["tenant", ...path.on]) {
        const name = column.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
        expect(found, where).toContain(`${name}=?`);
      }
    }
  },
);

it("sorts nothing where rows wait their turn, however many wait", () => {
  const due = tables.flatMap(listRequests).filter(({ op }) => op === "due");
  expect(due.length).toBeGreaterThan(6);
  for (const { steps, sql } of readPlans(due)) {
    expect(
      steps.filter((step) => step.startsWith("USE TEMP")),
      sql,
    ).toEqual([]);
  }
});

it("sorts no pages of a whole table, nor of what one worker or one list of links has", () => {
  const pages = tables
    .flatMap(listRequests)
    .filter((request) => request.op === "range")
    .filter(({ table, path }) => {
      const on = table.paths[path]?.on ?? [];
      return (
        on.length === 0 ||
        ["status", "worker", "links", "workflow", "segment", "list"].includes(on[0] ?? "")
      );
    });
  expect(pages.length).toBeGreaterThan(20);
  for (const { request, steps, sql } of readPlans(pages)) {
    const { table } = request;
    if (table.name === "hand_over") continue;
    expect(
      steps.filter((step) => step.startsWith("USE TEMP")),
      sql,
    ).toEqual([]);
  }
});
