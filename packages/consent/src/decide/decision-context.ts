import type { Activity, ConsentChannel, MessageClass, SuppressionEntry } from "@wellsent/core";
import type { LegalCase, Organization, Plan, RuleBook } from "../rules/index.js";
import { type AddressProjection, keyedCellState } from "../state/index.js";
import type { ReviewPolicy } from "./review-policy.js";

/** What the host knows about a person and the ledger does not. */
export type SubjectFlag = "minor" | "b2b_only" | "notice_locale_mismatch";

export interface DecisionFacts {
  /**
   * The result of {@link addressProjection}. `undefined`: a projection exists and cannot be read.
   */
  readonly projection: AddressProjection | undefined;
  readonly suppressions: readonly SuppressionEntry[];
  readonly logSize: number;
  readonly flags?: readonly SubjectFlag[];
  /** Absent: a business, none of whose purposes is charitable or professional. */
  readonly organization?: Organization;
}

export interface ConfirmationLimits {
  /** The limit of requests and reminders to one address in 24 hours. */
  readonly perDay: number;
  /** Counted from the first mail. */
  readonly reminders: number;
}

/** The law and the tenant's own registers, by which a decision is made. */
export interface DecisionRules {
  readonly book: RuleBook;
  /** The known purposes, each with everything below it. Absent: any purpose. */
  readonly purposes?: readonly string[];
  /** The processors whose agreement covers the tenant. Absent: not checked. */
  readonly processors?: readonly string[];
  /**
   * Digests of notices that no longer support a grant. A refusal given under one of them still
   * counts.
   */
  readonly supersededNotices?: readonly string[];
  readonly confirmations?: ConfirmationLimits;
  /** How long consents last without renewal, in addition to the limits of the law. */
  readonly reviews?: readonly ReviewPolicy[];
}

export const defaultConfirmationLimits: ConfirmationLimits = { perDay: 3, reminders: 1 };

/** A question with everything that it refers to, looked up once. */
export interface DecisionContext extends LegalCase {
  /** The part of the answer that depends neither on the person nor on the time. */
  readonly plan: Plan;
  readonly facts: DecisionFacts;
  readonly rules: DecisionRules;
}

export const channels: readonly ConsentChannel[] = ["email", "sms", "call"];
export const activities: readonly Activity[] = ["send", "track.open", "track.click", "profile"];
export const messageClasses: readonly MessageClass[] = [
  "marketing",
  "service",
  "transactional",
  "confirmation_request",
  "legal_notice",
];

/**
 * The same question about another activity. `question.activity` stays the one that was asked;
 * `cell.activity` is the one being examined.
 */
export function aboutActivity(context: DecisionContext, plan: Plan): DecisionContext {
  return {
    question: context.question,
    plan,
    cell: plan.cell,
    projection: context.projection,
    state: keyedCellState(context.projection, plan.keyed, context.question.at),
    facts: context.facts,
    rules: context.rules,
  };
}
