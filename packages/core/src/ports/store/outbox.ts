import type {
  ContactId,
  ContactPointId,
  EnrollmentId,
  SendKey,
  TenantId,
} from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { WorkflowPolicy } from "../../workflows/definition.js";
import type { Channel, Decision, DecisionReason, MessageClass } from "../consent-gate.js";
import type { DeliveryEvent } from "../delivery-event.js";
import type { TrackedLink } from "../renderer.js";
import type { OutboxStatus } from "./facts.js";

export interface OutboxOrigin {
  readonly kind: "workflow" | "campaign" | "confirmation" | "direct";
  readonly enrollment?: EnrollmentId;
  readonly workflow?: string;
  readonly version?: number;
  readonly step?: string;
  readonly campaign?: string;
}

/**
 * A message that wants to be sent. It carries the decision that let it in; the decision is taken
 * again inside the claim. One whose decision refuses it for good is recorded as `skipped`, so that
 * `explain` can tell.
 */
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
  /**
   * Quiet hours, caps and lateness of the workflow it comes from, or lateness of its own: judged
   * with the tenant's, whoever claims it.
   */
  readonly policy?: WorkflowPolicy;
}

export interface OutboxRecord extends OutboxDraft {
  readonly createdAt: Instant;
  /** The draft's `dueAt`, from which lateness counts: `dueAt` itself moves with each deferral. */
  readonly plannedAt: Instant;
  /**
   * When it was first claimed; `null` before. Expiry counts from it: waiting for a turn is free.
   */
  readonly triedAt: Instant | null;
  readonly status: OutboxStatus;
  /** Rises with each claim: the fence of settlement. */
  readonly attempt: number;
  /**
   * Hand-overs that failed by the message's or recipient's own fault. Outages and lost workers do
   * not count.
   */
  readonly tries: number;
  /** Hand-overs of which nobody knows the end: each may have put a copy in the mailbox. */
  readonly lost: number;
  /** Who holds it while `claimed`; else `null`. */
  readonly worker: string | null;
  /** Why it waits or was not sent; every one of them. Once `accepted`: by whose word, if any. */
  readonly reasons: readonly DecisionReason[];
  readonly providerMessageId: string | null;
  readonly settledAt: Instant | null;
  /**
   * Where the tracked links of the mail lead, as last confirmed for hand-off. Absent until
   * confirmed with links.
   */
  readonly links?: readonly TrackedLink[];
}

export type Verdict =
  | {
      readonly verdict: "send";
      readonly decision: Decision;
      /**
       * Replaces the record's, in the same transaction. Absent: the record keeps what it has. Most
       * messages of a campaign bring equal lists: equal lists of a tenant are kept once, and
       * removed with their last message.
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
  /**
   * Not this engine's to send: it lacks the template. Stays due for others; only the reasons are
   * recorded, where they differ from those on record.
   */
  | { readonly verdict: "leave"; readonly reasons: readonly DecisionReason[] };

/**
 * How one claimed message ended. Applied while `attempt` is still the record's. Beyond that,
 * `accepted` of an older attempt settles whatever has not settled yet: the mail has left, and a
 * second copy that waits is withdrawn.
 */
export type Settlement = {
  readonly key: SendKey;
  readonly attempt: number;
  /**
   * What the hand-off said about the address, such as a bounce at the door: taken in within the
   * same transaction.
   */
  readonly report?: DeliveryEvent;
} & (
  | {
      readonly outcome: "accepted";
      readonly providerMessageId: string | null;
      /** Whose word it is, where it is not the transport's. */
      readonly reasons?: readonly DecisionReason[];
    }
  | {
      readonly outcome: "rejected" | "failed" | "unknown" | "skipped";
      readonly reasons: readonly DecisionReason[];
    }
  | {
      /** Back in the queue. `unknown` may go back as well, by the host's word or by the policy. */
      readonly outcome: "retry";
      readonly at: Instant;
      readonly reasons: readonly DecisionReason[];
      /**
       * What it costs: a try of the message's own, a hand-over in doubt, or nothing (an outage, a
       * closed lane).
       */
      readonly costs: "try" | "doubt" | "nothing";
    }
);
