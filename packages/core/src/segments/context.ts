import type { SegmentId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { ConsentChannel, ConsentState } from "../ports/consent-gate.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { isTimeZone } from "../timing/zone-table.js";
import type { ZoneRule } from "./segment.js";

export interface ConsentStateQuestion {
  readonly channel: ConsentChannel;
  readonly purpose: string;
  readonly topic?: string;
  readonly at: Instant;
}

/** The input of an evaluation besides the contact's facts. */
export interface SegmentContext {
  readonly at: Instant;
  /** The workspace's time zone. */
  readonly zone: string;
  /**
   * Reads the contact's consent, which is opaque to segments. `until` is the instant at which the
   * answer may change by itself. Absent: consent is unknown.
   */
  readonly consentState?: (
    question: ConsentStateQuestion,
  ) => ConsentState | { readonly state: ConsentState; readonly until: Instant };
  /**
   * Whether the contact is in another segment. Absent: the membership recorded in the facts
   * applies.
   */
  readonly isMember?: (segment: SegmentId) => boolean;
}

/** One contact in one context. */
export interface EvaluationContext {
  readonly facts: ContactFacts;
  readonly context: SegmentContext;
}

export function zoneFor(rule: ZoneRule, { facts, context }: EvaluationContext): string {
  if (rule === "workspace") return context.zone;
  if (rule !== "contact") return rule.slice("fixed:".length);
  const name = facts.contact.timeZone?.name;
  return name !== undefined && isTimeZone(name) ? name : context.zone;
}

export function isMember(segment: SegmentId, { facts, context }: EvaluationContext): boolean {
  return (
    context.isMember?.(segment) ??
    facts.memberships.some((membership) => membership.segment === segment)
  );
}

export function consentAt(
  question: ConsentStateQuestion,
  { context }: EvaluationContext,
): { readonly state: ConsentState; readonly until: Instant } | null {
  const answer = context.consentState?.(question);
  if (answer === undefined) return null;
  return typeof answer === "string" ? { state: answer, until: Number.POSITIVE_INFINITY } : answer;
}
