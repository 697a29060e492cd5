import type { TransportErrorOptions } from "../errors/index.js";
import type { SendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { DeliveryEvent } from "../ports/delivery-event.js";
import type { SendOutcome } from "../ports/send-outcome.js";

type Rejected = Extract<SendOutcome, { readonly outcome: "rejected" }>;
type Blame = Pick<NonNullable<DeliveryEvent["bounce"]>, "permanence" | "scope">;

const sides: Readonly<Record<TransportErrorOptions["scope"], Blame["scope"]>> = {
  recipient: "recipient",
  message: "message",
  domain: "infrastructure",
  account: "sender",
  provider: "infrastructure",
};

/**
 * Whose fault a refusal is. Only an address that does not exist is the recipient's for good: a
 * mailbox that is full or closed may open again, and a code that does not speak blames nobody.
 */
function findBlame({ reason, error }: Rejected): Blame {
  const scope = sides[error.scope];
  switch (reason) {
    case "invalid_address":
      return { permanence: "hard", scope: "recipient" };
    case "undetermined":
      return { permanence: "undetermined", scope };
    case "policy":
      return { permanence: scope === "recipient" ? "soft" : "hard", scope };
    case "blocked":
    case "suppressed":
    case "unsubscribed":
      return { permanence: "hard", scope: "sender" };
  }
}

/**
 * A refusal at the door is a bounce like one that comes later by mail: one rule judges both.
 * `side`: whose fault it is known to be, where the outcome itself does not tell.
 */
export function deliveryOfOutcome(
  outcome: SendOutcome,
  message: SendKey,
  at: Instant,
  side?: Blame["scope"],
): DeliveryEvent | null {
  if (outcome.outcome !== "rejected") return null;
  const { smtpCode, enhancedCode } = outcome.error;
  return {
    type: "bounced",
    dedupeKey: `outcome:${message}`,
    message,
    at,
    bounce: {
      ...findBlame(outcome),
      ...(side === undefined ? {} : { scope: side }),
      ...(smtpCode === undefined ? {} : { smtpCode }),
      ...(enhancedCode === undefined ? {} : { enhancedCode }),
    },
  };
}
