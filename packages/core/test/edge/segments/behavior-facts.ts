import { contactId, type JsonObject, sendKey, tenantId } from "../../../src/index.js";
import type { ContactRecord, MessageFact } from "../../../src/ports/index.js";

export function contactWith(attributes: JsonObject): ContactRecord {
  return {
    ...{ tenant: tenantId("t"), id: contactId("c"), key: "k", points: [], lists: [], attributes },
    ...{ locale: null, timeZone: null, jurisdiction: null },
    ...{ createdAt: 0, updatedAt: 0, revision: 1 },
  };
}

export function messageWith(some: Partial<MessageFact>): MessageFact {
  return {
    ...{ key: sendKey("k"), channel: "email", template: "t", purpose: "marketing.news" },
    ...{ topic: null, messageClass: "marketing", workflow: null, campaign: null, priority: 50 },
    ...{ plannedAt: 0, dueAt: 0, status: "accepted", lost: 0, touchedAt: 0, sentAt: 0 },
    ...{ deliveredAt: null, bouncedAt: null, complainedAt: null, openedAt: null },
    ...{ clickedAt: null, machineOpenedAt: null, machineClickedAt: null },
    ...some,
  };
}
