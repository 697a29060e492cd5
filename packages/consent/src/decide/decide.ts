import type { ConsentQuestion, Decision, Instant } from "@wellsent/core";
import { cellState, emptyProjection } from "../state/index.js";
import { confirmationRequest } from "./confirmation-request.js";
import type { Finding } from "./finding.js";
import { lawfulBasis } from "./lawful-basis.js";
import { cellAsked, type DecisionFacts, type DecisionRules, type Matter } from "./matter.js";
import { obligationsOf } from "./obligations.js";
import { questionFaults } from "./question-faults.js";
import { standing } from "./standing.js";
import { subjectFindings } from "./subject.js";
import { quietHours } from "./windows.js";

/**
 * Whether somebody may be written to or watched, with every reason in order of precedence. A pure function: the same
 * question, facts and rules give the same answer for ever. Never throws; what it does not understand it denies.
 */
export const decide = (question: ConsentQuestion, facts: DecisionFacts, rules: DecisionRules): Decision => {
  const faults = questionFaults(question, facts, rules);
  const refused = faults.some(({ reason }) => unanswerable.has(reason.code));
  if (refused) return answer(faults, facts, rules, { obligations: [], notices: [] });

  const projection = facts.projection ?? emptyProjection;
  const cell = cellAsked(question);
  const matter: Matter = {
    question,
    cell,
    projection,
    state: cellState(projection, cell, question.at),
    facts,
    rules,
    places: rules.book.placesFor(question.jurisdictions, question.channel),
  };
  const basis = lawfulBasis(matter);
  const windows = quietHours(matter);
  const findings = [
    ...faults,
    ...standing(matter),
    ...basis.findings,
    ...confirmationRequest(matter),
    ...subjectFindings(matter),
    ...windows.findings,
  ].sort((a, b) => a.group - b.group);
  const ends = [basis.until, windows.until, matter.state.changesAt].filter((end) => end !== undefined);
  return answer(findings, facts, rules, {
    ...(basis.name === undefined ? {} : { name: basis.name }),
    obligations: obligationsOf(matter, basis.obligations),
    notices: basis.notices,
    ...(ends.length === 0 ? {} : { until: Math.min(...ends) }),
  });
};

/** Without these the other groups have nothing to look at. */
const unanswerable: ReadonlySet<string> = new Set([
  "INPUT_CHANNEL",
  "INPUT_ACTIVITY",
  "INPUT_MESSAGE_CLASS",
  "INPUT_TIME",
]);

interface Found {
  readonly name?: string;
  readonly obligations: readonly string[];
  readonly notices: readonly string[];
  readonly until?: Instant;
}

const answer = (
  findings: readonly Finding[],
  facts: DecisionFacts,
  { book }: DecisionRules,
  { name, obligations, notices, until }: Found,
): Decision => {
  const reasons = findings.map(({ reason }) => reason);
  const deny = reasons.some(({ effect }) => effect === "deny");
  const defer = reasons.filter(({ effect }) => effect === "defer");
  const isAllowed = !deny && defer.length === 0;
  const untils = defer.map((reason) => reason.until).filter((at) => at !== undefined);
  return {
    allowed: isAllowed,
    reasons,
    ...(isAllowed && name !== undefined ? { basis: name } : {}),
    obligations,
    ...(!deny && untils.length > 0 ? { retryAt: Math.max(...untils) } : {}),
    ...(isAllowed && until !== undefined ? { expiresAt: until } : {}),
    evidence: {
      eventIds: [...new Set(reasons.flatMap(({ eventId }) => (eventId === undefined ? [] : [eventId])))],
      noticeDigests: [...new Set(notices)],
      logSize: facts.logSize,
    },
    ruleset: { id: book.id, digest: book.digest },
  };
};
