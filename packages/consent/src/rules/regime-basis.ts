import { type BasisResult, consentBasis } from "./consent-basis.js";
import { impliedBasis, softOptIn } from "./exception-basis.js";
import { allowed, denied, precedence } from "./finding.js";
import { declaredAs, type LegalCase } from "./legal-case.js";
import type { Regime } from "./regime.js";

/** What one regime rests a marketing message on: consent, an exception to it, or no objection. */
export function regimeBasis(asked: LegalCase, regime: Regime): BasisResult {
  const consent = consentBasis(asked, regime);
  if (consent.basis !== undefined) return consent;
  const missing = [...consent.missing];
  for (const row of regime.rows.soft_opt_in) {
    const soft = softOptIn(asked, row);
    if (soft.basis !== undefined) return soft;
    missing.push(...soft.missing);
  }
  for (const row of regime.rows.implied) {
    const implied = impliedBasis(asked, row);
    if (implied.basis !== undefined) return implied;
    missing.push(...implied.missing);
  }
  const [optOut] = regime.rows.opt_out;
  if (optOut !== undefined) {
    const { id: row, cite, params } = optOut;
    if (params.professionalOnly === true && !declaredAs(asked, "professional")) {
      missing.push(denied(precedence.basis, "OPT_OUT_NOT_PROFESSIONAL", cite, { row }));
      return { missing };
    }
    return {
      basis: {
        name: "opt_out_regime",
        finding: allowed(precedence.basis, "OPT_OUT_REGIME", cite, { row }),
      },
    };
  }
  return { missing };
}
