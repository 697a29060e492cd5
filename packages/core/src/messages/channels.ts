import type { Channel, MessageClass } from "../ports/consent-gate.js";

/** Every channel there is: a new one does not compile before it stands here. */
export const channels: { readonly [Name in Channel]: Name } = { email: "email", sms: "sms" };

export const messageClasses: { readonly [Name in MessageClass]: Name } = {
  marketing: "marketing",
  service: "service",
  transactional: "transactional",
  confirmation_request: "confirmation_request",
  legal_notice: "legal_notice",
};

/** What a message on a channel is called. */
export const channelNouns: Readonly<Record<Channel, string>> = { email: "e-mail", sms: "SMS" };
