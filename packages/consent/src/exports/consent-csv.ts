import { InputError } from "@wellsent/core/errors";
import { type ConsentRow, consentColumns } from "./consent-row.js";
import { readCsv, writeCsv } from "./ledger-csv.js";

/** The file: RFC 4180, a header row, and no cell that a spreadsheet would run. */
export function writeConsentCsv(rows: Iterable<ConsentRow>): string {
  return writeCsv([
    consentColumns,
    ...[...rows].map((row) => consentColumns.map((column) => row[column])),
  ]);
}

export interface NumberedRow {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly row: ConsentRow;
}

export interface ReadConsentCsv {
  readonly rows: readonly NumberedRow[];
  readonly refused: readonly { readonly line: number; readonly code: "CSV_CELL_COUNT" }[];
}

/**
 * Reads a file of our own columns, in any order, absent ones empty. Files of other systems go
 * through the import mapping.
 * @throws InputError `INPUT_CSV` for text that is not CSV; `INPUT_CSV_HEADER` for columns that are
 * not ours or lack the status.
 */
export function readConsentCsv(text: string): ReadConsentCsv {
  const [header, ...records] = readCsv(text) ?? [];
  if (header === undefined)
    throw new InputError("INPUT_CSV", "The text is empty or not CSV: a quote is astray.");
  const columns = header.cells.map((name) => consentColumns.find((column) => column === name));
  if (
    columns.includes(undefined) ||
    new Set(columns).size !== columns.length ||
    !columns.includes("status")
  ) {
    throw new InputError("INPUT_CSV_HEADER", "The columns are not those of a consent file.", {
      remedy: `Use: ${consentColumns.join(", ")}.`,
    });
  }
  const rows: NumberedRow[] = [];
  const refused: { line: number; code: "CSV_CELL_COUNT" }[] = [];
  for (const { line, cells } of records) {
    if (cells.length !== columns.length) refused.push({ line, code: "CSV_CELL_COUNT" });
    else rows.push({ line, row: readRow(columns, cells) });
  }
  return { rows, refused };
}

function readRow(
  columns: readonly (keyof ConsentRow | undefined)[],
  cells: readonly string[],
): ConsentRow {
  const at = (name: keyof ConsentRow): string => cells[columns.indexOf(name)] ?? "";
  return {
    contact_point: at("contact_point"),
    address: at("address"),
    fingerprint: at("fingerprint"),
    sender: at("sender"),
    channel: at("channel"),
    purpose: at("purpose"),
    topic: at("topic"),
    activity: at("activity"),
    exact: at("exact"),
    status: at("status"),
    basis: at("basis"),
    method: at("method"),
    effective_at: at("effective_at"),
    valid_until: at("valid_until"),
    notice_digest: at("notice_digest"),
    suppression_reason: at("suppression_reason"),
    event_id: at("event_id"),
  };
}
