import type { ConsentQuestion, Decision, DecisionReason, Instant } from "@wellsent/core";
import type { DecisionFinding, Plan } from "../rules/index.js";
import {
  type AddressProjection,
  type CellState,
  emptyProjection,
  keyedCell,
  keyedCellState,
  type Projection,
} from "../state/index.js";
import { confirmationRequest } from "./confirmation-request.js";
import {
  activities,
  type DecisionContext,
  type DecisionFacts,
  type DecisionRules,
} from "./decision-context.js";
import { addDenials } from "./denial-findings.js";
import { lawfulBasis } from "./lawful-basis.js";
import { collectObligations } from "./obligations.js";
import { questionFaults } from "./question-faults.js";
import { heedingStops } from "./stops.js";
import { subjectFindings } from "./subject.js";

/**
 * Whether a person may be written to or tracked, with all reasons in order of precedence. A pure
 * function: the same question, facts and rules always give the same answer. Never throws; a
 * question that it does not understand is denied.
 */
export function decide(
  question: ConsentQuestion,
  facts: DecisionFacts,
  rules: DecisionRules,
): Decision {
  const faults = questionFaults(question, facts, rules);
  if (faults.length > 0 && faults.some(isUnanswerable))
    return answer(faults, facts, rules, nothingFound);

  const known = facts.projection ?? emptyProjection;
  const plan = findPlan(question, known, facts, rules);
  const projection = heedingStops(known, plan, question.at);
  const { cell } = plan;
  const state = isConfirmationRequest(plan)
    ? askedState(projection, plan, question.at)
    : keyedCellState(projection, plan.keyed, question.at);
  const context: DecisionContext = { question, plan, cell, projection, state, facts, rules };

  const findings: DecisionFinding[] = faults.length === 0 ? [] : [...faults];
  addDenials(context, findings);
  const basis = lawfulBasis(context);
  for (const finding of basis.findings) findings.push(finding);
  if (isConfirmationRequest(plan)) findings.push(...confirmationRequest(context));
  subjectFindings(context, findings);
  const windows = plan.law.quietFindings(
    plan.quietHours,
    question,
    findings.some(({ reason }) => reason.effect === "deny"),
  );
  for (const finding of windows.findings) findings.push(finding);
  return answer(inOrder(findings), facts, rules, {
    name: basis.name,
    obligations: collectObligations(context, basis.obligations),
    notices: basis.notices,
    own: plan.own,
    freeAt: windows.retryAt,
    until: earlier(
      earlier(basis.until, windows.until),
      earlier(state.changesAt, projection === known ? undefined : plan.stopsAllFrom),
    ),
  });
}

function findPlan(
  question: ConsentQuestion,
  { described }: Projection,
  { organization }: DecisionFacts,
  { book }: DecisionRules,
): Plan {
  return book.planFor(
    question,
    described === undefined || described.at > question.at ? "person" : described.kind,
    organization?.home,
  );
}

/**
 * A message may ask about tracking alone, so its open request is the newest one of any activity.
 */
function askedState(projection: AddressProjection, { cell, keyed }: Plan, at: Instant): CellState {
  const own = keyedCellState(projection, keyed, at);
  const questions = activities.flatMap(
    (activity) => keyedCellState(projection, keyedCell({ ...cell, activity }), at).pending ?? [],
  );
  const pending = questions.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))[0];
  return pending === undefined ? own : { ...own, pending };
}

function isConfirmationRequest({ cell, messageClass }: Plan): boolean {
  return messageClass === "confirmation_request" && cell.activity === "send";
}

/** By group. Findings nearly always arrive in this order. */
function inOrder(findings: DecisionFinding[]): readonly DecisionFinding[] {
  let last = 0;
  for (const { group } of findings) {
    if (group < last) return findings.sort((a, b) => a.group - b.group);
    last = group;
  }
  return findings;
}

function earlier(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

/** Without these, the other groups have nothing to evaluate. */
const unanswerable: ReadonlySet<string> = new Set([
  "INPUT_CHANNEL",
  "INPUT_ACTIVITY",
  "INPUT_MESSAGE_CLASS",
  "INPUT_TIME",
]);
function isUnanswerable({ reason }: DecisionFinding): boolean {
  return unanswerable.has(reason.code);
}

interface Found {
  readonly name: string | undefined;
  readonly obligations: readonly string[];
  readonly notices: readonly string[];
  readonly own: readonly string[];
  /** The first instant outside all quiet windows. May be later than the end of each of them. */
  readonly freeAt: Instant | undefined;
  readonly until: Instant | undefined;
}

function pickReason({ reason }: DecisionFinding): DecisionReason {
  return reason;
}

const nothingFound: Found = {
  name: undefined,
  obligations: [],
  notices: [],
  own: [],
  freeAt: undefined,
  until: undefined,
};

function answer(
  findings: readonly DecisionFinding[],
  facts: DecisionFacts,
  { book }: DecisionRules,
  { name, obligations, notices, own, freeAt, until }: Found,
): Decision {
  const reasons = findings.map(pickReason);
  let eventIds: string[] | undefined;
  let deny = false;
  let defer = false;
  let retryAt = freeAt;
  for (const reason of reasons) {
    const { eventId } = reason;
    // Most decisions name at most one event, and a list that grows by appending reserves room for
    // many.
    if (eventId !== undefined) {
      if (eventIds === undefined) eventIds = [eventId];
      else if (!eventIds.includes(eventId)) eventIds.push(eventId);
    }
    if (reason.effect === "deny") deny = true;
    if (reason.effect !== "defer") continue;
    defer = true;
    if (reason.until !== undefined && (retryAt === undefined || reason.until > retryAt))
      retryAt = reason.until;
  }
  const evidence = {
    eventIds: eventIds ?? [],
    noticeDigests: notices,
    logSize: facts.logSize,
  };
  const { id, digest } = book;
  const ruleset = own.length === 0 ? { id, digest } : { id, digest, own };
  if (deny) return { allowed: false, reasons, obligations, evidence, ruleset };
  if (defer) {
    return {
      allowed: false,
      reasons,
      obligations,
      ...(retryAt === undefined ? {} : { retryAt }),
      evidence,
      ruleset,
    };
  }
  return name !== undefined && until !== undefined
    ? { allowed: true, reasons, basis: name, obligations, expiresAt: until, evidence, ruleset }
    : {
        allowed: true,
        reasons,
        ...(name === undefined ? {} : { basis: name }),
        obligations,
        ...(until === undefined ? {} : { expiresAt: until }),
        evidence,
        ruleset,
      };
}
