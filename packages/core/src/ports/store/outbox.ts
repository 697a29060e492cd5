import type {
  ContactId,
  ContactPointId,
  EnrollmentId,
  SendKey,
  TenantId,
} from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { Channel, Decision, DecisionReason, MessageClass } from "../consent-gate.js";
import type { TrackedLink } from "../renderer.js";

/**
 * `queued` → `claimed` → `accepted` | `rejected` | `failed` | `unknown` | `skipped`. The last five are terminal, but
 * for `unknown`, which a lookup, a webhook or the policy may still turn into `accepted` or `failed`.
 */
export type OutboxStatus =
  | "queued"
  | "claimed"
  | "accepted"
  | "rejected"
  | "failed"
  | "unknown"
  | "skipped";

export interface OutboxOrigin {
  readonly kind: "workflow" | "campaign" | "confirmation" | "direct";
  readonly enrollment?: EnrollmentId;
  readonly workflow?: string;
  readonly version?: number;
  readonly step?: string;
  readonly campaign?: string;
}

/** A message that wants to be sent. It carries the decision that let it in; the decision is taken again inside the claim. */
export interface OutboxDraft {
  readonly tenant: TenantId;
  readonly key: SendKey;
  readonly contact: ContactId;
  readonly contactPoint: ContactPointId;
  readonly channel: Channel;
  readonly lane: string;
  readonly template: string;
  readonly purpose: string;
  readonly topic: string | null;
  readonly messageClass: MessageClass;
  readonly data: JsonObject;
  readonly origin: OutboxOrigin;
  readonly dueAt: Instant;
  readonly decision: Decision;
}

export interface OutboxRecord extends OutboxDraft {
  readonly createdAt: Instant;
  readonly status: OutboxStatus;
  /** Rises with each claim: the fence of settlement. */
  readonly attempt: number;
  readonly leaseUntil: Instant | null;
  /** Why it waits or was not sent; every one of them. */
  readonly reasons: readonly DecisionReason[];
  readonly providerMessageId: string | null;
  readonly settledAt: Instant | null;
  /** Where the tracked links of the mail lead, as it was last confirmed for hand-off. Absent until one was confirmed with links. */
  readonly links?: readonly TrackedLink[];
}

export type Verdict =
  | {
      readonly verdict: "send";
      readonly decision: Decision;
      /**
       * Replaces the record's, in the same transaction. Absent: the record keeps what it has. Most messages of a
       * campaign bring equal lists: a store SHOULD keep equal lists of a tenant once, and MUST remove what no message
       * needs any more.
       */
      readonly links?: readonly TrackedLink[];
    }
  /** Back in the queue, due later. */
  | {
      readonly verdict: "defer";
      readonly until: Instant;
      readonly reasons: readonly DecisionReason[];
    }
  /** Never. */
  | { readonly verdict: "skip"; readonly reasons: readonly DecisionReason[] }
  /** Its lease ran out in the hands of a dead worker: parked as `unknown`, nobody guesses. */
  | { readonly verdict: "hold"; readonly reasons: readonly DecisionReason[] };

/** How one claimed message ended. Applied only while `attempt` is still the record's. */
export type Settlement = { readonly key: SendKey; readonly attempt: number } & (
  | { readonly outcome: "accepted"; readonly providerMessageId: string | null }
  | {
      readonly outcome: "rejected" | "failed" | "unknown" | "skipped";
      readonly reasons: readonly DecisionReason[];
    }
  /** Certainly not sent, and worth another try. */
  | { readonly outcome: "retry"; readonly at: Instant; readonly reasons: readonly DecisionReason[] }
);
