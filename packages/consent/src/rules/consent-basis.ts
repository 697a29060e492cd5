import type { ConsentChannel, Instant } from "@wellsent/core";
import { type ConsentMethod, denialCovers, purposeCovers } from "../events/index.js";
import type { Cell, LiveGrant, Projection } from "../state/index.js";
import { allowed, type DecisionFinding, denied, precedence } from "./finding.js";
import type { LegalCase, TenantReview } from "./legal-case.js";
import { endOfPeriod } from "./period.js";
import type { Place, Regime } from "./regime.js";
import type { RuleRow } from "./rule-row.js";

interface Basis {
  readonly name: string;
  readonly finding: DecisionFinding;
  /** When it ends by itself. */
  readonly until?: Instant | undefined;
  readonly obligations?: readonly string[] | undefined;
  readonly notice?: string | undefined;
  /** The person agreed expressly, as far as can be shown. */
  readonly isAffirmed?: boolean;
}

export type BasisResult =
  | { readonly basis: Basis }
  | { readonly basis?: never; readonly missing: readonly DecisionFinding[] };

const policy = "Wellsent policy: consent is asked, recorded and current";

/** Whether a grant on the cell is as strong as one regime asks. */
export function consentBasis(context: LegalCase, regime: Regime): BasisResult {
  // Where consent is not required, it is still a better basis than none.
  const law = regime.rows.consent[0] ?? regime.rows.opt_out[0];
  const cite = law?.cite ?? policy;
  const row = law?.id;
  const { grants, pending } = context.state;
  let best: LiveGrant | undefined;
  let bestUntil: Instant | undefined;
  let missing: readonly DecisionFinding[] | undefined;
  for (const grant of grants) {
    const stale = staleAt(context, regime, grant);
    const faults = findFaults(context, regime, grant, stale);
    if (faults !== undefined) {
      missing ??= faults;
      continue;
    }
    const until = earlier(grant.until, stale);
    // The consent that lasts longest; of several without an end, the newest.
    if (
      best === undefined ||
      (bestUntil !== undefined && (until === undefined || until > bestUntil))
    ) {
      best = grant;
      bestUntil = until;
    }
  }
  if (best !== undefined) return { basis: createBasis(best, bestUntil, cite, row) };
  return {
    missing:
      missing ??
      (pending === undefined
        ? [denied(precedence.basis, "NO_CONSENT", cite, { row })]
        : [denied(precedence.basis, "CONSENT_PENDING", cite, { row, eventId: pending.id })]),
  };
}

function createBasis(
  grant: LiveGrant,
  until: Instant | undefined,
  cite: string,
  row: string | undefined,
): Basis {
  const isAsserted = grant.sort === "asserted";
  return {
    name: isAsserted ? "consent_asserted" : "consent",
    finding: allowed(precedence.basis, isAsserted ? "CONSENT_ASSERTED" : "CONSENT", cite, {
      row,
      eventId: grant.id,
      until,
    }),
    until,
    notice: grant.notice,
    obligations: undefined,
    // A claim by others without a record is no basis.
    isAffirmed: grant.strength !== "implied",
  };
}

function findFaults(
  { question, rules, cell }: LegalCase,
  { rows }: Regime,
  grant: LiveGrant,
  stale: Instant | undefined,
): readonly DecisionFinding[] | undefined {
  let faults: DecisionFinding[] | undefined;
  // Even where the law does not require consent, a claim of consent alone proves nothing.
  if (rows.consent.length === 0 && grant.sort === "asserted" && grant.evidence !== true)
    faults = withFault(faults, "CONSENT_WITHOUT_EVIDENCE", policy, undefined, grant);
  for (const { params, cite, id } of rows.consent) {
    faults = withFault(faults, originFault(params, grant, cell.channel), cite, id, grant);
    faults = withFault(faults, linkFault(params, grant), cite, id, grant);
    faults = withFault(faults, strengthFault(params, grant), cite, id, grant);
  }
  if (grant.notice !== undefined && rules.supersededNotices?.includes(grant.notice) === true) {
    const cite = "GDPR Art. 4(11), Rec. 32";
    faults = withFault(faults, "NOTICE_SUPERSEDED", cite, undefined, grant);
  }
  if (stale !== undefined && stale <= question.at) {
    const [law] = rows.freshness;
    faults = withFault(faults, "CONSENT_STALE", law?.cite ?? policy, law?.id, grant);
  }
  return faults;
}

/** Most grants have no such entry, so nothing is allocated for them. */
function withFault(
  faults: DecisionFinding[] | undefined,
  code: string | undefined,
  cite: string,
  row: string | undefined,
  { id: eventId }: LiveGrant,
): DecisionFinding[] | undefined {
  if (code === undefined) return faults;
  const fault = denied(precedence.basis, code, cite, { row, eventId });
  if (faults === undefined) return [fault];
  faults.push(fault);
  return faults;
}

