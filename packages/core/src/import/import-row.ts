import { InputError } from "../errors/index.js";

/**
 * One record of a file or feed, as text: nothing has been re-typed, so leading zeros are still
 * there.
 */
export interface ImportRow {
  /** As its owner counts: in a spreadsheet the header is row 1. */
  readonly row: number;
  /** By column name. */
  readonly values: Readonly<Record<string, string>>;
  /** Cells behind those of the last column, where the row has more than there are columns. */
  readonly beyond?: readonly string[];
  /**
   * Why the reader does not vouch for this row: it was damaged or misaligned. It is refused under
   * this code, unless it denies: then the denial is all that is kept.
   */
  readonly problem?: { readonly code: string; readonly column?: string; readonly detail?: string };
}

/**
 * A row as its type says, checked: readers of files give such rows, a host's own may not.
 *
 * @throws InputError `INPUT_ROW_SHAPE`
 */
export function checkedRow(given: ImportRow): ImportRow {
  const row: unknown = given;
  const fault = faultOf(row);
  if (fault === null) return given;
  throw new InputError("INPUT_ROW_SHAPE", `A row of the import ${fault[0]}.`, {
    path: fault[1],
    remedy: "Give rows as { row: 2, values: { Email: “…” } }, every cell a text; `csvRows` does.",
  });
}

function faultOf(row: unknown): readonly [fault: string, path: string] | null {
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
