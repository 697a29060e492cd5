import type { ParsedEmailAddress } from "../addresses/index.js";
import type { AttributeValues, CellReadings } from "./attribute-values.js";
import type { ImportField } from "./field-policy.js";
import type { RowNote } from "./row-result.js";

/** A row that can be imported, judged by the row alone. */
export interface RowDraft {
  readonly row: number;
  readonly email: ParsedEmailAddress;
  /** The identity that the tenant chose. Empty only if `unfit` is set. */
  readonly key: string;
  readonly phone: string | null;
  /**
   * Text messages or calls are denied: `phone` is `null`, and the contact's known numbers are
   * barred.
   */
  readonly phoneDenial: RowNote | null;
  /** The number in a row with that denial, whoever it belongs to. */
  readonly deniedPhone: string | null;
  /** The possible meanings of the cell of each attribute. */
  readonly cells: Readonly<Record<string, CellReadings>>;
  readonly attributes: AttributeValues;
  /** Fields with an empty cell whose policy is to erase them. */
  readonly emptied: readonly ImportField[];
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly jurisdiction: string | null;
  readonly denial: RowNote | null;
  readonly claimed: boolean;
  /**
   * Why this row would be refused if it had no denial. A denial is kept whatever else is wrong with
   * the row; nothing else of the row is used.
   */
  readonly unfit: RowNote | null;
  readonly flags: readonly RowNote[];
}

/** The denial of a row without a valid address, and whom it is about. */
export interface Barred extends Pick<RowDraft, "denial" | "phoneDenial" | "deniedPhone"> {
  /** Empty if there is none. */
  readonly key: string;
  /** Addresses found in the cell, for example if it holds several. */
  readonly addresses: readonly string[];
}

export type RowReading =
  | { readonly draft: RowDraft }
  | { readonly refused: RowNote; readonly barred?: Barred };
