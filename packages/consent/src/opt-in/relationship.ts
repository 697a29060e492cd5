import type { ConsentDraft, Instant } from "@wellsent/core";
import { type ConsentScope, formatEventTime, type RelationshipKind } from "../events/index.js";
import {
  createDraft,
  type DraftContext,
  type EventMetadata,
  eventMetadata,
} from "./draft-context.js";

export interface Relationship extends EventMetadata {
  readonly kind: RelationshipKind;
  readonly scope?: ConsentScope;
  /** When a contract or membership ends. */
  readonly until?: Instant;
  /** Purposes about products similar to what was bought. */
  readonly similar?: readonly string[];
  /** The way out was shown when the address was collected: without that there is no soft opt-in. */
  readonly optOutOffered?: boolean;
}

/**
 * A sale or another relationship that may do without consent, and proof of the way out offered with
 * it.
 */
export function recordRelationship(
  by: DraftContext,
  relationship: Relationship,
): readonly ConsentDraft[] {
  const { kind, scope, until, similar, optOutOffered = false } = relationship;
  const common = {
    ...eventMetadata(by, { actor: { kind: "system" }, ...relationship }),
    ...(scope === undefined ? {} : { scope }),
  };
  const recorded = createDraft(by, {
    ...common,
    id: by.ids.next(),
    type: "relationship.recorded",
    detail: {
      kind,
      ...(until === undefined ? {} : { until: formatEventTime(until) }),
      ...(similar === undefined ? {} : { similar }),
    },
  });
  if (!optOutOffered) return [recorded];
  const offered = createDraft(by, {
    ...common,
    effectiveAt: Math.min(common.effectiveAt, by.now),
    id: by.ids.next(),
    type: "softoptin.offered_optout",
    detail: { where: "collection" },
  });
  return [recorded, offered];
}

/**
 * A message to a customer offered the way out. Where silence ends the exception (`silenceEnds` of a
 * row, such as Ireland's), it lasts on from here: record it for each message sent under it, and
 * for none that came after the silence.
 */
export function recordMessageOffer(
  by: DraftContext,
  { scope, ...given }: Omit<EventMetadata, "method"> & Pick<Relationship, "scope">,
): ConsentDraft {
  return createDraft(by, {
    ...eventMetadata(by, { actor: { kind: "system" }, ...given }),
    id: by.ids.next(),
    type: "softoptin.offered_optout",
    ...(scope === undefined ? {} : { scope }),
    detail: { where: "message" },
  });
}

/** What permitted mail without consent is over from then on. */
export function endRelationship(
  by: DraftContext,
  { kind, scope, ...given }: Omit<EventMetadata, "method"> & Pick<Relationship, "kind" | "scope">,
): ConsentDraft {
  return createDraft(by, {
    ...eventMetadata(by, { actor: { kind: "system" }, ...given }),
    id: by.ids.next(),
    type: "relationship.ended",
    ...(scope === undefined ? {} : { scope }),
    detail: { kind },
  });
}
