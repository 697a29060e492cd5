import { coveringDenials } from "../state/index.js";
import { type BasisResult, consentBasis } from "./consent-basis.js";
import { type DecisionFinding, deferred, precedence } from "./finding.js";
import type { LegalCase } from "./legal-case.js";
import { afterPeriod } from "./period.js";
import { quietFindings } from "./quiet-findings.js";
import type { Place, Regime } from "./regime.js";
import { regimeBasis } from "./regime-basis.js";

/**
 * How the rows of a book are read for one person. It comes with the book, because it is the book
 * that knows what its rows mean: `decide` joins what the law says with what the person said.
 */
export interface Law {
  readonly basisIn: (asked: LegalCase, regime: Regime) => BasisResult;
  /** Whether the message rests on consent in the regime, and not on an exception. */
  readonly hasConsent: (asked: LegalCase, regime: Regime) => boolean;
  readonly quietFindings: typeof quietFindings;
  readonly askedTooEarly: (
    asked: LegalCase,
    places: readonly Place[],
  ) => readonly DecisionFinding[];
}

export const law: Law = {
  basisIn: regimeBasis,
  hasConsent: (asked, regime) => consentBasis(asked, regime).basis !== undefined,
  quietFindings,
  askedTooEarly,
};

/** For some time after a refusal, only the person may ask again. */
function askedTooEarly(
  { projection, cell, question }: LegalCase,
  places: readonly Place[],
): readonly DecisionFinding[] {
  const last = Math.max(...coveringDenials(projection, cell).map((denial) => denial.at));
  if (!Number.isFinite(last)) return [];
  return places
    .flatMap((place) => place.regimes.flatMap((regime) => regime.rows.reask))
    .filter((row) => row.params.activities.includes(cell.activity))
    .map((row) => ({ row, until: afterPeriod(last, row.params.after) }))
    .filter(({ until }) => question.at < until)
    .map(({ row, until }) =>
      deferred(precedence.time, "ASKED_AGAIN_TOO_EARLY", row.cite, { until }),
    );
}
