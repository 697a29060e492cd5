import { isObject } from "../json.js";
import type { RawRow } from "./row-request.js";

/** What a counted row is, as far as it is known. */
export interface CountedRow {
  readonly table: "message" | "recipient";
  readonly campaign: string;
  readonly row: RawRow;
}

/** Columns that decide which counters a row is in. */
export const countedColumns = {
  message: ["status", "firstReason", "marks"],
  recipient: ["state", "reason", "variant"],
} as const;

/** Which of a row's columns have to be known to tell the counters that a change takes it out of. */
export function columnsNeeded({ table, row }: CountedRow, change: RawRow): readonly string[] {
  if (table === "recipient") {
    if (change["state"] === undefined) return [];
    return row["state"] === "refused" ? ["state", "reason", "variant"] : ["state", "variant"];
  }
  const status = change["status"] !== undefined || change["firstReason"] !== undefined;
  return [
    ...(status ? ["status", ...(row["status"] === "skipped" ? ["firstReason"] : [])] : []),
    ...(change["marks"] === undefined ? [] : ["marks"]),
  ];
}

/**
 * The counters that a row is in, of those that the columns named are about. `null` as a row: there
 * is none.
 */
export function listFigures(
  { table, row }: CountedRow,
  columns: readonly string[],
): readonly string[] {
  if (table === "recipient") return columns.length === 0 ? [] : recipientFigures(row);
  return [
    ...(columns.includes("status") ? statusFigures(row) : []),
    ...(columns.includes("marks") ? reportFigures(row["marks"]) : []),
  ];
}

function recipientFigures({ state, reason, variant }: RawRow): readonly string[] {
  if (state === "waiting") return ["waiting"];
  return state === "refused" ? [`refused:${readName(reason)}`] : [`variant:${readName(variant)}`];
}

function statusFigures({ status, firstReason }: RawRow): readonly string[] {
  if (typeof status !== "string") return [];
  const skipped = status === "skipped" ? [`refused:${readName(firstReason)}`] : [];
  return [`message:${status}`, ...skipped];
}

function readName(value: RawRow[string] | undefined): string {
  return typeof value === "string" ? value : "UNKNOWN";
}

const reports = {
  ...{ deliveredAt: "delivered", bouncedAt: "bounced", hardBouncedAt: "hardBounced" },
  complainedAt: "complained",
};

function reportFigures(marks: RawRow[string] | undefined): readonly string[] {
  if (typeof marks !== "string") return [];
  const read = readMarks(marks);
  return Object.entries(reports).flatMap(([mark, name]) =>
    typeof read[mark] === "number" ? [`report:${name}`] : [],
  );
}

/** A row that cannot be read is in no counter. */
function readMarks(text: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(text);
    return isObject(read) ? read : {};
  } catch {
    return {};
  }
}
