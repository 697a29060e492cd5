import {
  contactId,
  type JsonObject,
  type SegmentContext,
  segmentId,
  sendKey,
  tenantId,
} from "../../../src/index.js";
import type { ContactFacts, EventFact, MessageFact } from "../../../src/ports/index.js";

/** A contact in Berlin with nothing but what is given. */
export function contactWith(
  attributes: JsonObject = {},
  more: Partial<Omit<ContactFacts, "contact">> & { readonly id?: string } = {},
): ContactFacts {
  const { id = "c1", ...rest } = more;
  return {
    contact: {
      tenant: tenantId("t"),
      id: contactId(id),
      key: id,
      points: [],
      attributes,
      lists: [],
      locale: null,
      timeZone: { name: "Europe/Berlin", source: "stated" },
      jurisdiction: null,
      createdAt: 0,
      updatedAt: 0,
      revision: 1,
    },
    memberships: [],
    lists: [],
    events: [],
    messages: [],
    consent: [],
    enrolled: [],
    ...rest,
  };
}

export function event(name: string, at: string, data: JsonObject = {}): EventFact {
  return {
    id: `${name} ${at}`,
    name,
    at: Date.parse(at),
    data,
  };
}

export function message(fields: Partial<MessageFact>): MessageFact {
  return {
    key: sendKey("m"),
    channel: "email",
    template: "t",
    purpose: "news",
    messageClass: "marketing",
    status: "accepted",
    lost: 0,
    touchedAt: 0,
    sentAt: null,
    deliveredAt: null,
    bouncedAt: null,
    complainedAt: null,
    openedAt: null,
    clickedAt: null,
    machineOpenedAt: null,
    machineClickedAt: null,
    ...fields,
  };
}

export function at(time: string, more: Partial<SegmentContext> = {}): SegmentContext {
  return {
    at: Date.parse(time),
    zone: "UTC",
    ...more,
  };
}

export function membership(segment: string) {
  return { segment: segmentId(segment), since: 0 };
}
