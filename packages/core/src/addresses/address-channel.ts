import type { Channel, ConsentChannel } from "../ports/consent-gate.js";

/** Whose addresses a consent is kept at: consent to calls at the number that texts go to. */
export function addressChannel(channel: ConsentChannel): Channel {
  return channel === "call" ? "sms" : channel;
}
