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

/** A report about one message, from a provider or from one of our own pages. */
export interface DeliveryEvent {
  readonly type: DeliveryEventType;
  /** Deterministic for each provider: the same report twice is one event. */
  readonly dedupeKey: string;
  readonly message: SendKey;
  readonly at: Instant;
  /**
   * Only `hard` with scope `recipient` suppresses at once. A 5.7.x is the sender's fault. `soft`
   * and `undetermined` bounces are counted by days.
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
