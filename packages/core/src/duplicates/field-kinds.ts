import { editDistance } from "../addresses/edit-distance.js";
import { emailMatchingKey } from "../addresses/email-matching-key.js";
import type { DuplicateFieldKind } from "./duplicate-options.js";
import type { AgreementLevel } from "./duplicate-report.js";
import { dateDigits, digitsOf, foldCode, foldText } from "./fold-text.js";
import { jaroWinkler } from "./jaro-winkler.js";

export interface FieldKind {
  /** From alike to different. A level's number is its place. */
  readonly levels: readonly AgreementLevel[];
  /** How often two records of one person are so alike, before anything was seen. */
  readonly m: readonly number[];
  /** How often those of two people are. */
  readonly u: readonly number[];
  /**
   * How many records' worth is known beforehand of how often one value occurs: much of addresses,
   * which are nobody else's, and little of names, of which some are common.
   */
  readonly knownOf: number;
  /** The value to be compared; empty: missing. */
  readonly read: (text: string) => string;
  /** The level of two values that are not the same. */
  readonly compare: (a: string, b: string) => number;
  /**
   * How often two people of one household have equal, and have close values, at least: twins have
   * one birthday, Andrea is married to Andreas, and John is the son of John.
   */
  readonly inFamily: number;
}

const four: readonly AgreementLevel[] = ["same", "close", "similar", "different"];

/** Winkler's (1990) cuts, as the literature uses them for names. */
function compareWords(a: string, b: string): number {
  const alike = jaroWinkler(a, b);
  if (alike >= 0.92) return 1;
  return alike >= 0.85 ? 2 : 3;
}

function compareDigits(a: string, b: string): number {
  return editDistance(a, b, 2);
}

function compareDates(a: string, b: string): number {
  const swapped = a.length === 8 && a.slice(0, 4) + a.slice(6) + a.slice(4, 6) === b;
  return swapped ? 1 : editDistance(a, b, 2);
}

function compareEmails(a: string, b: string): number {
  const [left, right] = [localPart(a), localPart(b)];
  if (left === right) return 1;
  return jaroWinkler(left, right) >= 0.92 ? 2 : 3;
}

export function localPart(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf("@")));
}

/** How many last digits of two numbers are a national number. */
export const nationalDigits = 7;

function comparePhones(a: string, b: string): number {
  const same = a.length >= nationalDigits && a.slice(-nationalDigits) === b.slice(-nationalDigits);
  return same || editDistance(a, b, 1) === 1 ? 1 : 2;
}

export const fieldKinds: Readonly<Record<DuplicateFieldKind, FieldKind>> = {
  name: {
    ...{ levels: four, m: [0.85, 0.06, 0.03, 0.06], u: [0.005, 0.005, 0.02, 0.97] },
    ...{ read: foldText, compare: compareWords },
    knownOf: 100,
    inFamily: 0.02,
  },
  text: {
    ...{ levels: four, m: [0.75, 0.1, 0.05, 0.1], u: [0.002, 0.002, 0.006, 0.99] },
    ...{ read: foldText, compare: compareWords, knownOf: 100, inFamily: 0 },
  },
  date: {
    ...{ levels: four, m: [0.9, 0.04, 0.02, 0.04], u: [0.0003, 0.003, 0.02, 0.9767] },
    ...{ read: dateDigits, compare: compareDates },
    knownOf: 3_000,
    inFamily: 0.02,
  },
  digits: {
    ...{ levels: four, m: [0.85, 0.05, 0.03, 0.07], u: [0.002, 0.01, 0.05, 0.938] },
    ...{ read: foldCode, compare: compareDigits, knownOf: 100, inFamily: 0 },
  },
  email: {
    ...{ levels: four, m: [0.3, 0.2, 0.1, 0.4], u: [0.000001, 0.0005, 0.002, 0.997499] },
    read: (text) => emailMatchingKey(text.slice(0, 254).trim().toLowerCase()),
    ...{ compare: compareEmails, knownOf: 1_000_000, inFamily: 0 },
  },
  phone: {
    levels: ["same", "close", "different"],
    ...{ m: [0.6, 0.05, 0.35], u: [0.00001, 0.0005, 0.99949] },
    ...{ read: digitsOf, compare: comparePhones, knownOf: 100_000, inFamily: 0 },
  },
  exact: {
    levels: ["same", "different"],
    ...{ m: [0.9, 0.1], u: [0.01, 0.99] },
    ...{ read: foldText, compare: () => 1, knownOf: 100, inFamily: 0 },
  },
};
