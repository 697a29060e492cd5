import type { RelationshipKind } from "./relationship-kind.js";
import type { RetiredDetails, RetiredEventType } from "./retired-events.js";

export type SuppressionReason =
  | "complaint"
  | "objection"
  | "unsubscribed"
  | "erased"
  | "hard_bounce"
  | "soft_bounce"
  | "legal"
  | "wireless_domain"
  | "registry"
  | "manual";

export type SuppressionRelease =
  | "proven_grant"
  | "delivery_proof"
  | "confirmed_address"
  | "authority"
  | "correction";

/**
 * Whose address it is. `person`: a natural person's, privately. `sole_trader`: of somebody in
 * business without a company, or of a partnership. `professional`: a natural person's at a legal
 * person, as `first.last@`. `company`: a legal person's, nobody in particular, as `info@`.
 */
export type SubjectKind = "person" | "sole_trader" | "professional" | "company";

export type RightsKind =
  | "access"
  | "rectify"
  | "erase"
  | "restrict"
  | "object"
  | "portability"
  | "withdraw"
  | "complaint";

/** Bounces that are not for good, on how many days, with the first and the last of these days. */
export interface SoftBounces {
  readonly days: number;
  readonly first: string;
  readonly last: string;
}

/** Nothing beyond the envelope. */
type Empty = Record<never, never>;

interface Case {
  /** The rights request, by its own random id. */
  readonly case: string;
}

interface Processor {
  readonly processor: string;
  /** SHA-256 of the register entry in force from here on. */
  readonly digest?: string;
}

/** Confirmable requests. The nonce itself travels in the mail only. */
interface Requested {
  readonly expiresAt?: string;
  readonly nonceDigest?: string;
  /** 1 for the first mail, 2 for the first reminder, and so on. */
  readonly attempt?: number;
  /** What was agreed to in the form is as strong as its confirmation will be. */
  readonly strength?: "implied" | "express" | "express_written";
}

interface Granted {
  /** 47 CFR 64.1200(f)(9) asks for `express_written`. */
  readonly strength?: "implied" | "express" | "express_written";
  readonly validUntil?: string;
}

interface Withdrawn {
  /** The purpose of the text that a keyword answered, where that is known. */
  readonly answered?: string;
}

/**
 * What each type of event says beyond the envelope. Closed and pseudonymous: a leaf outlives every
 * erasure.
 */
export interface EventDetails extends RetiredDetails {
  readonly "notice.published": {
    readonly noticeId: string;
    readonly locale: string;
    readonly supersedes?: string;
  };
  readonly "notice.served": { readonly locale?: string };

  readonly "consent.requested": Requested;
  readonly "consent.granted": Granted;
  readonly "consent.confirmed": Granted;
  readonly "consent.reaffirmed": Granted;
  readonly "consent.refused": Empty;
  readonly "consent.withdrawn": Withdrawn;
  readonly "consent.invalidated": {
    readonly ground: "wording" | "authority" | "court" | "minor" | "fraud" | "error";
  };
  readonly "consent.reviewed": {
    readonly outcome: "kept" | "asked_again" | "lapsed";
    readonly nextReviewAt?: string;
  };

  readonly "objection.raised": {
    readonly ground: "direct_marketing" | "profiling" | "legitimate_interest";
  };
  readonly "objection.lifted": Empty;
  /** The grounds of GDPR Art. 18(1)(a) to (d), in that order. */
  readonly "restriction.set": {
    readonly ground: "accuracy" | "unlawful" | "legal_claim" | "objection_pending";
  };
  readonly "restriction.lifted": Empty;

  readonly "relationship.recorded": {
    readonly kind: RelationshipKind;
    readonly until?: string;
    /** Purposes whose products are similar to what was bought. */
    readonly similar?: readonly string[];
  };
  readonly "relationship.ended": { readonly kind: RelationshipKind };
  readonly "softoptin.offered_optout": { readonly where: "collection" | "message" };

