import { type DecisionFinding, declaredAs, denied, precedence } from "../rules/index.js";
import type { DecisionContext, SubjectFlag } from "./decision-context.js";

const flagged: Readonly<Record<SubjectFlag, readonly [code: string, rule: string]>> = {
  minor: ["SUBJECT_MINOR", "GDPR Art. 8"],
  b2b_only: ["SUBJECT_B2B_ONLY", "Wellsent policy: written to at work only"],
  notice_locale_mismatch: ["NOTICE_LOCALE_MISMATCH", "GDPR Art. 7(2), 12(1)"],
};

/**
 * Groups 7 and 8: what the host knows about the person, and whether the processor may carry the
 * message.
 */
export function subjectFindings(
  { question, cell, facts, rules }: DecisionContext,
  found: DecisionFinding[],
): void {
  if (
    facts.flags !== undefined &&
    (question.messageClass === "marketing" || cell.activity !== "send")
  ) {
    for (const flag of facts.flags) {
      if (flag === "b2b_only" && declaredAs({ facts, question }, "professional")) continue;
      const [code, rule] = flagged[flag];
      found.push(denied(precedence.subject, code, rule));
    }
  }
  if (
    rules.processors !== undefined &&
    question.processor !== undefined &&
    !rules.processors.includes(question.processor)
  ) {
    found.push(denied(precedence.processor, "PROCESSOR_NOT_COVERED", "GDPR Art. 28(3)"));
  }
}
