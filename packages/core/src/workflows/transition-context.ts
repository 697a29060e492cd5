import type { ContactPointId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { Channel, Decision, MessageClass } from "../ports/consent-gate.js";
import type { SegmentContext } from "../segments/index.js";

/**
 * What a send node asks before it may become a message. The caller adds tenant, sender,
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
  /** IANA: the workspace's, and that of contacts whose own is not known. */
  readonly zone: string;
  /**
   * The consent gate, bound to the facts read in this transaction. There is no send without asking
   * it.
   */
  readonly decide: (question: SendQuestion) => Decision;
  /** For branches on consent; absent: not known. */
  readonly consentState?: NonNullable<SegmentContext["consentState"]>;
  /** For branches on segments; absent: as the facts say. */
  readonly memberOf?: NonNullable<SegmentContext["memberOf"]>;
}
