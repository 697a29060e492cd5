import {
  contactId,
  type JsonObject,
  type SegmentContext,
  segmentId,
  tenantId,
} from "../../../src/index.js";
import type { ContactFacts, EventFact, MessageFact } from "../../../src/ports/index.js";
import { noFacts, plainMessage } from "../plain-facts.js";

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
    ...noFacts,
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
  return { ...plainMessage("m", 0, null), purpose: "news", ...fields };
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
