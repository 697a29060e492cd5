import type { ContactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { AgeCounts } from "./age-counts.js";
import type { ValueFault } from "./check-value.js";
import type { FindingCode } from "./contact-findings.js";
import type { FieldKind } from "./field-kind.js";
import type { FrequentValue } from "./frequent-values.js";

/** How often something was seen, with a few contacts that show it: ids, never values. */
export interface Sighting<Code extends string = string> {
  readonly code: Code;
  readonly count: number;
  /** Up to five, the first in the order of their ids, whatever the order of reading. */
  readonly examples: readonly ContactId[];
}

export interface PartialField {
  readonly path: string;
  readonly kind: FieldKind;
  readonly filled: number;
  /** Of those filled. */
  readonly invalid: number;
  readonly faults: readonly Sighting<ValueFault>[];
  /** Registers of a HyperLogLog, as text. */
  readonly distinct: string;
  /** Only of fields whose values were asked for. */
  readonly frequent: readonly FrequentValue[];
}

export interface PartialSource {
  readonly source: string;
  readonly values: number;
  readonly invalid: number;
  /** When its values were last said. */
  readonly ages: AgeCounts;
}

export interface PartialMonth {
  /** `YYYY-MM` in UTC; empty: unknown. */
  readonly month: string;
  readonly contacts: number;
  readonly filled: number;
  readonly invalid: number;
}

/**
 * What was counted in one part of a tenant's contacts: plain JSON of bounded size, to be kept
 * between slices and merged with others. Merging is commutative and associative, but for the counts
 * of frequent values beyond 64 different ones, and for names beyond the limits below.
 */
export interface PartialProfile {
  readonly v: 1;
  readonly contacts: number;
  /** When it was counted; of two, the later. */
  readonly asOf: Instant | null;
  /** Contacts with any address or number. */
  readonly reachable: number;
  /** Contacts with a finding that is more than a matter of writing. */
  readonly withFindings: number;
  readonly fields: readonly PartialField[];
  /** Values of fields beyond the first 300. */
  readonly otherValues: number;
  /** At most 200; the rest is counted as `…`. */
  readonly sources: readonly PartialSource[];
  readonly updated: AgeCounts;
  readonly active: AgeCounts;
  /** At most 600. */
  readonly months: readonly PartialMonth[];
  readonly findings: readonly Sighting<FindingCode>[];
}

export const mostFields = 300;
export const mostSources = 200;
export const mostMonths = 600;
export const otherSources = "…";
