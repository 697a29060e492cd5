import type { Instant } from "@wellsent/core";
import type { Regime } from "../rules/index.js";
import { type Cell, keyedCell, keyedCellState, type LiveGrant } from "../state/index.js";
import { type BasisResult, consentBasis } from "./consent-basis.js";
import { impliedBasis, softOptIn } from "./exception-basis.js";
import { allowed, type BasisFindings, denied, type Finding, precedence } from "./finding.js";
import { declaredAs, type Matter } from "./matter.js";
import type { Plan } from "./plan.js";

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
  const { code, rule, row } = finding.reason;
  for (const { reason } of findings)
    if (reason.code === code && reason.rule === rule && reason.row === row) return;
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

/** What `trackingBasis` obliges to where it allows, without its reasons. */
export const trackingDuties = (matter: Matter): readonly string[] | undefined => {
  if (trackingGrant(matter) !== undefined) return [];
  const duties: string[] = [];
  for (const { exemption } of matter.plan.tracking) {
    if (!isExempt(matter, exemption)) return undefined;
    duties.push(...exemption.obligations);
  }
  return duties;
};

/** Some exemptions are for tenants that claim them, or for messages that were asked for. */
const isExempt = (
  matter: Matter,
  exemption: Plan["tracking"][number]["exemption"],
): exemption is NonNullable<typeof exemption> => {
  if (exemption === undefined) return false;
  const { name, claimed, classes } = exemption;
  if (claimed === true && matter.facts.organization?.exemptions?.includes(name) !== true)
    return false;
  return classes === undefined || classes.includes(matter.plan.messageClass) || isConsented(matter);
};

/** Whether the message itself rests on consent, as strong as every place asks. */
const isConsented = (matter: Matter): boolean => {
  const { plan, projection, question } = matter;
  const cell: Cell = { ...plan.cell, activity: "send" };
  const state = keyedCellState(projection, keyedCell(cell), question.at);
  if (state.grants.length === 0) return false;
  const sending: Matter = { ...matter, cell, state };
  return plan.ruling.every((regime) => consentBasis(sending, regime).basis !== undefined);
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
    if (isExempt(matter, exemption)) {
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
