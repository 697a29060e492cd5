import type { ConsentDraft, ContactPointId, DeliveryEvent } from "@wellsent/core";
import { toHex, utf8 } from "../encoding/index.js";
import { draftEvent, type EventInput } from "../events/index.js";
import { sha256 } from "../hash/index.js";

/** The provider's own key may hold an address; its digest does not, and is the same for the same report. */
const idOf = (event: DeliveryEvent, contactPoint: ContactPointId): string =>
  `dlv_${toHex(sha256(utf8(JSON.stringify([event.type, event.dedupeKey, event.message, contactPoint])))).slice(0, 40)}`;

/**
 * What a provider's report means for consent. Only ever denials: an open, a click, a delivery or an automatic answer
 * says nothing about what somebody wants, and a reply must be read by {@link readKeyword} first.
 */
export const deliveryDrafts = (
  event: DeliveryEvent,
  contactPoint: ContactPointId,
): readonly ConsentDraft[] => {
  const common = { id: idOf(event, contactPoint), contactPoint, effectiveAt: event.at };
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
};
