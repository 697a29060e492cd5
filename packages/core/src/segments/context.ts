import type { SegmentId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { Channel } from "../ports/consent-gate.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { isTimeZone } from "../timing/zone-table.js";
import type { ConsentState, ZoneRule } from "./segment.js";

export interface ConsentStateQuestion {
  readonly channel: Channel;
  readonly purpose: string;
  readonly topic?: string;
  readonly at: Instant;
}

/** What a segment is asked in, besides the contact's facts. */
export interface SegmentContext {
  readonly at: Instant;
  /** The workspace's time zone. */
  readonly zone: string;
  /**
   * Reads the contact's consent, which is opaque to segments. With `until`, the answer may change at that instant by
   * itself. Absent: consent is not known.
   */
  readonly consentState?: (
    question: ConsentStateQuestion,
  ) => ConsentState | { readonly state: ConsentState; readonly until: Instant };
  /** Whether the contact is in another segment. Absent: as the facts say. */
  readonly memberOf?: (segment: SegmentId) => boolean;
}

/** One contact in one context, with its zone looked up once. */
export interface Scene {
  readonly facts: ContactFacts;
  readonly context: SegmentContext;
  readonly contactZone: string;
}

export function sceneOf(facts: ContactFacts, context: SegmentContext): Scene {
  const name = facts.contact.timeZone?.name;
  return { facts, context, contactZone: name !== undefined && isTimeZone(name) ? name : context.zone };
}

export function zoneFor(rule: ZoneRule, scene: Scene): string {
  if (rule === "contact") return scene.contactZone;
  return rule === "workspace" ? scene.context.zone : rule.slice("fixed:".length);
}

export function memberOf(segment: SegmentId, { facts, context }: Scene): boolean {
  return context.memberOf?.(segment) ?? facts.memberships.some((membership) => membership.segment === segment);
}

export function consentAt(
  question: ConsentStateQuestion,
  { context }: Scene,
): { readonly state: ConsentState; readonly until: Instant } | null {
  const answer = context.consentState?.(question);
  if (answer === undefined) return null;
  return typeof answer === "string" ? { state: answer, until: Number.POSITIVE_INFINITY } : answer;
}
