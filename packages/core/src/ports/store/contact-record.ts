import type { StoreError } from "../../errors/index.js";
import type { ContactId, ContactPointId, ListId, SegmentId, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { Channel } from "../consent-gate.js";

export interface ContactPointRecord {
  readonly id: ContactPointId;
  readonly channel: Channel;
  /** Normalised, and unique in the tenant: one address belongs to one contact. */
  readonly address: string;
  /** From the consent gate, so that suppressions are found without knowing the key. */
  readonly fingerprints: readonly string[];
}

export interface ContactRecord {
  readonly tenant: TenantId;
  readonly id: ContactId;
  /**
   * The identity the tenant chose: a customer number or a normalised address. Unique in the tenant.
   */
  readonly key: string;
  readonly points: readonly ContactPointRecord[];
  readonly attributes: JsonObject;
  readonly lists: readonly ListId[];
  readonly locale: string | null;
  /** IANA. An inferred zone widens quiet hours; a stated one does not. */
  readonly timeZone: { readonly name: string; readonly source: "stated" | "inferred" } | null;
  /** ISO 3166, with subdivision where known: `DE`, `US-CA`. */
  readonly jurisdiction: string | null;
  /**
   * `YYYY-MM-DD` in UTC: the last day on which a person opened mail, where the law lets that be
   * known without a grant and nothing beside it (CNIL 2026-042). Each opening takes the place of
   * the one before. For leaving out addresses that nobody reads; for anything else, ask.
   */
  readonly lastOpenDay?: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /**
   * Counts writes, from 1; a write that expects another one is refused. 0 in the first write of a
   * new one.
   */
  readonly revision: number;
}

/** Somebody who is there and whose record is damaged. Not to be taken for nobody. */
export interface UnreadableContact {
  /** `STORE_CORRUPT`, with the place. */
  readonly unreadable: StoreError;
}

/** What a lookup found; `null`: nobody. */
export type FoundContact = ContactRecord | UnreadableContact | null;

export type ContactLookup =
  | { readonly id: ContactId }
  | { readonly key: string }
  | { readonly point: ContactPointId }
  | { readonly channel: Channel; readonly address: string };

export interface ContactWrite {
  /**
   * The whole record as it shall be; `revision` is the one that was read, 0 for a new one. Stored
   * with one more.
   */
  readonly contact: ContactRecord;
}

/** A segment the contact is in, and since when. */
export interface ContactMembership {
  readonly segment: SegmentId;
  readonly since: Instant;
}
