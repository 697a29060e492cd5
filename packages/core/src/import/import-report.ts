import type { ColumnFormat } from "./column-format.js";
import type { ImportQuestion } from "./import-questions.js";
import type { RowNote, RowOutcome } from "./row-result.js";

export interface ReasonCount {
  readonly outcome: RowOutcome;
  readonly code: string;
  readonly count: number;
  /** The first few rows with this code. */
  readonly examples: readonly ({ readonly row: number } & Omit<RowNote, "code">)[];
}

/**
 * The parts of a permission that accepted and merged rows bring. If a row lacks one of the three,
 * its contact may not be mailed where the law requires consent. The law of each place is applied
 * later.
 */
export interface PermissionCounts {
  /** Rows that claim a subscription. */
  readonly claims: number;
  /** Those with evidence. `null`: the host has not said which rows have it. */
  readonly evidence: number | null;
  /** Rows with a jurisdiction, of their own or by default. */
  readonly places: number;
  /** Rows with all three. `null`: `evidence` is unknown. */
  readonly complete: number | null;
}

/**
 * What an import did or would do. `accepted + merged + refused + restricted = read`: every row is
 * counted once.
 */
export interface ImportReport {
  readonly read: number;
  readonly accepted: number;
  readonly merged: number;
  readonly refused: number;
  readonly restricted: number;
  /** The parts of a permission that accepted and merged rows bring. */
  readonly permission: PermissionCounts;
  /**
   * Every row that is not simply accepted, by reason, the most frequent first within an outcome.
   */
  readonly byReason: readonly ReasonCount[];
  /**
   * What to check among rows that were imported. One row may have several flags; `outcome` is the
   * row's.
   */
  readonly flags: readonly Omit<ReasonCount, "outcome">[];
  /** What a person should decide about columns. Until then the import restricts or omits. */
  readonly questions: readonly ImportQuestion[];
  /** The formats of columns that are not plain text. */
  readonly formats: readonly { readonly column: string; readonly format: ColumnFormat }[];
  /**
   * Columns that by their names may hold a record of how people agreed, and the number of rows that
   * fill them. They are evidence once the host says so.
   */
  readonly possibleEvidence: readonly { readonly column: string; readonly count: number }[];
}