  /**
   * `fingerprint` only where no contact point is left: beside one it would tie the leaf to the
   * address for ever.
   */
  readonly "suppression.added": {
    readonly reason: SuppressionReason;
    readonly fingerprint?: string;
    /** With `soft_bounce`. */
    readonly bounces?: SoftBounces;
  };
  readonly "suppression.released": {
    readonly reason: SuppressionReason;
    readonly by: SuppressionRelease;
    readonly fingerprint?: string;
  };

  readonly "contactpoint.unlinked": { readonly reason: "erasure" | "moved" | "corrected" };
  /** Counts as anything but `person` only with a payload that says how it is known. */
  readonly "contactpoint.described": { readonly kind: SubjectKind };
  readonly "subject.merged": { readonly from: readonly string[] };
  readonly "subject.split": { readonly into: readonly string[] };

  readonly "dsr.opened": Case & { readonly kind: RightsKind; readonly dueAt?: string };
  readonly "dsr.assigned": Case & { readonly assignee: string };
  /** The request is confirmed to the person, as 11 CCR 7021(a) asks. */
  readonly "dsr.acknowledged": Case;
  readonly "dsr.identity_requested": Case;
  readonly "dsr.identity_confirmed": Case & {
    readonly by?: "token" | "login" | "document" | "operator";
  };
  readonly "dsr.clock_paused": Case & { readonly reason: "identity" | "clarification" | "fee" };
  readonly "dsr.clock_resumed": Case;
  readonly "dsr.extended": Case & {
    readonly dueAt: string;
    readonly reason: "complexity" | "number";
  };
  /**
   * Without `outcome`: what is going to be done, and keeps the case open. `outcome` is what was
   * observed in the store afterwards, never what was asked of it.
   */
  readonly "dsr.action": Case & {
    readonly kind: "erase" | "rectify" | "restrict" | "export" | "unlink" | "notify" | "suppress";
    readonly target: string;
    readonly dataClass?: string;
    readonly outcome?: "done" | "partial" | "nothing_found" | "exempt" | "failed";
    readonly count?: number;
    readonly digest?: string;
  };
  readonly "dsr.recipient_notified": Case & { readonly recipient: string };
  readonly "dsr.responded": Case & { readonly digest?: string };
  readonly "dsr.refused": Case & {
    readonly ground:
      | "unfounded"
      | "excessive"
      | "identity"
      | "legal_duty"
      | "legal_claim"
      | "expression"
      | "public_interest";
    /** The authority that the person was told of, such as `DE-BE`: GDPR Art. 12(4). */
    readonly appeal?: string;
  };
  readonly "complaint.received": Case;
  readonly "complaint.acknowledged": Case;
  readonly "complaint.closed": Case & {
    readonly outcome: "upheld" | "partly_upheld" | "not_upheld" | "withdrawn";
  };

  readonly "payload.destroyed": {
    readonly digests: readonly string[];
    readonly reason: "erasure" | "retention";
  };
  readonly "key.destroyed": { readonly kid: string; readonly use: KeyUse };
  readonly "retention.applied": {
    readonly policy: string;
    readonly counts: readonly { readonly dataClass: string; readonly count: number }[];
  };
  readonly "legalhold.set": { readonly hold: string };
  readonly "legalhold.released": { readonly hold: string };

  readonly "import.declared": {
    readonly source: string;
    readonly count: number;
    readonly fileDigest: string;
    readonly legalClaim: "none" | "single_opt_in" | "double_opt_in" | "soft_opt_in" | "contract";
  };
  readonly "import.applied": {
    readonly accepted: number;
    readonly restricted: number;
    readonly refused: readonly { readonly code: string; readonly count: number }[];
  };

  readonly "processor.registered": Processor;
  readonly "processor.updated": Processor;
  readonly "processor.ended": Processor;
  readonly "ropa.updated": { readonly digest: string };
  readonly "ruleset.activated": { readonly pack: string };
  readonly "key.rotated": {
    readonly kid: string;
    readonly use: KeyUse;
    readonly previous?: string;
  };
}

export type KeyUse = "token" | "suppression" | "checkpoint" | "payload";

export type ConsentEventType = keyof EventDetails;

/** Those that can be recorded. */
export type MadeEventType = Exclude<ConsentEventType, RetiredEventType>;
