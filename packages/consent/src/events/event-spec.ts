import type { FieldKind } from "./field-kind.js";

/** `person` stands for a subject, a contact point, or both. */
export type EnvelopeNeed =
  | "contactPoint"
  | "subject"
  | "person"
  | "person_or_fingerprint"
  | "scope"
  | "method"
  | "notice"
  | "ruleset"
  | "caused";

/**
 * What one type of event needs. Data, so that tools, docs and tests read the same table as the
 * code.
 */
export interface EventSpec<D> {
  /** Read in logs of earlier releases, and never recorded again. */
  readonly retired?: true;
  readonly needs: readonly EnvelopeNeed[];
  /**
   * An `effectiveAt` after the time of recording. `clamp`: a denial, which acts at once whatever
   * its date says. `keep`: may be dated ahead, such as a contract that begins next month. `refuse`:
   * an observation, which cannot.
   */
  readonly ahead: "clamp" | "keep" | "refuse";
  readonly detail: FieldKind<D>;
}
