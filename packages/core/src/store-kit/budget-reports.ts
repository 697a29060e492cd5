import type { DeliveryEvent } from "../ports/delivery-event.js";
import type { BudgetDay, BudgetReports } from "../ports/store/rates.js";
import type { Reactions } from "../ports/store/store.js";
import { decodeContact } from "./contact-codec.js";
import { decodedCounts } from "./decode-row.js";
import type { Prepared } from "./intake.js";
import { all, type Io } from "./io.js";
import { invalid } from "./limiters.js";
import { isForGood } from "./message-marks.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { budgetReportTable } from "./tables.js";
import { readable } from "./units.js";

/** What was heard about mail of a budget on one day. */
export interface DayReports extends BudgetDay, BudgetReports {}

/** Nobody asks for a day that is longer ago than this many days with reports. */
const mostDays = 40;

/** Reads what was heard before a day, the latest first, of about so many days of a budget. */
export function reportsRead(key: string, budgets: number, before?: string): RowRequest {
  return {
    ...{ op: "range", table: budgetReportTable, path: "days", on: [key], desc: true },
    ...(before === undefined ? {} : { after: [before] }),
    limit: mostDays * budgets,
  };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeReports(row: RawRow): DayReports {
  return decodedCounts(budgetReportTable, row, ["complaints", "hardBounces", "deferrals"]);
}

/** What was heard on these days, together. */
export function reportsBetween(
  reports: readonly DayReports[],
  isMeant: (day: string) => boolean,
): BudgetReports {
  const sum = { complaints: 0, hardBounces: 0, deferrals: 0 };
  for (const one of reports) {
    if (!isMeant(one.day)) continue;
    sum.complaints += one.complaints;
    sum.hardBounces += one.hardBounces;
    sum.deferrals += one.deferrals;
  }
  return sum;
}

/** @throws StoreError `STORE_RATE_INVALID` */
export function checkDay(day: string): void {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw invalid("A day is written 2026-12-01.", "day");
}

/**
 * Counts what new reports say about the budgets of their mail. The rows are locked, so that no
 * report of two calls is lost. No trip where there is nothing to count.
 */
export function* countReports(
  fresh: readonly Prepared[],
  contacts: readonly RawRow[],
  { budgetFor }: Pick<Reactions, "budgetFor">,
): Io<void> {
  const told = new Set<string>();
  const heard = fresh.flatMap(({ input }) => {
    const what = input.kind === "event" ? null : countedAs(input.event);
    if (input.kind === "event" || what === null) return [];
    // Shares are of mails: a receiver that puts one off tells so at each try.
    const name = JSON.stringify([input.message.key, what]);
    if (told.has(name) || typeof input.marks[markOf[what]] === "number") return [];
    told.add(name);
    return [{ ...input, what }];
  });
  if (budgetFor === undefined || heard.length === 0) return;
  const people = new Map(readable(contacts, decodeContact).map((one) => [one.id, one]));
  const counts = new Map<string, { -readonly [Name in keyof DayReports]: DayReports[Name] }>();
  for (const { event, message, contact, what } of heard) {
    const person = people.get(contact);
    const budget = person === undefined ? null : named(() => budgetFor(event, message, person));
    if (budget === null) continue;
    const name = JSON.stringify([budget.key, budget.day]);
    const { key, day } = budget;
    const line = counts.get(name) ?? { key, day, ...reportsBetween([], () => false) };
    line[what] += 1;
    counts.set(name, line);
  }
  if (counts.size === 0) return;
  // In one order, so that two calls which lock the same rows never wait for each other.
  const lines = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  const { known } = yield* all({
    added: {
      op: "add",
      table: budgetReportTable,
      rows: lines.map(({ key, day }) => ({ key, day, ...reportsBetween([], () => false) })),
    },
    known: {
      ...{ op: "get", table: budgetReportTable, path: "key", lock: true },
      keys: lines.map(({ key, day }) => [key, day]),
    },
  });
  const stored = readable(known, decodeReports);
  const rows = lines.map(({ key, day, ...more }): RawRow => {
    const all = stored.filter((one) => one.key === key && one.day === day);
    return { key, day, ...reportsBetween([...all, { key, day, ...more }], () => true) };
  });
  yield [{ op: "put", table: budgetReportTable, rows }];
}

/** What says that a message has been counted. */
const markOf = {
  complaints: "complainedAt",
  hardBounces: "hardBouncedAt",
  deferrals: "deferredAt",
} as const;

function countedAs(event: DeliveryEvent): keyof BudgetReports | null {
  if (event.type === "complained")
    return event.complaint?.feedbackType === "not-spam" ? null : "complaints";
  if (event.type === "deferred") return "deferrals";
  return event.type === "bounced" && isForGood(event) ? "hardBounces" : null;
}

/** The report itself is on record, whatever the host's settings are like. */
function named(ask: () => BudgetDay | null): BudgetDay | null {
  try {
    const budget = ask();
    if (budget !== null) checkDay(budget.day);
    return budget;
  } catch {
    return null;
  }
}
