import type { ReadRow } from "./read-batch.js";
import type { BadRow, RowResult } from "./row-result.js";

/** A person whose data was erased returns only by asking: such a row cannot be mended. */
const unmendable = "SUPPRESSED_ERASED";

/** The bad rows of a batch, in order. */
export function badRows(
  results: readonly RowResult[],
  rows: readonly ReadRow[],
): readonly BadRow[] {
  return results.flatMap(({ row, outcome, reason, fault }, index): readonly BadRow[] => {
    const note = outcome === "refused" ? reason : (fault ?? null);
    const source = rows[index]?.source;
    if (note === null || note.code === unmendable || source === undefined) return [];
    const { code, column, detail } = note;
    const value = column === undefined ? "" : (source.values[column] ?? "");
    const { values, beyond } = source;
    return [
      {
        ...{ row, column: column ?? null, code, value, values },
        ...(detail !== undefined && { detail }),
        ...(beyond !== undefined && beyond.length > 0 && { beyond }),
      },
    ];
  });
}
