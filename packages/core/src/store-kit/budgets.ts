import type { DayBudget } from "../ports/store/rates.js";
import { decoded } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { invalid } from "./limiters.js";
import { atLeastOne } from "./page.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { budgetTable } from "./tables.js";
import { readable } from "./units.js";

/** See `Store.spendBudget`. */
export function* spendBudget(call: {
  readonly key: string;
  readonly day: string;
  readonly most: number;
  readonly want: number;
}): Io<{ readonly granted: number; readonly budget: DayBudget }> {
  const { key, day } = call;
  checkCount(call.most, "most");
  checkCount(call.want, "want");
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw invalid("A day is written 2026-12-01.", "day");
  const read: RowRequest = {
    ...{ op: "get", table: budgetTable, path: "key", keys: [[key, day]], lock: true },
  };
  const { known } = yield* all({ known: read });
  const first: RawRow = { key, day, most: call.most, used: 0 };
  const rows =
    known.length > 0
      ? known
      : (yield* all({ add: { op: "add", table: budgetTable, rows: [first] }, now: read })).now;
  const { most, used } = decodeBudget(rows[0] ?? first);
  const granted = Math.max(0, Math.min(call.want, most - used));
  const budget = { key, day, most, used: used + granted };
  if (granted > 0) yield [{ op: "put", table: budgetTable, rows: [budget] }];
  return { granted, budget };
}

/** See `Store.readBudgets`. */
export function* readBudgets(call: {
  readonly key: string;
  readonly limit: number;
}): Io<readonly DayBudget[]> {
  const limit = atLeastOne(call.limit, "limit");
  const { rows } = yield* all({
    rows: { op: "range", table: budgetTable, path: "days", on: [call.key], limit, desc: true },
  });
  return readable(rows, decodeBudget);
}

/** @throws StoreError `STORE_CORRUPT` */
function decodeBudget(row: RawRow): DayBudget {
  const { key, day, most, used } = decoded(budgetTable, row);
  return { key, day, most, used };
}

function checkCount(count: number, path: string): void {
  if (Number.isSafeInteger(count) && count >= 0) return;
  throw invalid("A number of messages must be whole, and not negative.", path);
}
