import type { Channel, ConsentChannel, MessageClass } from "../ports/consent-gate.js";

/** Every channel there is: a new one does not compile before it stands here. */
export const channels: { readonly [Name in Channel]: Name } = { email: "email", sms: "sms" };

/** Every channel that consent speaks of: those of messages, and calls. */
export const consentChannels: { readonly [Name in ConsentChannel]: Name } = {
  ...channels,
  call: "call",
};

export const messageClasses: { readonly [Name in MessageClass]: Name } = {
  marketing: "marketing",
  service: "service",
  transactional: "transactional",
  confirmation_request: "confirmation_request",
  legal_notice: "legal_notice",
};

/** What a message on a channel is called. */
export const channelNouns: Readonly<Record<Channel, string>> = { email: "e-mail", sms: "SMS" };
