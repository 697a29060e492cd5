import type { Instant } from "@wellsent/core";
import {
  allowed,
  type BasisFindings,
  type BasisResult,
  type DecisionFinding,
  denied,
  type Plan,
  precedence,
} from "../rules/index.js";
import { type Cell, keyedCell, keyedCellState, type LiveGrant } from "../state/index.js";
import type { DecisionContext } from "./decision-context.js";

/**
 * From the weakest to the strongest. If several places are concerned, the decision names the
 * weakest basis.
 */
const strength = [
  "opt_out_regime",
  "implied_consent",
  "soft_opt_in",
  "consent_asserted",
  "consent",
];

/** Group 6. Each place must have its own basis that allows the message. */
export function lawfulBasis(context: DecisionContext): BasisFindings {
  if (context.cell.activity !== "send") return trackingBasis(context);
  switch (context.question.messageClass) {
    case "marketing":
      return marketingBasis(context);
    case "service":
    case "transactional":
      return plain(
        context,
        "service_message",
        "SERVICE_MESSAGE",
        "Wellsent policy: the message serves what the person asked for",
      );
    case "legal_notice":
      return plain(context, "service_message", "LEGAL_NOTICE", "GDPR Art. 12, 34");
    case "confirmation_request":
      return {
        findings: [],
        name: undefined,
        obligations: context.plan.withoutConsent,
        notices: [],
        until: undefined,
      };
  }
}

function plain({ plan }: DecisionContext, name: string, code: string, rule: string): BasisFindings {
  return {
    findings: [allowed(precedence.basis, code, rule)],
    name,
    obligations: plan.withoutConsent,
    notices: [],
    until: undefined,
  };
}

function marketingBasis(context: DecisionContext): BasisFindings {
  const { silence } = context.plan;
  const silent = saidNothing(context);
  if (silent && silence.basis !== undefined) return silence.basis;
  const { law, ruling, unlessConsent } = context.plan;
  const basis = combine(
    ruling.map((regime) => law.basisIn(context, regime)),
    unlessConsent,
  );
  if (silent && context.plan.sameForAll) {
    // Many decisions share these reasons.
    for (const { reason } of basis.findings) Object.freeze(reason);
    silence.basis = basis;
  }
  return basis;
}

/**
 * Nothing is known that a basis could rest on, so the law alone decides, the same way for
 * everybody.
 */
function saidNothing({ state, projection }: DecisionContext): boolean {
  if (state.grants.length > 0 || state.pending !== undefined) return false;
  for (const _ in projection.relationships) return false;
  return true;
}

function combine(
  outcomes: readonly BasisResult[],
  unlessConsent: Plan["unlessConsent"] = [],
): BasisFindings {
  const findings: DecisionFinding[] = [];
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
}

/** Two places with the same statement by the same article give one reason. */
function addOnce(findings: DecisionFinding[], finding: DecisionFinding): void {
  const { code, rule, row } = finding.reason;
  for (const { reason } of findings)
    if (reason.code === code && reason.rule === rule && reason.row === row) return;
  findings.push(finding);
}

function isWeaker(a: string, b: string): boolean {
  return strength.indexOf(a) < strength.indexOf(b);
}

/** Shared by all answers without a reason. */
const none: readonly never[] = Object.freeze([]);

/** One side is usually empty, and then nothing needs to be copied. */
function joined(a: readonly string[], b: readonly string[] | undefined): readonly string[] {
  return b === undefined || b.length === 0 ? a : a.length === 0 ? b : [...a, ...b];
}

/** A grant of tracking by the person, under a notice that is still valid. */
function trackingGrant({ state, rules }: DecisionContext): LiveGrant | undefined {
  return state.grants.find(
    ({ sort, notice }) =>
      sort !== "asserted" &&
      !(notice !== undefined && rules.supersededNotices?.includes(notice) === true),
  );
}

/** The obligations of `trackingBasis` if it allows, without its reasons. */
export function trackingDuties(context: DecisionContext): readonly string[] | undefined {
  if (trackingGrant(context) !== undefined) return [];
  const duties: string[] = [];
  for (const { exemption } of context.plan.tracking) {
    if (!isExempt(context, exemption)) return undefined;
    duties.push(...exemption.obligations);
  }
  return duties;
}

/** Some exemptions apply only to tenants that claim them, or to messages that were asked for. */
function isExempt(
  context: DecisionContext,
  exemption: Plan["tracking"][number]["exemption"],
): exemption is NonNullable<typeof exemption> {
  if (exemption === undefined) return false;
  const { name, claimed, classes } = exemption;
  if (claimed === true && context.facts.organization?.exemptions?.includes(name) !== true)
    return false;
  return (
    classes === undefined || classes.includes(context.plan.messageClass) || isConsented(context)
  );
}

/** Whether the message itself rests on consent that is as strong as every place requires. */
function isConsented(context: DecisionContext): boolean {
  const { plan, projection, question } = context;
  const cell: Cell = { ...plan.cell, activity: "send" };
  const state = keyedCellState(projection, keyedCell(cell), question.at);
  if (state.grants.length === 0) return false;
  const sending: DecisionContext = { ...context, cell, state };
  return plan.ruling.every((regime) => plan.law.hasConsent(sending, regime));
}

/**
 * Tracking needs a separate grant by the person, or an exemption that every place concerned has by
 * name.
 */
function trackingBasis(context: DecisionContext): BasisFindings {
  const grant = trackingGrant(context);
  const outcomes = context.plan.tracking.map(({ cite, row, exemption }): BasisResult => {
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
    if (isExempt(context, exemption)) {
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
}
