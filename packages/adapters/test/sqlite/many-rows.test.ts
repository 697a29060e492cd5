import { memoryRows } from "@wellsent/adapters/memory";
import { sqliteRows } from "@wellsent/adapters/sqlite";
import { tenantId } from "@wellsent/core";
import { type RawRow, type RowRequest, type RowStore, tables } from "@wellsent/core/store-kit";
import { expect, it } from "vitest";

const table = tables.find(({ name }) => name === "recipient");

function row(n: number, more: RawRow = {}): RawRow {
  const contact = `p${n}`;
  return {
    campaign: "c-1",
    contact,
    due: 5,
    variant: "a",
    state: "waiting",
    reason: null,
    ...more,
  };
}

function run(rows: RowStore<true>, request: RowRequest): readonly RawRow[] {
  return rows.transaction("write", tenantId("acme"), (at) => at.trip([request])[0] ?? []);
}

it("adds and changes many rows as it does few: some are there, some come twice, some hold odd text", () => {
  if (table === undefined) throw new Error("There is no such table.");
  const batch = (from: number, count: number): RawRow[] =>
    Array.from({ length: count }, (_, n) => row(from + n, n % 7 === 0 ? { variant: `v${n}` } : {}));
  const requests: readonly RowRequest[] = [
    { op: "add", table, rows: batch(0, 150) },
    { op: "add", table, rows: [...batch(100, 150), ...batch(200, 60)] },
    { op: "add", table, rows: batch(0, 120) },
    {
      op: "add",
      table,
      rows: batch(1_000, 120).map((one) => ({ ...one, reason: "Zoë \u{1f600}\0" })),
    },
    { op: "add", table, rows: Array.from({ length: 100 }, () => row(2_000)) },
    {
      op: "patch",
      table,
      rows: batch(0, 130).map(({ campaign = null, contact = null }) => ({
        campaign,
        contact,
        due: null,
        state: "out",
      })),
    },
    {
      op: "patch",
      table,
      rows: batch(200, 130).map(({ campaign = null, contact = null }) => ({
        campaign,
        contact,
        due: 9,
        state: "out",
      })),
    },
    { op: "range", table, path: "campaign", on: ["c-1"], limit: 2_000 },
  ];
  const [sqlite, memory] = [sqliteRows(":memory:"), memoryRows()];
  for (const request of requests) expect(run(sqlite, request)).toEqual(run(memory, request));
  sqlite.close();
});
