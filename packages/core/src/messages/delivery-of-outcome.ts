import type { SendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { DeliveryEvent } from "../ports/delivery-event.js";
import type { SendOutcome } from "../ports/send-outcome.js";

/**
 * A refusal at the door is a bounce like one that arrives later by mail: the same event, so that one rule suppresses
 * both. Only an address that does not exist is the recipient's; policy and reputation are the sender's fault.
 */
export const deliveryOfOutcome = (
  outcome: SendOutcome,
  message: SendKey,
  at: Instant,
): DeliveryEvent | null => {
  if (outcome.outcome !== "rejected") return null;
  const { smtpCode, enhancedCode } = outcome.error;
  return {
    type: "bounced",
    dedupeKey: `outcome:${message}`,
    message,
    at,
    bounce: {
      permanence: "hard",
      scope: outcome.reason === "invalid_address" ? "recipient" : "sender",
      ...(smtpCode === undefined ? {} : { smtpCode }),
      ...(enhancedCode === undefined ? {} : { enhancedCode }),
    },
  };
};
