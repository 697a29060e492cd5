import type { Instant } from "@wellsent/core";
import { denialCovers, purposeCovers } from "../events/index.js";
import { endOfPeriod, type Regime, type RuleRow } from "../rules/index.js";
import type { Cell, LiveGrant, Projection } from "../state/index.js";
import { allowed, denied, type Finding, precedence } from "./finding.js";
import type { DecisionRules, Matter } from "./matter.js";

interface Basis {
  readonly name: string;
  readonly finding: Finding;
  /** When it ends by itself. */
  readonly until?: Instant | undefined;
  readonly obligations?: readonly string[];
  readonly notice?: string | undefined;
}

export type BasisResult = { readonly basis: Basis } | { readonly basis?: never; readonly missing: readonly Finding[] };

const policy = "Wellsent policy: consent is asked, recorded and current";

/** Whether a grant on the cell is as strong as one regime asks. */
export const consentBasis = (matter: Matter, regime: Regime): BasisResult => {
  const cite = regime.rows.consent[0]?.cite ?? policy;
  const { grants, pending } = matter.state;
  let best: Basis | undefined;
  let missing: readonly Finding[] | undefined;
  for (const grant of grants) {
    const stale = staleAt(matter, regime, grant);
    const faults = faultsOf(matter, regime, grant, stale);
    if (faults.length > 0) {
      missing ??= faults;
      continue;
    }
    const basis = basisOf(grant, stale, cite);
    // The one that lasts longest; the newest of those that last for ever.
    if (best === undefined || (best.until !== undefined && (basis.until === undefined || basis.until > best.until))) {
      best = basis;
    }
  }
  if (best !== undefined) return { basis: best };
  return {
    missing:
      missing ??
      (pending === undefined
        ? [denied(precedence.basis, "NO_CONSENT", cite)]
        : [denied(precedence.basis, "CONSENT_PENDING", cite, { eventId: pending.id })]),
  };
};

const basisOf = (grant: LiveGrant, stale: Instant | undefined, cite: string): Basis => {
  const until = stale === undefined || (grant.until !== undefined && grant.until < stale) ? grant.until : stale;
  const isAsserted = grant.sort === "asserted";
  return {
    name: isAsserted ? "consent_asserted" : "consent",
    finding: allowed(precedence.basis, isAsserted ? "CONSENT_ASSERTED" : "CONSENT", cite, { eventId: grant.id, until }),
    until,
    notice: grant.notice,
  };
};

const faultsOf = (matter: Matter, regime: Regime, grant: LiveGrant, stale: Instant | undefined): readonly Finding[] => {
  const faults: Finding[] = [];
  const fault = (code: string, rule: string): void => {
    faults.push(denied(precedence.basis, code, rule, { eventId: grant.id }));
  };
  for (const row of regime.rows.consent) strengthFaults(row, grant, fault);
  if (grant.notice !== undefined && matter.rules.supersededNotices?.includes(grant.notice) === true) {
    fault("NOTICE_SUPERSEDED", "GDPR Art. 4(11), Rec. 32");
  }
  if (stale !== undefined && stale <= matter.question.at)
    fault("CONSENT_STALE", regime.rows.freshness[0]?.cite ?? policy);
  return faults;
};

type ConsentRow = RuleRow<"consent">;

const strengthFaults = (
  { params, cite }: ConsentRow,
  grant: LiveGrant,
  fault: (code: string, rule: string) => void,
): void => {
  const strength = grant.strength ?? "express";
  if (grant.sort === "asserted") {
    if (params.asserted === "refuse") fault("CONSENT_ONLY_ASSERTED", cite);
    else if (params.asserted === "evidence" && grant.evidence !== true) fault("CONSENT_WITHOUT_EVIDENCE", cite);
  } else if (params.confirmation === "required" && grant.sort !== "confirmed") {
    fault("CONSENT_UNCONFIRMED", cite);
  }
  if (grant.method === "double_opt_in_get" && grant.sort === "confirmed" && params.confirmByGet === "refuse") {
    fault("CONSENT_CONFIRMED_BY_GET", cite);
  }
  if (params.strength !== "any" && strength === "implied") fault("CONSENT_NOT_EXPRESS", cite);
  else if (params.strength === "express_written" && strength !== "express_written") fault("CONSENT_NOT_WRITTEN", cite);
};

/** When silence makes it stale: the earliest that the law of the regime or the tenant's own review says. */
const staleAt = ({ projection, cell, rules }: Matter, regime: Regime, grant: LiveGrant): Instant | undefined =>
  regime.rows.freshness.length === 0 && rules.reviews === undefined
    ? undefined
    : staleAfter(projection, cell, grant.at, [...lawful(regime), ...reviewPeriods(rules, cell)]);

const lawful = ({ rows }: Regime): readonly string[] => rows.freshness.map((row) => row.params.after);

const reviewPeriods = ({ reviews = [] }: Pick<DecisionRules, "reviews">, cell: Cell): readonly string[] =>
  reviews.filter((review) => purposeCovers(review.purpose, cell.purpose)).map((review) => review.reviewAfter);

/** Counted from the grant, or from the last review that found it alive. */
const staleAfter = (
  projection: Projection,
  cell: Cell,
  grantedAt: Instant,
  periods: readonly string[],
): Instant | undefined => {
  if (periods.length === 0) return undefined;
  let last = grantedAt;
  for (const key in projection.reviews) {
    const review = projection.reviews[key];
    if (review !== undefined && review.at > last && denialCovers(review.scope, cell)) last = review.at;
  }
  return Math.min(...periods.map((period) => endOfPeriod(last, period)));
};

/** From when on a grant is stale somewhere the person may be: what `decide` goes by, for those who plan ahead. */
export const freshUntil = (
  projection: Projection,
  cell: Cell,
  grantedAt: Instant,
  rules: Pick<DecisionRules, "book" | "reviews">,
  jurisdictions: readonly string[],
): Instant | undefined => {
  const regimes = rules.book.placesFor(jurisdictions, cell.channel).flatMap((place) => place.regimes);
  const periods = regimes.filter(({ ruling }) => ruling).flatMap(lawful);
  return staleAfter(projection, cell, grantedAt, [...periods, ...reviewPeriods(rules, cell)]);
};
