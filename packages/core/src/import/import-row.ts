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
