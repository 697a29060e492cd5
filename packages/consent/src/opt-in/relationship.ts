import type { ConsentDraft, Instant } from "@wellsent/core";
import { instantText, type RelationshipKind, type Scope } from "../events/index.js";
import { type Circumstances, circumstances, type Producing, produce } from "./producing.js";

export interface Relationship extends Circumstances {
  readonly kind: RelationshipKind;
  readonly scope?: Scope;
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
export const recordRelationship = (
  by: Producing,
  relationship: Relationship,
): readonly ConsentDraft[] => {
  const { kind, scope, until, similar, optOutOffered = false } = relationship;
  const common = {
    ...circumstances(by, { actor: { kind: "system" }, ...relationship }),
    ...(scope === undefined ? {} : { scope }),
  };
  const recorded = produce(by, {
    ...common,
    id: by.ids.next(),
    type: "relationship.recorded",
    detail: {
      kind,
      ...(until === undefined ? {} : { until: instantText(until) }),
      ...(similar === undefined ? {} : { similar }),
    },
  });
  if (!optOutOffered) return [recorded];
  const offered = produce(by, {
    ...common,
    effectiveAt: Math.min(common.effectiveAt, by.now),
    id: by.ids.next(),
    type: "softoptin.offered_optout",
    detail: { where: "collection" },
  });
  return [recorded, offered];
};

/**
 * A message to a customer offered the way out. Where silence ends the exception (`silenceEnds` of a
 * row, such as Ireland's), it lasts on from here: record it for each message sent under it, and
 * for none that came after the silence.
 */
export const recordMessageOffer = (
  by: Producing,
  { scope, ...given }: Omit<Circumstances, "method"> & Pick<Relationship, "scope">,
): ConsentDraft =>
  produce(by, {
    ...circumstances(by, { actor: { kind: "system" }, ...given }),
    id: by.ids.next(),
    type: "softoptin.offered_optout",
    ...(scope === undefined ? {} : { scope }),
    detail: { where: "message" },
  });

/** What permitted mail without consent is over from then on. */
export const endRelationship = (
  by: Producing,
  { kind, scope, ...given }: Omit<Circumstances, "method"> & Pick<Relationship, "kind" | "scope">,
): ConsentDraft =>
  produce(by, {
    ...circumstances(by, { actor: { kind: "system" }, ...given }),
    id: by.ids.next(),
    type: "relationship.ended",
    ...(scope === undefined ? {} : { scope }),
    detail: { kind },
  });
