import type { StoreError } from "../../errors/index.js";
import type { ContactId, ContactPointId, ListId, SegmentId, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { Channel } from "../consent-gate.js";
import type { ValueOrigin } from "./contact-change.js";

export interface ContactPointRecord {
  readonly id: ContactPointId;
  readonly channel: Channel;
  /** Normalized, and unique in the tenant: one address belongs to one contact. */
  readonly address: string;
  /** From the consent gate, so that suppressions are found without knowing the key. */
  readonly fingerprints: readonly string[];
  /** What it is to the person: `work`, `private`, `billing`. */
  readonly label?: string;
  /**
   * What it is written to for: purposes of the schema, each with all below it. Absent: anything. It
   * permits nothing: consent is asked at each point.
   */
  readonly purposes?: readonly string[];
  /** The host's own word that it is the person's: how it was shown, and when. */
  readonly verified?: { readonly at: Instant; readonly by: string };
}

export interface ContactRecord {
  readonly tenant: TenantId;
  readonly id: ContactId;
  /**
   * The identity the tenant chose: a customer number or a normalised address. Unique in the tenant.
   */
  readonly key: string;
  /** By rank: a message goes to the first that fits its purpose and may be written to. */
  readonly points: readonly ContactPointRecord[];
  readonly attributes: JsonObject;
  readonly lists: readonly ListId[];
  readonly locale: string | null;
  /** IANA. An inferred zone widens quiet hours; a stated one does not. */
  readonly timeZone: { readonly name: string; readonly source: "stated" | "inferred" } | null;
  /**
   * Since when the zone is what it is, written by the store; absent: it never was another one. Says
   * who moved to where a campaign's hour had passed, and who came in after it.
   */
  readonly zoneSince?: Instant;
  /** ISO 3166, with subdivision where known: `DE`, `US-CA`. */
  readonly jurisdiction: string | null;
  /**
   * `YYYY-MM-DD` in UTC: the last day on which a person opened mail, where the law permits to
   * record only that without a grant (CNIL 2026-042). Each opening replaces the day. For leaving
   * out addresses that nobody reads; for anything else, ask for consent.
   */
  readonly lastOpenDay?: string;
  /**
   * Where values came from: most come from one write, so that they are kept together. `originOf`
   * finds one. Absent where no writer said. A store says it by a write's `cause`.
   */
  readonly origins?: readonly ValueOrigin[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /**
   * Counts writes, from 1. A write that expects another revision is refused. 0 in the first write
   * of a new contact.
   */
  readonly revision: number;
}

/** A contact that exists and whose record is damaged. It must not be treated as missing. */
export interface UnreadableContact {
  /** `STORE_CORRUPT`, with the place. */
  readonly unreadable: StoreError;
}

/** The result of a lookup; `null`: no such contact. */
export type FoundContact = ContactRecord | UnreadableContact | null;

export type ContactLookup =
  | { readonly id: ContactId }
  | { readonly key: string }
  | { readonly point: ContactPointId }
  | { readonly channel: Channel; readonly address: string };

export interface ContactWrite {
  /**
   * The whole new record. `revision` is the one that was read, 0 for a new contact. It is stored
   * increased by one.
   */
  readonly contact: ContactRecord;
}

/** A segment the contact is in, and since when. */
export interface ContactMembership {
  readonly segment: SegmentId;
  readonly since: Instant;
}
