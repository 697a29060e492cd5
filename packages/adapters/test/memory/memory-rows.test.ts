import { memoryRows } from "@wellsent/adapters/memory";
import { tenantId } from "@wellsent/core";
import { type RawRow, type RowRequest, enrollmentTable as table } from "@wellsent/core/store-kit";
import { seededRandom } from "@wellsent/core/testing";
import { expect, it } from "vitest";

const tenant = tenantId("acme");
const size = 4_000;

function createRow(id: string, dueAt: number | null): RawRow {
  return {
    ...{ id, workflow: "w", version: 1, contact: "c", entryKey: id, revision: 0 },
    ...{ status: "active", dueAt, body: "{}" },
  };
}

/**
 * An index keeps its rows in many short pieces: this is long enough for them to be split, emptied
 * and merged over.
 */
it("keeps thousands of rows in order while they come, move, go and come back", () => {
  const random = seededRandom(7);
  const rows = memoryRows();
  const model = new Map<string, number | null>();
  const ask = (requests: readonly RowRequest[], fails = false): readonly (readonly RawRow[])[] =>
    rows.transaction("write", tenant, (at) => {
      const answers = at.trip(requests);
      if (fails) throw new RangeError("undo it");
      return answers;
    });
  const id = (): string => `r${random.integer(size)}`;
  const instant = (): number | null => (random.integer(9) === 0 ? null : random.integer(700));

  for (let round = 0; round < 60; round += 1) {
    const fresh = Array.from({ length: 150 }, () => [id(), instant()] as const);
    const moved = Array.from({ length: 60 }, () => [id(), instant()] as const);
    const gone = Array.from({ length: 70 }, id);
    const fails = round % 4 === 3;
    const requests: readonly RowRequest[] = [
      { op: "put", table, rows: fresh.map(([name, at]) => createRow(name, at)) },
      { op: "patch", table, rows: moved.map(([name, dueAt]) => ({ id: name, dueAt })) },
      { op: "drop", table, path: "key", keys: gone.map((name) => [name]) },
    ];
    if (fails) {
      expect(() => ask(requests, true)).toThrow(RangeError);
      continue;
    }
    ask(requests);
    for (const [name, at] of fresh) model.set(name, at);
    for (const [name, at] of moved) if (model.has(name)) model.set(name, at);
    for (const name of gone) model.delete(name);
  }

  expect(model.size).toBeGreaterThan(1_500);
  const wanted = [...model]
    .filter(([, at]) => at !== null && at <= 500)
    .sort(([a, first], [b, second]) => Number(first) - Number(second) || (a < b ? -1 : 1))
    .map(([name]) => name);
  const due = { op: "due", table, path: "due", on: [], now: 500, limit: size } as const;
  const all = { op: "range", table, path: "contact", on: ["c"], limit: size } as const;
  const [found = [], ordered = [], reversed = []] = ask([due, all, { ...all, desc: true }]);
  expect(found.map((row) => row["id"])).toEqual(wanted);
  const places = ordered.map((row) => Number(row["seq"]));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(new Set(ordered.map((row) => row["id"]))).toEqual(new Set(model.keys()));
  expect(reversed).toEqual(ordered.toReversed());
  for (const at of [0, 1, 511, 512, 513, 1_400]) {
    const after = [places[at] ?? 0];
    const [behind = [], before = []] = ask([
      { ...all, after, limit: 3 },
      { ...all, after, limit: 3, desc: true },
    ]);
    expect(behind.map((row) => row["seq"])).toEqual(places.slice(at + 1, at + 4));
    const near = places.slice(Math.max(0, at - 3), at).toReversed();
    expect(before.map((row) => row["seq"])).toEqual(near);
  }
});

it("hands out rows that cannot be changed, and keeps none that it was given", () => {
  const rows = memoryRows();
  const given: Record<string, RawRow[string]> = { ...createRow("a", 1) };
  const get: RowRequest = { op: "get", table, path: "key", keys: [["a"]] };
  const [, found = []] = rows.transaction("write", tenant, (at) =>
    at.trip([{ op: "add", table, rows: [given] }, get]),
  );
  given["status"] = "ended";
  expect(() => Object.assign(found[0] ?? {}, { status: "ended" })).toThrow(TypeError);
  const [again = []] = rows.transaction("read", tenant, (at) => at.trip([get]));
  expect(again[0]?.["status"]).toBe("active");
});

it.each([
  ["a column too few", { id: "a" }],
  ["null where none may be", { ...createRow("a", 1), workflow: null }],
  ["a number that is no integer", { ...createRow("a", 1), version: 1.5 }],
  ["text for a number", { ...createRow("a", 1), version: "1" }],
])("refuses %s, as a database would", (_, row) => {
  const add = (): unknown =>
    memoryRows().transaction("write", tenant, (at) => at.trip([{ op: "add", table, rows: [row] }]));
  expect(add).toThrow(expect.objectContaining({ code: "STORE_ROW_INVALID" }));
});

it("refuses a transaction within a transaction", () => {
  const rows = memoryRows();
  const nested = (): unknown =>
    rows.transaction("read", tenant, () => rows.transaction("read", tenant, () => 1));
  expect(nested).toThrow(expect.objectContaining({ code: "STORE_NESTED_CALL" }));
  expect(rows.transaction("read", tenant, () => 1)).toBe(1);
});
