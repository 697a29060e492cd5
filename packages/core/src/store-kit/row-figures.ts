import { isObject } from "../json.js";
import type { RawRow } from "./row-request.js";

/** What a counted row is, as far as it is known. */
export interface CountedRow {
  readonly table: "message" | "recipient";
  readonly campaign: string;
  /** Which row of the campaign: the contact of a recipient, the key of a message. */
  readonly id: string;
  readonly row: RawRow;
}

/** Columns that decide which counters a row is in. */
export const countedColumns = {
  message: ["status", "firstReason", "marks"],
  recipient: ["state", "reason", "variant"],
} as const;

const none: readonly string[] = [];
const needed = {
  stateOfRefused: ["state", "reason", "variant"],
  state: ["state", "variant"],
  statusOfSkipped: ["status", "firstReason"],
  status: ["status"],
  marks: ["marks"],
} as const;

/**
 * Which of a row's columns have to be known to tell the counters that a change takes it out of.
 * Mostly one of a few lists, the same ones each time.
 */
export function columnsNeeded(
  { table, row }: Pick<CountedRow, "table" | "row">,
  change: RawRow,
): readonly string[] {
  if (table === "recipient") {
    if (change["state"] === undefined) return none;
    return row["state"] === "refused" ? needed.stateOfRefused : needed.state;
  }
  const isMarked = change["marks"] !== undefined;
  if (change["status"] === undefined && change["firstReason"] === undefined)
    return isMarked ? needed.marks : none;
  const status = row["status"] === "skipped" ? needed.statusOfSkipped : needed.status;
  return isMarked ? [...status, ...needed.marks] : status;
}

/**
 * Reads the counters that a row is in, of those that the columns named are about. Rows that follow
 * each other are mostly in the same ones, which are then named once.
 */
export function figureReader(): (of: CountedRow, columns: readonly string[]) => readonly string[] {
  let last:
    | (Pick<CountedRow, "row"> & { columns: readonly string[]; figures: readonly string[] })
    | undefined;
  return (of, columns) => {
    const { table, row } = of;
    if (
      last?.columns === columns &&
      countedColumns[table].every((column) => last?.row[column] === row[column])
    )
      return last.figures;
    const figures = listFigures(of, columns);
    last = { row, columns, figures };
    return figures;
  };
}

function listFigures({ table, row }: CountedRow, columns: readonly string[]): readonly string[] {
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
