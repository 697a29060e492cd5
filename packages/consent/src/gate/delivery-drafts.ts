import type { ConsentDraft, ContactPointId, DeliveryEvent } from "@wellsent/core";
import { draftEvent, type EventInput, type SoftBounces } from "../events/index.js";
import { hashParts } from "../hash/index.js";

/**
 * The provider's own key may hold an address; its digest does not, and is the same for the same
 * report.
 */
function deriveId(event: DeliveryEvent, contactPoint: ContactPointId): string {
  return `dlv_${hashParts([event.type, event.dedupeKey, event.message, contactPoint])}`;
}

/**
 * What a provider's report means for consent. Only ever denials: an open, a click, a delivery or an
 * automatic answer says nothing about what somebody wants, and a reply must be read by
 * {@link readKeyword} first.
 *
 * @param softBounces what the address's soft bounces come to, where the policy says that they are
 * enough.
 */
export function deliveryDrafts(
  event: DeliveryEvent,
  contactPoint: ContactPointId,
  softBounces?: SoftBounces,
): readonly ConsentDraft[] {
  const common = { id: deriveId(event, contactPoint), contactPoint, effectiveAt: event.at };
  const draft = (input: EventInput): readonly ConsentDraft[] => [draftEvent(input)];
  switch (event.type) {
    case "complained":
      // Somebody pressed "not spam": good news, and still no grant.
      if (event.complaint?.feedbackType === "not-spam") return [];
      return draft({
        ...common,
        type: "suppression.added",
        actor: { kind: "provider" },
        method: "complaint_fbl",
        detail: { reason: "complaint" },
      });
    case "bounced":
      if (softBounces !== undefined)
        return draft({
          ...common,
          // Two reports of one call complete the same count: one suppression.
          id: `sft_${hashParts([contactPoint, softBounces.first])}`,
          type: "suppression.added",
          actor: { kind: "system" },
          method: "bounce",
          detail: { reason: "soft_bounce", bounces: softBounces },
        });
      if (event.bounce?.permanence !== "hard" || event.bounce.scope !== "recipient") return [];
      return draft({
        ...common,
        type: "suppression.added",
        actor: { kind: "provider" },
        method: "bounce",
        detail: { reason: "hard_bounce" },
      });
    case "unsubscribed":
      return draft({
        ...common,
        type: "consent.withdrawn",
        actor: { kind: "subject" },
        method: "one_click",
        scope: {},
      });
    default:
      return [];
  }
}
