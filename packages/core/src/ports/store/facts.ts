import type { ListId, SendKey, WorkflowId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { Channel, ContactPointConsent, MessageClass } from "../consent-gate.js";
import type { ContactMembership, ContactRecord } from "./contact-record.js";
import type { HourCounts } from "./hour-counts.js";

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
  readonly topic: string | null;
  readonly messageClass: MessageClass;
  /** The workflow or the campaign it comes from; `null`: from neither. */
  readonly workflow: string | null;
  readonly campaign: string | null;
  /** From 0 to 100; more is sooner. */
  readonly priority: number;
  /** Where it was planned for. */
  readonly plannedAt: Instant;
  /** When it may leave; moves with each deferral. */
  readonly dueAt: Instant;
  readonly status: OutboxStatus;
  /**
   * Hand-overs in doubt. A message with one counts for caps even while it waits to be sent again.
   */
  readonly lost: number;
  /**
   * When it was last handed over, claimed or put in doubt. Caps count from then if the outcome is
   * unknown.
   */
  readonly touchedAt: Instant;
  /** When the hand-off was settled as accepted. */
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly bouncedAt: Instant | null;
  /** Of a bounce that is for good. Absent: none was. */
  readonly hardBouncedAt?: Instant;
  /** When its receiver first put it off, while its transport goes on trying. Absent: it did not. */
  readonly deferredAt?: Instant;
  readonly complainedAt: Instant | null;
  /** The first open or click that is not known to be a machine's. */
  readonly openedAt: Instant | null;
  readonly clickedAt: Instant | null;
  /** The first open or click by anything, including scanners and proxies. */
  readonly machineOpenedAt: Instant | null;
  readonly machineClickedAt: Instant | null;
}

/**
 * What to load for each contact. Definitions declare it statically, so that a store can load a
 * whole batch at once.
 */
export interface FactsNeeded {
  /** The names of the events to read, and how far back; `null`: without limit. Empty: none. */
  readonly events: Readonly<Record<string, Milliseconds | null>>;
  /**
   * How far back messages are read, by the time of their settlement; `null`: without limit; `0`:
   * none. Queued and claimed messages are always included, because they count for caps.
   */
  readonly messages: Milliseconds | null;
  readonly consent: boolean;
  /** Segments the contact is in; read unless `false`. */
  readonly memberships?: boolean;
  /**
   * The workflows the contact has an active run of. Read unless `false`. Costs a look at every run
   * it ever had.
   */
  readonly enrolled?: boolean;
  /** The tenant's counts by local hour. Not read unless `true`. */
  readonly hours?: boolean;
}

/** One contact as read in the current transaction, newest events and messages first. */
export interface ContactFacts {
  readonly contact: ContactRecord;
  readonly memberships: readonly ContactMembership[];
  readonly lists: readonly ListId[];
  readonly events: readonly EventFact[];
  readonly messages: readonly MessageFact[];
  /** One for each contact point, if requested. */
  readonly consent: readonly ContactPointConsent[];
  /** The workflows the contact has an active run of. */
  readonly enrolled: readonly WorkflowId[];
  /** Everybody's of the tenant, as in `Store.readHours`, if requested. */
  readonly hours?: HourCounts;
}
