import type { ContactPointId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { Channel, Decision, MessageClass } from "../ports/consent-gate.js";
import type { SegmentContext } from "../segments/index.js";

/**
 * The question about a send node before it may become a message. The caller adds tenant, sender,
 * jurisdictions and facts.
 */
export interface SendQuestion {
  readonly contactPoint: ContactPointId;
  readonly channel: Channel;
  readonly purpose: string;
  readonly topic?: string;
  readonly messageClass: MessageClass;
}

export interface TransitionContext {
  readonly now: Instant;
  /** The IANA zone of the workspace, also used for contacts whose own zone is unknown. */
  readonly zone: string;
  /** The consent gate, bound to the facts read in this transaction. Every send must ask it. */
  readonly decide: (question: SendQuestion) => Decision;
  /** For branches on consent. Absent: unknown. */
  readonly consentState?: NonNullable<SegmentContext["consentState"]>;
  /** For branches on segments. Absent: the membership recorded in the facts applies. */
  readonly isMember?: NonNullable<SegmentContext["isMember"]>;
}
