import type { Instant } from "@wellsent/core";
import type { Regime } from "../rules/index.js";
import { keyedCell, keyedCellState, type LiveGrant } from "../state/index.js";
import { type BasisResult, consentBasis } from "./consent-basis.js";
import { impliedBasis, softOptIn } from "./exception-basis.js";
import { allowed, denied, type Finding, precedence } from "./finding.js";
import { declaredAs, type Matter } from "./matter.js";
import type { Plan } from "./plan.js";

export interface BasisFindings {
  readonly findings: readonly Finding[];
  readonly name: string | undefined;
  readonly obligations: readonly string[];
  readonly notices: readonly string[];
  readonly until: Instant | undefined;
}

/**
 * From the weakest: where several places are concerned, the decision names the weakest one it rests
 * on.
 */
const strength = [
  "opt_out_regime",
  "implied_consent",
  "soft_opt_in",
  "consent_asserted",
  "consent",
];

/** Group 6. Every place must have its own reason to allow. */
export const lawfulBasis = (matter: Matter): BasisFindings => {
  if (matter.cell.activity !== "send") return trackingBasis(matter);
  switch (matter.question.messageClass) {
    case "marketing":
      return marketingBasis(matter);
    case "service":
    case "transactional":
      return plain(
        matter,
        "service_message",
        "SERVICE_MESSAGE",
        "Wellsent policy: the message serves what the person asked for",
      );
    case "legal_notice":
      return plain(matter, "service_message", "LEGAL_NOTICE", "GDPR Art. 12, 34");
    case "confirmation_request":
      return {
        findings: [],
        name: undefined,
        obligations: matter.plan.withoutConsent,
        notices: [],
        until: undefined,
      };
  }
};

const plain = ({ plan }: Matter, name: string, code: string, rule: string): BasisFindings => ({
  findings: [allowed(precedence.basis, code, rule)],
  name,
  obligations: plan.withoutConsent,
  notices: [],
  until: undefined,
});

const marketingBasis = (matter: Matter): BasisFindings => {
  const { silence } = matter.plan;
  const silent = saidNothing(matter);
  if (silent && silence.basis !== undefined) return silence.basis;
  const { ruling, unlessConsent } = matter.plan;
  const basis = combine(
    ruling.map((regime) => inRegime(matter, regime)),
    unlessConsent,
  );
  if (silent && matter.plan.sameForAll) {
    // Many decisions will share these reasons.
    for (const { reason } of basis.findings) Object.freeze(reason);
    silence.basis = basis;
  }
  return basis;
};

/** Nothing that any basis rests on: then the law alone answers, for everybody alike. */
const saidNothing = ({ state, projection }: Matter): boolean => {
  if (state.grants.length > 0 || state.pending !== undefined) return false;
  for (const _ in projection.relationships) return false;
  return true;
};

const inRegime = (matter: Matter, regime: Regime): BasisResult => {
  const consent = consentBasis(matter, regime);
  if (consent.basis !== undefined) return consent;
  const missing = [...consent.missing];
  for (const row of regime.rows.soft_opt_in) {
    const soft = softOptIn(matter, row);
    if (soft.basis !== undefined) return soft;
    missing.push(...soft.missing);
  }
  for (const row of regime.rows.implied) {
    const implied = impliedBasis(matter, row);
    if (implied.basis !== undefined) return implied;
    missing.push(...implied.missing);
  }
  const [optOut] = regime.rows.opt_out;
  if (optOut !== undefined) {
    const { id: row, cite, params } = optOut;
    if (params.professionalOnly === true && !declaredAs(matter, "professional")) {
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
};

const combine = (
  outcomes: readonly BasisResult[],
  unlessConsent: Plan["unlessConsent"] = [],
): BasisFindings => {
  const findings: Finding[] = [];
  let obligations: readonly string[] = none;
  let notices: readonly string[] = none;
  let name: string | undefined;
  let until: Instant | undefined;
  for (let index = 0; index < outcomes.length; index++) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    const { basis } = outcome;
    if (basis?.isAffirmed !== true) obligations = joined(obligations, unlessConsent[index]);
    if (basis === undefined) {
      for (const finding of outcome.missing) addOnce(findings, finding);
      continue;
    }
    addOnce(findings, basis.finding);
    obligations = joined(obligations, basis.obligations);
    if (basis.notice !== undefined && !notices.includes(basis.notice))
      notices = joined(notices, [basis.notice]);
    if (name === undefined || (name !== basis.name && isWeaker(basis.name, name)))
      name = basis.name;
    if (basis.until !== undefined && (until === undefined || basis.until < until))
      until = basis.until;
  }
  return { findings, name, obligations, notices, until };
};

/** Two places that say the same by the same article say it once. */
const addOnce = (findings: Finding[], finding: Finding): void => {
  const { code, rule } = finding.reason;
  for (const { reason } of findings) if (reason.code === code && reason.rule === rule) return;
  findings.push(finding);
};

const isWeaker = (a: string, b: string): boolean => strength.indexOf(a) < strength.indexOf(b);

/** Shared by the answers that have nothing to say. */
const none: readonly never[] = Object.freeze([]);

/** Mostly there is nothing on one side, and then nothing to copy. */
const joined = (a: readonly string[], b: readonly string[] | undefined): readonly string[] =>
  b === undefined || b.length === 0 ? a : a.length === 0 ? b : [...a, ...b];

/** A grant to be watched: by the person, in words still in force. */
const trackingGrant = ({ state, rules }: Matter): LiveGrant | undefined =>
  state.grants.find(
    ({ sort, notice }) =>
      sort !== "asserted" &&
      !(notice !== undefined && rules.supersededNotices?.includes(notice) === true),
  );

/** Whether `trackingBasis` allows, without its reasons. */
export const hasTrackingBasis = (matter: Matter): boolean =>
  trackingGrant(matter) !== undefined ||
  matter.plan.tracking.every(({ exemption }) => isExempt(matter, exemption));

/** Some exemptions are for messages that were asked for. */
const isExempt = (
  { plan, projection, question }: Matter,
  exemption: Plan["tracking"][number]["exemption"],
): boolean => {
  if (exemption === undefined) return false;
  if (exemption.classes === undefined || exemption.classes.includes(plan.messageClass)) return true;
  const sending = keyedCell({ ...plan.cell, activity: "send" });
  return keyedCellState(projection, sending, question.at).grants.length > 0;
};

/**
 * Watching needs a grant of its own by the person, or an exemption that every place concerned knows
 * by name.
 */
const trackingBasis = (matter: Matter): BasisFindings => {
  const grant = trackingGrant(matter);
  const outcomes = matter.plan.tracking.map(({ cite, row, exemption }): BasisResult => {
    if (grant !== undefined) {
      const { id: eventId, until, notice } = grant;
      return {
        basis: {
          name: "consent",
          finding: allowed(precedence.basis, "TRACKING_CONSENT", cite, { row, eventId, until }),
          ...(until === undefined ? {} : { until }),
          ...(notice === undefined ? {} : { notice }),
        },
      };
    }
    if (exemption !== undefined && isExempt(matter, exemption)) {
      return {
        basis: {
          name: `exempt_${exemption.name}`,
          finding: allowed(precedence.basis, "TRACKING_EXEMPT", exemption.cite, {
            row: exemption.row,
          }),
          obligations: exemption.obligations,
        },
      };
    }
    return { missing: [denied(precedence.basis, "NO_TRACKING_CONSENT", cite, { row })] };
  });
  return combine(outcomes);
};
