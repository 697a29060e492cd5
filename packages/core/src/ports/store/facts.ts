import type { ListId, SendKey, WorkflowId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { Channel, ContactPointConsent, MessageClass } from "../consent-gate.js";
import type { ContactMembership, ContactRecord } from "./contact-record.js";

export interface EventFact {
  readonly id: string;
  readonly name: string;
  readonly at: Instant;
  readonly data: JsonObject;
}

/**
 * `queued` → `claimed` → `accepted` | `rejected` | `failed` | `unknown` | `skipped`. The last five
 * are terminal, with two exceptions: `unknown` may still be resolved by a lookup, a webhook, the
 * host or a late answer, and a message that was `skipped` at the door may be queued by a later send
 * with the same key.
 */
export type OutboxStatus =
  | "queued"
  | "claimed"
  | "accepted"
  | "rejected"
  | "failed"
  | "unknown"
  | "skipped";

export interface MessageFact {
  readonly key: SendKey;
  readonly channel: Channel;
  readonly template: string;
  readonly purpose: string;
  readonly messageClass: MessageClass;
  readonly status: OutboxStatus;
  /** Hand-overs in doubt. With one, it counts for caps even while it waits to be sent again. */
  readonly lost: number;
  /**
   * When it was last handed over, claimed or put in doubt: what a cap counts from when nobody knows
   * its end.
   */
  readonly touchedAt: Instant;
  /** When the hand-off was settled as accepted. */
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly bouncedAt: Instant | null;
  readonly complainedAt: Instant | null;
  /** First not known to be a machine's. */
  readonly openedAt: Instant | null;
  readonly clickedAt: Instant | null;
  /** First by anything at all: scanners and proxies open and click, too. */
  readonly machineOpenedAt: Instant | null;
  readonly machineClickedAt: Instant | null;
}

/**
 * What to load for each contact, declared statically by definitions so that a store loads a whole
 * batch at once.
 */
export interface FactsNeeded {
  /** Event names whose occurrences are read, and how far back; `null`: for ever. Empty: none. */
  readonly events: Readonly<Record<string, Milliseconds | null>>;
  /**
   * How far back messages are read, by when they were settled; `null`: for ever; `0`: none.
   * Whatever is still queued or claimed is always among them: it counts for caps as well.
   */
  readonly messages: Milliseconds | null;
  readonly consent: boolean;
  /** Segments the contact is in; read unless `false`. */
  readonly memberships?: boolean;
  /**
   * Workflows the contact is in the middle of; read unless `false`. Costs a look at every run it
   * ever had.
   */
  readonly enrolled?: boolean;
}

/** One contact as read in the transaction at hand, newest events and messages first. */
export interface ContactFacts {
  readonly contact: ContactRecord;
  readonly memberships: readonly ContactMembership[];
  readonly lists: readonly ListId[];
  readonly events: readonly EventFact[];
  readonly messages: readonly MessageFact[];
  /** One per contact point when asked for. */
  readonly consent: readonly ContactPointConsent[];
  /** Workflows it is in the middle of. */
  readonly enrolled: readonly WorkflowId[];
}
