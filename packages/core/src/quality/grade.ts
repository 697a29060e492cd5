import { knownAges, youngerThanAYear } from "./age-counts.js";
import type { PartialProfile } from "./partial-profile.js";

/** What a grade is made of. */
export type GradePartCode = "VALID" | "REACHABLE" | "COMPLETE" | "FRESH" | "CLEAN";

export interface GradePart {
  readonly code: GradePartCode;
  /** From 0 to 1. */
  readonly share: number;
  /** The points that a share of 1 gives. */
  readonly weight: number;
  /** `share` × `weight` */
  readonly points: number;
}

export interface Grade {
  /** A from 90 points, B from 75, C from 60, D from 40. */
  readonly letter: "A" | "B" | "C" | "D" | "E";
  /** From 0 to 100. */
  readonly score: number;
  /** What it is the sum of, the part that costs most points first. */
  readonly parts: readonly GradePart[];
}

/** A field that hardly anybody has is a matter of a few contacts, and no gap in the others. */
const inUse = 0.05;

/**
 * - `VALID` (30): of all values, those without a fault.
 * - `REACHABLE` (25): of all contacts, those with an address or a number.
 * - `COMPLETE` (20): of the values there could be, in fields that at least a twentieth has, those
 *   that there are.
 * - `FRESH` (15): of all contacts, those changed, confirmed or active within a year, whichever
 *   share is higher.
 * - `CLEAN` (10): of all contacts, those without a finding that is more than a matter of writing.
 *
 * `null` for no contacts.
 */
export function gradeOf(partial: PartialProfile): Grade | null {
  const { contacts, fields, reachable, withFindings, updated, active } = partial;
  if (contacts === 0) return null;
  const used = fields.filter(({ filled }) => filled >= contacts * inUse);
  const filled = fields.reduce((sum, field) => sum + field.filled, 0);
  const invalid = fields.reduce((sum, field) => sum + field.invalid, 0);
  const usedFilled = used.reduce((sum, field) => sum + field.filled, 0);
  const parts = [
    part("VALID", filled === 0 ? 0 : (filled - invalid) / filled, 30),
    part("REACHABLE", reachable / contacts, 25),
    part("COMPLETE", used.length === 0 ? 0 : usedFilled / (used.length * contacts), 20),
    part("FRESH", Math.max(freshShare(updated), freshShare(active)), 15),
    part("CLEAN", 1 - withFindings / contacts, 10),
  ].sort((a, b) => b.weight - b.points - (a.weight - a.points));
  const score = parts.reduce((sum, { points }) => sum + points, 0);
  return { letter: letterOf(score), score, parts };
}

function part(code: GradePartCode, share: number, weight: number): GradePart {
  return { code, share, weight, points: share * weight };
}

function freshShare(counts: readonly number[]): number {
  const known = knownAges(counts);
  return known === 0 ? 0 : youngerThanAYear(counts) / known;
}

function letterOf(score: number): Grade["letter"] {
  if (score >= 90) return "A";
  if (score >= 75) return "B";
  if (score >= 60) return "C";
  return score >= 40 ? "D" : "E";
}
