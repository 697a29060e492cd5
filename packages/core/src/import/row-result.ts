import type { RowDiff } from "./field-change.js";

/**
 * The result of a row. Each row has exactly one, the strongest that applies: `refused` (nothing of
 * it is kept), `restricted` (kept together with a denial), `merged` (into a contact of an earlier
 * row or of the store), `accepted` (a new contact).
 */
export type RowOutcome = "accepted" | "merged" | "refused" | "restricted";

/** A finding about one row. `detail` never holds a whole value: values are masked. */
export interface RowNote {
  /** Stable: `EMAIL_NO_AT`, `DUPLICATE_IN_FILE`, `STATUS_UNSUBSCRIBED`, `ROLE_ADDRESS` … */
  readonly code: string;
  readonly column?: string;
  readonly detail?: string;
}

export interface RowResult {
  readonly row: number;
  readonly outcome: RowOutcome;
  /** The reason; `null` for `accepted`. */
  readonly reason: RowNote | null;
  /** What a person should check although the row was imported. */
  readonly flags: readonly RowNote[];
  /**
   * Of a `restricted` row: why nothing but its denial is kept. Mended, the row can be imported
   * again.
   */
  readonly fault?: RowNote;
  /** In a plan against a store, what an imported row would make of its contact. */
  readonly diff?: RowDiff;
}

/**
 * A row that was not imported, or of which only its denial was kept, with its own cells: it can be
 * mended and imported again. It holds whole values of a person: personal data.
 */
export interface BadRow {
  readonly row: number;
  /** The column of the fault; `null` if the row as a whole is at fault. */
  readonly column: string | null;
  readonly code: string;
  readonly detail?: string;
  /** The cell at fault; empty if there is none. */
  readonly value: string;
  readonly values: Readonly<Record<string, string>>;
  /** Surplus cells. */
  readonly beyond?: readonly string[];
}
