import type { ColumnFormat } from "./column-format.js";
import type { ImportQuestion } from "./import-questions.js";
import type { RowNote, RowOutcome } from "./row-result.js";

export interface ReasonCount {
  readonly outcome: RowOutcome;
  readonly code: string;
  readonly count: number;
  /** The first few rows it happened to. */
  readonly examples: readonly ({ readonly row: number } & Omit<RowNote, "code">)[];
}

/**
 * What the accepted and merged rows bring of a permission: one that lacks any of the three may not
 * be mailed where consent is asked for. What the law of a place makes of them is decided later.
 */
export interface PermissionCounts {
  /** Rows that say their person is subscribed. */
  readonly claims: number;
  /** Those of them that bring evidence. `null`: the host has not said which do. */
  readonly evidence: number | null;
  /** Rows with a jurisdiction, of their own or by default. */
  readonly places: number;
  /** Rows with all three. `null`: as `evidence`. */
  readonly complete: number | null;
}

/**
 * What an import did or would do. `accepted + merged + refused + restricted = read`: no row is
 * unaccounted for.
 */
export interface ImportReport {
  readonly read: number;
  readonly accepted: number;
  readonly merged: number;
  readonly refused: number;
  readonly restricted: number;
  /** What the accepted and merged rows bring of a permission. */
  readonly permission: PermissionCounts;
  /**
   * Every row that is not simply accepted, by reason, the most frequent first within an outcome.
   */
  readonly byReason: readonly ReasonCount[];
  /**
   * What to look at among rows that were taken. One row may have several; `outcome` is the row's.
   */
  readonly flags: readonly Omit<ReasonCount, "outcome">[];
  /** What a person should decide about columns; until then the import restricts, or leaves out. */
  readonly questions: readonly ImportQuestion[];
  /** How columns were read that are not plain text. */
  readonly formats: readonly { readonly column: string; readonly format: ColumnFormat }[];
  /**
   * Columns that may hold the record of how people agreed, by their names, and in how many rows
   * they are filled. They are evidence once the host says so.
   */
  readonly possibleEvidence: readonly { readonly column: string; readonly count: number }[];
}
