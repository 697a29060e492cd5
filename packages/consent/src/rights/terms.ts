import type { EventDetails, RightsKind } from "../events/index.js";
import type { SourceKind } from "../rules/index.js";
import { jurisdictionContains, mayApply, normalizeJurisdiction } from "../rules/jurisdiction.js";

export type PauseReason = EventDetails["dsr.clock_paused"]["reason"];

/** `answer` ends the case; `acknowledge` tells the person that the request has arrived. */
export type RightsDuty = "acknowledge" | "answer";

export interface TermPeriod {
  readonly count: number;
  readonly unit: "month" | "day" | "working_day";
}

/** One statutory clock, as dated data that a lawyer can sign off. */
export interface RightsTerm {
  readonly id: string;
  /** As in rule packs: ISO 3166, `EU`, or `*`. */
  readonly appliesTo: readonly string[];
  readonly kinds: readonly RightsKind[];
  readonly duty: RightsDuty;
  /** From receipt; the day of receipt is not counted. */
  readonly period: TermPeriod;
  /** From receipt as well, once the person was told within `period`. */
  readonly extended?: TermPeriod;
  /** Whether a last day that nobody works on moves to the next working day. */
  readonly lastDay: "next_working_day" | "as_it_falls";
  /** What stops this clock. */
  readonly pauses: readonly PauseReason[];
  readonly cite: string;
  readonly verifiedOn: string;
  /** What was read. */
  readonly source: SourceKind;
}

const verifiedOn = "2026-11-21";
const articles15to22 = ["access", "rectify", "erase", "restrict", "object", "portability"] as const;

export const rightsTerms: readonly RightsTerm[] = [
  {
    id: "EU-GDPR-12-3",
    appliesTo: ["EU"],
    // Art. 7(3) names no term for a withdrawal: it acts at once, and its answer is owed like any
    // other.
    kinds: [...articles15to22, "withdraw"],
    duty: "answer",
    period: { count: 1, unit: "month" },
    extended: { count: 3, unit: "month" },
    lastDay: "next_working_day",
    pauses: ["identity"],
    cite: "GDPR Art. 12(3), 12(6); Regulation 1182/71 Art. 3",
    verifiedOn,
    source: "statute",
  },
  {
    id: "UK-GDPR-12A",
    appliesTo: ["GB"],
    kinds: [...articles15to22, "withdraw"],
    duty: "answer",
    period: { count: 1, unit: "month" },
    extended: { count: 3, unit: "month" },
    lastDay: "next_working_day",
    pauses: ["identity", "clarification", "fee"],
    cite: "UK GDPR Art. 12A (DUAA 2025 s.76)",
    verifiedOn,
    source: "statute",
  },
  {
    id: "UK-COMPLAINT",
    appliesTo: ["GB"],
    kinds: ["complaint"],
    duty: "acknowledge",
    period: { count: 30, unit: "day" },
    lastDay: "as_it_falls",
    pauses: [],
    cite: "DPA 2018 s.164A (DUAA 2025 s.103)",
    verifiedOn,
    source: "statute",
  },
  {
    id: "BR-LGPD-19",
    appliesTo: ["BR"],
    kinds: [...articles15to22, "withdraw"],
    duty: "answer",
    period: { count: 15, unit: "day" },
    lastDay: "as_it_falls",
    pauses: [],
    cite: "LGPD Art. 19 II",
    verifiedOn,
    source: "statute",
  },
  {
    id: "US-CA-CONFIRM",
    appliesTo: ["US-CA"],
    kinds: ["access", "rectify", "erase", "portability"],
    duty: "acknowledge",
    period: { count: 10, unit: "working_day" },
    lastDay: "next_working_day",
    pauses: [],
    cite: "11 CCR 7021(a)",
    verifiedOn,
    source: "statute",
  },
  {
    id: "US-CA-ANSWER",
    appliesTo: ["US-CA"],
    kinds: ["access", "rectify", "erase", "portability"],
    duty: "answer",
    period: { count: 45, unit: "day" },
    extended: { count: 90, unit: "day" },
    lastDay: "as_it_falls",
    // 7021(b): the days run however long it takes to verify who asks.
    pauses: [],
    cite: "11 CCR 7021(b)",
    verifiedOn,
    source: "statute",
  },
  {
    id: "US-CA-OPT-OUT",
    appliesTo: ["US-CA"],
    kinds: ["object", "restrict", "withdraw"],
    duty: "answer",
    period: { count: 15, unit: "working_day" },
    lastDay: "next_working_day",
    pauses: [],
    cite: "11 CCR 7026(f)",
    verifiedOn,
    source: "secondary",
  },
];

/**
 * The clocks that run for somebody: all of every place they are in, so that the earliest binds.
 * Nobody known to be anywhere, or somewhere without a row: every clock there is.
 */
export function termsFor(
  jurisdictions: readonly string[],
  terms: readonly RightsTerm[] = rightsTerms,
): readonly RightsTerm[] {
  const places = jurisdictions.map(normalizeJurisdiction);
  const ruled = (place: string): boolean =>
    terms.some((term) => term.appliesTo.some((outer) => jurisdictionContains(outer, place)));
  if (places.length === 0 || !places.every(ruled)) return terms;
  return terms.filter((term) =>
    places.some((place) => term.appliesTo.some((outer) => mayApply(outer, place))),
  );
}
