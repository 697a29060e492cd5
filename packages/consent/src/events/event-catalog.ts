// The whole table of event types in one place: splitting it by group would hide what is missing.
import type {
  ConsentEventType,
  EventDetails,
  KeyUse,
  SubjectKind,
  SuppressionReason,
} from "./event-detail.js";
import type { EventSpec } from "./event-spec.js";
import {
  count,
  digest,
  type FieldKind,
  fingerprint,
  listKind,
  oneOf,
  optional,
  ref,
  shaped,
  time,
} from "./field-kind.js";
import { type RelationshipKind, relationshipKinds } from "./relationship-kind.js";
import { retiredEvents } from "./retired-events.js";

/** Every event type with what it needs and what it may say. A type that is not here is refused. */
export type EventCatalog = { readonly [K in ConsentEventType]: EventSpec<EventDetails[K]> };

let catalog: EventCatalog | undefined;

/** Made for the first event that is read or written, so that importing it costs nothing. */
export function eventCatalog(): EventCatalog {
  catalog ??= createCatalog();
  return catalog;
}

function createCatalog(): EventCatalog {
  const locale = ref;
  const strength = optional(oneOf("implied", "express", "express_written"));
  const granted = {
    strength,
    validUntil: optional(time),
  };
  const relationship: FieldKind<RelationshipKind> = oneOf(...relationshipKinds);
  const subjectKind: FieldKind<SubjectKind> = oneOf(
    "person",
    "sole_trader",
    "professional",
    "company",
  );
  const suppressionReason: FieldKind<SuppressionReason> = oneOf(
    "complaint",
    "objection",
    "unsubscribed",
    "erased",
    "hard_bounce",
    "soft_bounce",
    "legal",
    "wireless_domain",
    "registry",
    "manual",
  );
  const keyUse: FieldKind<KeyUse> = oneOf("token", "suppression", "checkpoint", "payload");
  const processor = { processor: ref, digest: optional(digest) };
  const rightsCase = { case: ref };
  const consented = ["contactPoint", "scope", "method"] as const;

  return {
    "notice.published": {
      needs: ["notice"],
      ahead: "keep",
      detail: shaped({ noticeId: ref, locale, supersedes: optional(digest) }),
    },
    "notice.served": {
      needs: ["notice"],
      ahead: "refuse",
      detail: shaped({ locale: optional(locale) }),
    },

    "consent.requested": {
      needs: consented,
      ahead: "refuse",
      detail: shaped({
        expiresAt: optional(time),
        nonceDigest: optional(digest),
        attempt: optional(count),
        strength,
      }),
    },
    "consent.granted": { needs: consented, ahead: "refuse", detail: shaped(granted) },
    "consent.confirmed": {
      needs: [...consented, "caused"],
      ahead: "refuse",
      detail: shaped(granted),
    },
    "consent.reaffirmed": { needs: consented, ahead: "refuse", detail: shaped(granted) },
    "consent.refused": { needs: consented, ahead: "clamp", detail: shaped({}) },
    "consent.withdrawn": {
      needs: consented,
      ahead: "clamp",
      detail: shaped({ answered: optional(ref) }),
    },
    "consent.invalidated": {
      needs: ["contactPoint", "scope"],
      ahead: "clamp",
      detail: shaped({ ground: oneOf("wording", "authority", "court", "minor", "fraud", "error") }),
    },
    "consent.reviewed": {
      needs: ["contactPoint", "scope"],
      ahead: "refuse",
      detail: shaped({
        outcome: oneOf("kept", "asked_again", "lapsed"),
        nextReviewAt: optional(time),
      }),
    },

    "objection.raised": {
      needs: ["person", "scope"],
      ahead: "clamp",
      detail: shaped({ ground: oneOf("direct_marketing", "profiling", "legitimate_interest") }),
    },
    "objection.lifted": {
      needs: ["person", "scope", "caused"],
      ahead: "refuse",
      detail: shaped({}),
    },
    "restriction.set": {
      needs: ["person"],
      ahead: "clamp",
      detail: shaped({ ground: oneOf("accuracy", "unlawful", "legal_claim", "objection_pending") }),
    },
    "restriction.lifted": { needs: ["person", "caused"], ahead: "refuse", detail: shaped({}) },

    "relationship.recorded": {
      needs: ["person"],
      ahead: "keep",
      detail: shaped({
        kind: relationship,
        until: optional(time),
        similar: optional(listKind(ref)),
      }),
    },
    "relationship.ended": {
      needs: ["person"],
      ahead: "keep",
      detail: shaped({ kind: relationship }),
    },
    "softoptin.offered_optout": {
      needs: ["contactPoint"],
      ahead: "refuse",
      detail: shaped({ where: oneOf("collection", "message") }),
    },

    "suppression.added": {
      needs: ["person_or_fingerprint"],
      ahead: "clamp",
      detail: shaped({
        reason: suppressionReason,
        fingerprint: optional(fingerprint),
        bounces: optional(shaped({ days: count, first: time, last: time })),
      }),
    },
    "suppression.released": {
      needs: ["person_or_fingerprint"],
      ahead: "refuse",
      detail: shaped({
        reason: suppressionReason,
        by: oneOf("proven_grant", "delivery_proof", "confirmed_address", "authority", "correction"),
        fingerprint: optional(fingerprint),
      }),
    },

    "contactpoint.unlinked": {
      needs: ["contactPoint"],
      ahead: "refuse",
      detail: shaped({ reason: oneOf("erasure", "moved", "corrected") }),
    },
    "contactpoint.described": {
      needs: ["contactPoint"],
      ahead: "refuse",
      detail: shaped({ kind: subjectKind }),
    },
    "subject.merged": {
      needs: ["subject"],
      ahead: "refuse",
      detail: shaped({ from: listKind(ref) }),
    },
    "subject.split": {
      needs: ["subject"],
      ahead: "refuse",
      detail: shaped({ into: listKind(ref) }),
    },

    "dsr.opened": {
      needs: [],
      ahead: "refuse",
      detail: shaped({
        case: ref,
        kind: oneOf(
          "access",
          "rectify",
          "erase",
          "restrict",
          "object",
          "portability",
          "withdraw",
          "complaint",
        ),
        dueAt: optional(time),
      }),
    },
    "dsr.assigned": { needs: [], ahead: "refuse", detail: shaped({ case: ref, assignee: ref }) },
    "dsr.acknowledged": { needs: [], ahead: "refuse", detail: shaped(rightsCase) },
    "dsr.identity_requested": { needs: [], ahead: "refuse", detail: shaped(rightsCase) },
    "dsr.identity_confirmed": {
      needs: [],
      ahead: "refuse",
      detail: shaped({ case: ref, by: optional(oneOf("token", "login", "document", "operator")) }),
    },
    "dsr.clock_paused": {
      needs: [],
      ahead: "refuse",
      detail: shaped({ case: ref, reason: oneOf("identity", "clarification", "fee") }),
    },
    "dsr.clock_resumed": { needs: [], ahead: "refuse", detail: shaped(rightsCase) },
    "dsr.extended": {
      needs: [],
      ahead: "refuse",
      detail: shaped({ case: ref, dueAt: time, reason: oneOf("complexity", "number") }),
    },
    "dsr.action": {
      needs: [],
      ahead: "refuse",
      detail: shaped({
        case: ref,
        kind: oneOf("erase", "rectify", "restrict", "export", "unlink", "notify", "suppress"),
        target: ref,
        dataClass: optional(ref),
        outcome: optional(oneOf("done", "partial", "nothing_found", "exempt", "failed")),
        count: optional(count),
        digest: optional(digest),
      }),
    },
    "dsr.recipient_notified": {
      needs: [],
      ahead: "refuse",
      detail: shaped({ case: ref, recipient: ref }),
    },
    "dsr.responded": {
      needs: [],
      ahead: "refuse",
      detail: shaped({ case: ref, digest: optional(digest) }),
    },
    "dsr.refused": {
      needs: [],
      ahead: "refuse",
      detail: shaped({
        case: ref,
        ground: oneOf(
          "unfounded",
          "excessive",
          "identity",
          "legal_duty",
          "legal_claim",
          "expression",
          "public_interest",
        ),
        appeal: optional(ref),
      }),
    },
    "complaint.received": { needs: [], ahead: "refuse", detail: shaped(rightsCase) },
    "complaint.acknowledged": { needs: [], ahead: "refuse", detail: shaped(rightsCase) },
    "complaint.closed": {
      needs: [],
      ahead: "refuse",
      detail: shaped({
        case: ref,
        outcome: oneOf("upheld", "partly_upheld", "not_upheld", "withdrawn"),
      }),
    },

    "payload.destroyed": {
      needs: [],
      ahead: "refuse",
      detail: shaped({ digests: listKind(digest), reason: oneOf("erasure", "retention") }),
    },
    "key.destroyed": { needs: [], ahead: "refuse", detail: shaped({ kid: ref, use: keyUse }) },
    "retention.applied": {
      needs: [],
      ahead: "refuse",
      detail: shaped({ policy: ref, counts: listKind(shaped({ dataClass: ref, count })) }),
    },
    "legalhold.set": { needs: [], ahead: "keep", detail: shaped({ hold: ref }) },
    "legalhold.released": { needs: [], ahead: "keep", detail: shaped({ hold: ref }) },

    "import.declared": {
      needs: [],
      ahead: "refuse",
      detail: shaped({
        source: ref,
        count,
        fileDigest: digest,
        legalClaim: oneOf("none", "single_opt_in", "double_opt_in", "soft_opt_in", "contract"),
      }),
    },
    "import.applied": {
      needs: ["caused"],
      ahead: "refuse",
      detail: shaped({
        accepted: count,
        restricted: count,
        refused: listKind(shaped({ code: ref, count })),
      }),
    },

    "processor.registered": { needs: [], ahead: "keep", detail: shaped(processor) },
    "processor.updated": { needs: [], ahead: "keep", detail: shaped(processor) },
    "processor.ended": { needs: [], ahead: "keep", detail: shaped(processor) },
    "ropa.updated": { needs: [], ahead: "keep", detail: shaped({ digest }) },
    "ruleset.activated": { needs: ["ruleset"], ahead: "keep", detail: shaped({ pack: ref }) },
    "key.rotated": {
      needs: [],
      ahead: "refuse",
      detail: shaped({ kid: ref, use: keyUse, previous: optional(ref) }),
    },

    ...retiredEvents(),
  };
}
