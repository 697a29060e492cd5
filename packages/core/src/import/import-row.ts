import { InputError } from "../errors/index.js";

/** One record of a file or feed. All cells are text, so leading zeros are preserved. */
export interface ImportRow {
  /** The row number that the file's owner sees: in a spreadsheet the header is row 1. */
  readonly row: number;
  /** By column name. */
  readonly values: Readonly<Record<string, string>>;
  /** Surplus cells, if the row has more cells than there are columns. */
  readonly beyond?: readonly string[];
  /**
   * Set if the row is damaged or misaligned. It is refused under this code, unless it denies: then
   * only the denial is kept.
   */
  readonly problem?: { readonly code: string; readonly column?: string; readonly detail?: string };
}

/**
 * Checks a row: file readers produce valid ones, but a host's own reader may not.
 *
 * @throws InputError `INPUT_ROW_SHAPE`
 */
export function checkedRow(given: ImportRow): ImportRow {
  const row: unknown = given;
  const fault = findFault(row);
  if (fault === null) return given;
  throw new InputError("INPUT_ROW_SHAPE", `A row of the import ${fault[0]}.`, {
    path: fault[1],
    remedy:
      "Pass rows as { row: 2, values: { Email: “…” } } with text in every cell, as `csvRows` does.",
  });
}

function findFault(row: unknown): readonly [fault: string, path: string] | null {
  if (typeof row !== "object" || row === null) return ["is no object", "rows"];
  if (!("row" in row) || typeof row.row !== "number")
    return ["has no number in `row`", "rows[].row"];
  const at = `rows[${row.row}].values`;
  if (!("values" in row) || typeof row.values !== "object" || row.values === null)
    return ["has no `values` by column name", at];
  for (const [column, cell] of Object.entries(row.values)) {
    if (cell !== undefined && cell !== null && typeof cell !== "string")
      return [`has a cell that is no text in “${column.slice(0, 80)}”`, `${at}.${column}`];
  }
  return null;
}
