import type { Instant } from "../instant.js";
import { questionFor } from "../messages/index.js";
import type { Channel, ConsentGate, Decision } from "../ports/consent-gate.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { refusedDecision, type SendQuestion } from "../workflows/index.js";

export interface GateDependencies {
  readonly gate: ConsentGate;
  /** The id of the transport for a channel's messages; `null`: there is none. */
  readonly processorFor: (channel: Channel) => string | null;
}

/** The gate, bound to what was read about one contact in the transaction at hand. */
export function deciderFor(
  { gate, processorFor }: GateDependencies,
  facts: ContactFacts,
  now: Instant,
) {
  return (asked: SendQuestion, activity: "send" | "profile" = "send"): Decision => {
    const { contact } = facts;
    const point = contact.points.find(({ id }) => id === asked.contactPoint);
    const consent = facts.consent.find(({ contactPoint }) => contactPoint === asked.contactPoint);
    if (!point || !consent) return addressGone;
    const { channel, purpose, topic = null, messageClass } = asked;
    const { tenant } = contact;
    const processor = channel === "call" ? null : processorFor(channel);
    const subject = { tenant, contact, point, channel, purpose, topic, messageClass, processor };
    return gate.decide(questionFor(subject, activity, now), consent);
  };
}

const addressGone: Decision = refusedDecision(
  "ADDRESS_GONE",
  "the contact no longer has this address",
);
