import type { Instant } from "../instant.js";
import { type AgeBucket, ageBuckets } from "./age-counts.js";
import type { ValueFault } from "./check-value.js";
import type { FindingCode } from "./contact-findings.js";
import { DistinctCount } from "./distinct-count.js";
import type { FieldKind } from "./field-kind.js";
import type { FrequentValue } from "./frequent-values.js";
import { type Grade, gradeOf } from "./grade.js";
import type { PartialMonth, PartialProfile, Sighting } from "./partial-profile.js";
import { ProfileTally } from "./profile-tally.js";

export interface FieldProfile {
  readonly path: string;
  readonly kind: FieldKind;
  readonly filled: number;
  /** From 0 to 1: of all contacts, those that have a value. */
  readonly completeness: number;
  readonly invalid: number;
  /** From 0 to 1: of the values, those without a fault; `null`: there are none. */
  readonly validity: number | null;
  /** Different texts and numbers; an estimate, with an error of about 1.6 %. */
  readonly distinct: number;
  /** The most frequent ten, of fields whose values were asked for. */
  readonly frequent: readonly FrequentValue[];
  readonly faults: readonly Sighting<ValueFault>[];
}

export interface SourceProfile {
  readonly source: string;
  readonly values: number;
  readonly invalid: number;
  readonly validity: number | null;
  readonly ages: readonly AgeBucket[];
}

export interface MonthProfile extends PartialMonth {
  /** Of the values of those who came in this month; `null`: there are none. */
  readonly validity: number | null;
  /** Values for each contact. */
  readonly valuesEach: number;
}

/** The quality of a tenant's contacts. Shares are from 0 to 1. */
export interface QualityProfile {
  readonly v: 1;
  readonly contacts: number;
  readonly asOf: Instant | null;
  /** `null` where there are no contacts. */
  readonly grade: Grade | null;
  readonly fields: readonly FieldProfile[];
  /** Values of fields beyond the first 300, which are not looked at. */
  readonly otherValues: number;
  /** The source with the most values first. */
  readonly sources: readonly SourceProfile[];
  /** Since the last change of the record or confirmation of a value of it. */
  readonly updated: readonly AgeBucket[];
  /** Since the last human open or click. */
  readonly active: readonly AgeBucket[];
  /** By the month in which contacts were made, the oldest first. */
  readonly months: readonly MonthProfile[];
  readonly findings: readonly Sighting<FindingCode>[];
}

/**
 * Puts partial profiles together. Each contact has to be in one of them only.
 * @example
 * const whole = mergeProfiles([january, february]);
 */
export function mergeProfiles(parts: readonly PartialProfile[]): PartialProfile {
  const tally = new ProfileTally();
  for (const part of parts) tally.merge(part);
  return tally.write();
}

/** Says what the counts mean: shares, distinct values, a grade. */
export function finishProfile(partial: PartialProfile): QualityProfile {
  const { contacts, asOf, otherValues, findings, updated, active } = partial;
  return {
    ...{ v: 1, contacts, asOf, grade: gradeOf(partial) },
    fields: partial.fields.map(({ path, kind, filled, invalid, faults, distinct, frequent }) => ({
      ...{ path, kind, filled, completeness: contacts === 0 ? 0 : filled / contacts },
      ...{ invalid, validity: validity(filled, invalid) },
      ...{ distinct: Math.min(filled, new DistinctCount(distinct).estimate()) },
      ...{ frequent: frequent.slice(0, 10), faults },
    })),
    otherValues,
    sources: partial.sources
      .map(({ source, values, invalid, ages }) => ({
        ...{ source, values, invalid, validity: validity(values, invalid) },
        ages: ageBuckets(ages),
      }))
      .sort((a, b) => b.values - a.values || (a.source < b.source ? -1 : 1)),
    updated: ageBuckets(updated),
    active: ageBuckets(active),
    months: partial.months.map((month) => ({
      ...month,
      validity: validity(month.filled, month.invalid),
      valuesEach: month.contacts === 0 ? 0 : month.filled / month.contacts,
    })),
    findings,
  };
}

function validity(values: number, invalid: number): number | null {
  return values === 0 ? null : (values - invalid) / values;
}
