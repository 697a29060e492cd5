import { StoreError } from "../errors/index.js";
import type { SendKey } from "../identifiers.js";
import type { BudgetWant, DayBudget } from "../ports/store/rates.js";
import {
  checkDay,
  type DayReports,
  decodeReports,
  reportsBetween,
  reportsRead,
} from "./budget-reports.js";
import { decodedCounts } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { invalid } from "./limiters.js";
import { atLeastOne } from "./page.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { budgetTable } from "./tables.js";
import { readable, tried } from "./units.js";

/** In no key: those are made of host names. */
const separator = "\n";

/** A message, and the budget that it takes a place of. */
export interface BudgetAsk {
  readonly message: SendKey;
  readonly want: BudgetWant;
}

/** What is left of the budgets that messages want. Taking a place writes nothing yet. */
export interface Budgets {
  /** Whether there is a place. @throws StoreError `STORE_CORRUPT` */
  take(message: SendKey): boolean;
  /** Gives the place back: the message does not leave, and the next one may have it. */
  putBack(message: SendKey): void;
  /** The writes for the places that are kept. */
  writes(): readonly RowRequest[];
}

/** One day of a key; `most: null`: without a limit, and not on record. */
interface Line {
  readonly key: string;
  readonly day: string;
  readonly most: number | null;
  readonly used: number;
  readonly takers: Set<SendKey>;
}

/**
 * Reads the budgets that these messages want. `spends`: places will be taken for good, so the rows
 * are locked, and a day that has none gets one.
 * @throws StoreError `STORE_RATE_INVALID`
 */
export function* openBudgets(asks: readonly BudgetAsk[], spends: boolean): Io<Budgets> {
  const wants = new Map(asks.map(({ want }) => [nameFor(want), want]));
  const read: RowRequest = {
    ...{ op: "get", table: budgetTable, path: "key", lock: spends },
    // In one order, so that two calls which lock the same rows never wait for each other.
    keys: [...wants.keys()].sort().map((name) => pairIn(name)),
  };
  const { known } = yield* all({ known: read });
  const lacking = new Map(wants);
  for (const { key, day } of known) lacking.delete(joinName(String(key), String(day)));
  const made = yield* newDays([...lacking.values()]);
  const limited = made.filter(({ most }) => most !== null);
  // Another worker may have been faster: what it put on record holds.
  const rows =
    spends && limited.length > 0
      ? (yield* all({ add: { op: "add", table: budgetTable, rows: limited }, now: read })).now
      : known;
  const lines = new Map<string, Line | StoreError>();
  for (const one of made) lines.set(nameFor(one), { ...one, takers: new Set() });
  for (const row of rows) {
    const line = tried(() => ({ ...decodeBudget(row), takers: new Set<SendKey>() }));
    lines.set(joinName(String(row["key"]), String(row["day"])), line);
  }
  return budgetsOver(asks, lines);
}

function budgetsOver(
  asks: readonly BudgetAsk[],
  lines: ReadonlyMap<string, Line | StoreError>,
): Budgets {
  const byMessage = new Map(asks.map(({ message, want }) => [message, want]));
  const lineFor = (message: SendKey): Line | StoreError | undefined => {
    const want = byMessage.get(message);
    return want === undefined ? undefined : lines.get(nameFor(want));
  };
  return {
    take(message) {
      const line = lineFor(message);
      if (line instanceof StoreError) throw line;
      if (line === undefined || line.most === null) return true;
      const isFree = byMessage.get(message)?.isFree === true;
      if (!isFree && line.used + line.takers.size >= line.most) return false;
      line.takers.add(message);
      return true;
    },
    putBack(message) {
      const line = lineFor(message);
      if (line !== undefined && !(line instanceof StoreError)) line.takers.delete(message);
    },
    writes() {
      const rows = [...lines.values()].flatMap((line): readonly RawRow[] => {
        if (line instanceof StoreError || line.takers.size === 0) return [];
        const { key, day, most, used, takers } = line;
        return [{ key, day, most, used: used + takers.size }];
      });
      return rows.length === 0 ? [] : [{ op: "put", table: budgetTable, rows }];
    },
  };
}

/** What a day without a row allows, by the latest one before it. */
function* newDays(
  wants: readonly BudgetWant[],
): Io<readonly { key: string; day: string; most: number | null; used: number }[]> {
  if (wants.length === 0) return [];
  for (const { day } of wants) checkDay(day);
  const before = yield wants.flatMap(({ key, day }): readonly RowRequest[] => [
    {
      ...{ op: "range", table: budgetTable, path: "days", on: [key], after: [day] },
      ...{ limit: 1, desc: true },
    },
    reportsRead(key, 1, day),
  ]);
  return wants.map(({ key, day, most }, index) => {
    const [last] = readable(before[2 * index] ?? [], decodeBudget);
    const reports = readable(before[2 * index + 1] ?? [], decodeReports);
    const allowed = most(last === undefined ? null : withReports(last, reports, day));
    if (allowed !== null && !(Number.isSafeInteger(allowed) && allowed >= 0))
      throw invalid("A number of messages must be whole, and not negative.", "most");
    return { key, day, most: allowed, used: 0 };
  });
}

/** See `Store.readBudgets`. */
export function* readBudgets(call: {
  readonly key: string;
  readonly limit: number;
}): Io<readonly DayBudget[]> {
  const limit = atLeastOne(call.limit, "limit");
  const { rows, told } = yield* all({
    rows: { op: "range", table: budgetTable, path: "days", on: [call.key], limit, desc: true },
    told: reportsRead(call.key, limit),
  });
  const reports = readable(told, decodeReports);
  const days = readable(rows, decodeBudget);
  return days.map((one, index) => withReports(one, reports, days[index - 1]?.day ?? null));
}

/** A day with what was heard on it, and until `next`. */
function withReports(
  line: Pick<DayBudget, "key" | "day" | "most" | "used">,
  reports: readonly DayReports[],
  next: string | null,
): DayBudget {
  const { day } = line;
  return {
    ...line,
    reported: reportsBetween(reports, (heard) => heard === day),
    reportedAfter: reportsBetween(
      reports,
      (heard) => heard > day && (next === null || heard < next),
    ),
  };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeBudget(row: RawRow): Pick<DayBudget, "key" | "day" | "most" | "used"> {
  const { key, day, most, used } = decodedCounts(budgetTable, row, ["most", "used"]);
  return { key, day, most, used };
}

function pairIn(name: string): readonly [string, string] {
  const [key, day] = name.split(separator);
  return [key ?? "", day ?? ""];
}

function nameFor({ key, day }: Pick<BudgetWant, "key" | "day">): string {
  return joinName(key, day);
}

function joinName(key: string, day: string): string {
  return `${key}${separator}${day}`;
}