type ConsentParams = RuleRow<"consent">["params"];

function originFault(
  params: ConsentParams,
  grant: LiveGrant,
  channel: ConsentChannel,
): string | undefined {
  const isShown =
    grant.evidence === true &&
    (params.evidenceBy === undefined ||
      (grant.method !== undefined && params.evidenceBy.includes(grant.method)));
  if (grant.sort !== "asserted") {
    // A signed paper proves as much as a confirmation by the mailbox, regardless of who recorded
    // it.
    const isPaper = isShown && grant.method === "paper";
    return params.confirmation === "required" && grant.sort !== "confirmed" && !isPaper
      ? "CONSENT_UNCONFIRMED"
      : undefined;
  }
  if (params.asserted === "refuse") return "CONSENT_ONLY_ASSERTED";
  if (!isShown) return "CONSENT_WITHOUT_EVIDENCE";
  // A claim by somebody else counts for no more than the person's own statement.
  return params.confirmation === "optional" || tellsConfirmed(grant.method, channel)
    ? undefined
    : "CONSENT_UNCONFIRMED";
}

/** Whether a claim says that the mailbox or phone confirmed it, or that it was signed. */
function tellsConfirmed(method: ConsentMethod | undefined, channel: ConsentChannel): boolean {
  return (
    method === "double_opt_in_post" ||
    method === "double_opt_in_get" ||
    method === "paper" ||
    (method === "reply_keyword" && channel === "sms")
  );
}

function linkFault(params: ConsentParams, grant: LiveGrant): string | undefined {
  return params.confirmByGet === "refuse" &&
    grant.sort !== "subject" &&
    grant.method === "double_opt_in_get"
    ? "CONSENT_CONFIRMED_BY_GET"
    : undefined;
}

function strengthFault(
  params: ConsentParams,
  { strength = "express" }: LiveGrant,
): string | undefined {
  if (params.strength !== "any" && strength === "implied") return "CONSENT_NOT_EXPRESS";
  return params.strength === "express_written" && strength !== "express_written"
    ? "CONSENT_NOT_WRITTEN"
    : undefined;
}

/**
 * When a consent that is not used becomes stale: the earlier of the dates by the regime's law and
 * by the tenant's own review policy.
 */
function staleAt(
  { projection, cell, rules }: LegalCase,
  regime: Regime,
  grant: LiveGrant,
): Instant | undefined {
  const { freshness } = regime.rows;
  if (rules.reviews !== undefined) {
    return staleAfter(projection, cell, grant.at, [
      ...lawful(regime),
      ...reviewPeriods(rules.reviews, cell),
    ]);
  }
  if (freshness.length === 0) return undefined;
  const last = lastAlive(projection, cell, grant.at);
  let end: Instant | undefined;
  for (const { params } of freshness) end = earlier(end, endOfPeriod(last, params.after));
  return end;
}

function earlier(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

function lawful({ rows }: Regime): readonly string[] {
  return rows.freshness.map((row) => row.params.after);
}

function reviewPeriods(reviews: readonly TenantReview[], cell: Cell): readonly string[] {
  return reviews
    .filter((review) => purposeCovers(review.purpose, cell.purpose))
    .map((review) => review.reviewAfter);
}

function staleAfter(
  projection: Projection,
  cell: Cell,
  grantedAt: Instant,
  periods: readonly string[],
): Instant | undefined {
  if (periods.length === 0) return undefined;
  const last = lastAlive(projection, cell, grantedAt);
  return Math.min(...periods.map((period) => endOfPeriod(last, period)));
}

/** Counted from the grant, or from the last review that renewed it. */
function lastAlive(projection: Projection, cell: Cell, grantedAt: Instant): Instant {
  let last = grantedAt;
  for (const key in projection.reviews) {
    const review = projection.reviews[key];
    if (review !== undefined && review.at > last && denialCovers(review.scope, cell))
      last = review.at;
  }
  return last;
}

/**
 * From when a grant is stale in at least one place where the person may be, by the law and by the
 * tenant's own reviews. `decide` uses this date; it is exported for planning ahead.
 */
export function freshUntil(
  projection: Projection,
  cell: Cell,
  grantedAt: Instant,
  places: readonly Place[],
  reviews: readonly TenantReview[],
): Instant | undefined {
  const ruling = places.flatMap(({ regimes }) => regimes.filter(({ ruling }) => ruling));
  const periods = ruling.flatMap(lawful);
  return staleAfter(projection, cell, grantedAt, [...periods, ...reviewPeriods(reviews, cell)]);
}
