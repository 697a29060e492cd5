import {
  type ContactRecord,
  contactId,
  contactPointId,
  type JsonObject,
  tenantId,
} from "../../src/index.js";

export const now = Date.parse("2026-06-01T00:00:00Z");
export const day = 86_400_000;

/** A contact as a store has it. */
export function person(
  id: string,
  {
    email,
    phone,
    attributes = {},
    ...rest
  }: {
    readonly email?: string;
    readonly phone?: string;
    readonly attributes?: JsonObject;
  } & Partial<Omit<ContactRecord, "points" | "attributes">> &
    Readonly<Record<string, unknown>> = {},
): ContactRecord {
  const point = (channel: "email" | "sms", address: string | undefined) =>
    address === undefined
      ? []
      : [{ id: contactPointId(`${id}-${channel}`), channel, address, fingerprints: [] }];
  return {
    ...{ tenant: tenantId("acme"), id: contactId(id), key: id, lists: [], attributes },
    ...{ locale: null, timeZone: null, jurisdiction: null, revision: 1 },
    ...{ createdAt: now - 10 * day, updatedAt: now - 10 * day },
    points: [...point("email", email), ...point("sms", phone)],
    ...rest,
  };
}
