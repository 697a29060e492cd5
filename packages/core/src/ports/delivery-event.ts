import type { SendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";

export type DeliveryEventType =
  | "delivered"
  | "deferred"
  | "bounced"
  | "rejected"
  | "complained"
  | "opened"
  | "clicked"
  | "unsubscribed"
  | "replied"
  | "unknown";

/** What a provider, or one of our own pages, reports about one message. */
export interface DeliveryEvent {
  readonly type: DeliveryEventType;
  /** Deterministic per provider: the same report twice is one event. */
  readonly dedupeKey: string;
  readonly message: SendKey;
  readonly at: Instant;
  /**
   * Only `hard` with scope `recipient` suppresses at once: a 5.7.x is the sender's fault. `soft`
   * and `undetermined` ones are counted by days.
   */
  readonly bounce?: {
    readonly permanence: "hard" | "soft" | "undetermined";
    readonly scope: "recipient" | "sender" | "message" | "infrastructure";
    readonly smtpCode?: number;
    readonly enhancedCode?: string;
  };
  readonly complaint?: {
    readonly feedbackType: "abuse" | "fraud" | "virus" | "not-spam" | "other";
  };
  readonly engagement?: { readonly link?: number; readonly machine: boolean | null };
}
