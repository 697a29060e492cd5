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
  readonly kind: "workflow" | "campaign" | "confirmation" | "direct" | "test" | "digest";
  readonly enrollment?: EnrollmentId;
  readonly workflow?: string;
  readonly version?: number;
  readonly step?: string;
  readonly campaign?: string;
  /** Of the campaign's content, and which of its variants. */
  readonly revision?: number;
  readonly variant?: string;
  /** The digest of the send policy that others were merged into. */
  readonly digest?: string;
}

/**
 * A message to be sent. It carries the decision that admitted it; the decision is taken again
 * inside the claim. A message whose decision refuses it for good is recorded as `skipped`, so that
 * `explain` can report it.
 */
export interface OutboxDraft {
  readonly tenant: TenantId;
  readonly key: SendKey;
  readonly contact: ContactId;
  readonly contactPoint: ContactPointId;
  readonly channel: Channel;
  readonly lane: string;
  /**
   * The queue within its lane: `service`, `direct`, `w-` and the workflow, or the id of a campaign.
   * A queue can be paused and weighted as one: see {@link QueueGate}.
   */
  readonly queue: string;
  /**
   * From 0 to 100; more is sooner. Messages of one queue should have the same: the one due first
   * speaks for all of them.
   */
  readonly priority: number;
  readonly template: string;
  readonly purpose: string;
  readonly topic: string | null;
  readonly messageClass: MessageClass;
  readonly data: JsonObject;
  readonly origin: OutboxOrigin;
  readonly dueAt: Instant;
  /** Where it was planned for before it is due. Default: `dueAt`. Must not be later. */
  readonly plannedAt?: Instant;
  readonly decision: Decision;
  /**
   * Quiet hours, caps and lateness of its workflow, or its own lateness. They are judged together
   * with the tenant's, by any engine.
   */
  readonly policy?: WorkflowPolicy;
}

export interface OutboxRecord extends OutboxDraft {
  readonly createdAt: Instant;
  /**
   * The draft's own, or its `dueAt`: lateness counts from it. `dueAt` moves with each deferral.
   */
  readonly plannedAt: Instant;
  /**
   * When it was first claimed; `null` before. Expiry counts from it, so waiting in the queue costs
   * nothing.
   */
  readonly triedAt: Instant | null;
  readonly status: OutboxStatus;
  /** Increases with each claim. A settlement is checked against it. */
  readonly attempt: number;
  /**
   * Hand-overs that failed because of the message or its recipient. Outages and lost workers do not
   * count.
   */
  readonly tries: number;
  /** Hand-overs without a known outcome. Each may have delivered a copy. */
  readonly lost: number;
  /** The worker that holds it while it is `claimed`; otherwise `null`. */
  readonly worker: string | null;
  /**
   * All reasons why it waits or was not sent. Once it is `accepted`: who reported that, if known.
   */
  readonly reasons: readonly DecisionReason[];
  readonly providerMessageId: string | null;
  readonly settledAt: Instant | null;
  /**
   * The targets of the tracked links of the mail, as last confirmed for the hand-off. Absent until
   * confirmed with links.
   */
  readonly links?: readonly TrackedLink[];
}

/** Merges a message into a digest, in the transaction of the claim that decides it. */
export interface DigestJoin {
  /**
   * The digest's message with this one as its only item. If its key is on record and nobody has
   * begun with it, the item is added to it; if somebody has, the message waits and is asked again.
   */
  readonly draft: OutboxDraft;
  /** How many items it holds. One more ends as `DIGEST_FULL`. */
  readonly room: number;
}

/** What the record of a merged message says from now on. */
export interface DigestItemEnd {
  readonly key: SendKey;
  readonly reasons: readonly DecisionReason[];
}

export type Verdict =
  | {
      readonly verdict: "send";
      readonly decision: Decision;
      /**
       * Replaces the record's links in the same transaction. Absent: the record keeps its own. Most
       * messages of a campaign have equal lists, which are stored once per tenant and removed with
       * their last message.
       */
      readonly links?: readonly TrackedLink[];
      /**
       * What the mail was made with beside its data, such as a code and the prices it shows. Kept
       * with the message's data, in the same transaction.
       */
      readonly brought?: JsonObject;
      /** Messages that fall out of this digest: their records say why, in the same transaction. */
      readonly items?: readonly DigestItemEnd[];
    }
  /** Back in the queue, due later. */
  | {
      readonly verdict: "defer";
      readonly until: Instant;
      readonly reasons: readonly DecisionReason[];
    }
  /** Never. */
  | {
      readonly verdict: "skip";
      readonly reasons: readonly DecisionReason[];
      /** It does not leave by itself: its content is merged into this digest. */
      readonly into?: DigestJoin;
      /** As above, for a digest that is not sent. */
      readonly items?: readonly DigestItemEnd[];
    }
  /**
   * This engine lacks the template. The message stays due for other engines. Only the reasons are
   * recorded, if they differ from the recorded ones.
   */
  | { readonly verdict: "leave"; readonly reasons: readonly DecisionReason[] };

/**
 * What became of sending a message again. `confirmation_needed`: it may have left, so a copy would
 * be a second one. `not_dead`: it waits, has left, or was never to be sent.
 */
export type SentAgain =
  | { readonly status: "queued"; readonly key: SendKey }
  | {
      readonly status:
        | "campaign_cancelled"
        | "confirmation_needed"
        | "not_dead"
        | "too_many_copies"
        | "unknown_message";
    };

/**
 * The outcome of one claimed message. Applied while `attempt` is still the record's. In addition,
 * `accepted` of an older attempt settles a record that is not settled yet: the mail has left, so a
 * waiting second copy is withdrawn.
 */
export type Settlement = {
  readonly key: SendKey;
  readonly attempt: number;
  /**
   * What the hand-off reported about the address, such as an immediate bounce. Recorded in the same
   * transaction.
   */
  readonly report?: DeliveryEvent;
} & (
  | {
      readonly outcome: "accepted";
      readonly providerMessageId: string | null;
      /** Who reported it, if not the transport. */
      readonly reasons?: readonly DecisionReason[];
    }
  | {
      readonly outcome: "rejected" | "failed" | "unknown" | "skipped";
      readonly reasons: readonly DecisionReason[];
    }
  | {
      /** Back in the queue. `unknown` may also go back, by the host's decision or by the policy. */
      readonly outcome: "retry";
      readonly at: Instant;
      readonly reasons: readonly DecisionReason[];
      /**
       * What it costs: one of the message's tries, a hand-over in doubt, or nothing (an outage, a
       * closed lane).
       */
      readonly costs: "try" | "doubt" | "nothing";
    }
);
