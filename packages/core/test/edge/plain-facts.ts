import { type Instant, sendKey } from "../../src/index.js";
import type { ContactFacts, MessageFact } from "../../src/ports/index.js";

/** The facts of a contact about whom nothing else is known. */
export const noFacts: Omit<ContactFacts, "contact"> = {
  memberships: [],
  lists: [],
  events: [],
  messages: [],
  consent: [],
  enrolled: [],
};

/** An accepted marketing mail without any report. */
export function plainMessage(key: string, touchedAt: Instant, sentAt: Instant | null): MessageFact {
  return {
    key: sendKey(key),
    channel: "email",
    template: "t",
    purpose: "marketing.newsletter",
    topic: null,
    messageClass: "marketing",
    workflow: null,
    campaign: null,
    priority: 50,
    plannedAt: touchedAt,
    dueAt: touchedAt,
    status: "accepted",
    lost: 0,
    touchedAt,
    sentAt,
    deliveredAt: null,
    bouncedAt: null,
    complainedAt: null,
    openedAt: null,
    clickedAt: null,
    machineOpenedAt: null,
    machineClickedAt: null,
  };
}
