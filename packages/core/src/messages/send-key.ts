import { type ContactId, type EnrollmentId, type SendKey, sendKey } from "../identifiers.js";

/**
 * Keys come from inputs, never from chance: the same effect of the same step is the same key
 * however often it is computed, and the store's unique index turns the second one into nothing.
 */
export const workflowSendKey = (
  enrollment: EnrollmentId,
  revision: number,
  index: number,
): SendKey => sendKey(`${enrollment}:${revision}:${index}`);

export const campaignSendKey = (campaign: string, contact: ContactId): SendKey =>
  sendKey(`${campaign}:${contact}`);

/** In the alphabet of providers' references: ids hold no underscore, so the way back is exact. */
export const messageRef = (key: SendKey): string => key.replaceAll(":", "_");

export const keyOfRef = (ref: string): SendKey => sendKey(ref.replaceAll("_", ":"));

/** RFC 5322 Message-ID. Derived from the key, so a receiver that gets a message twice can tell. */
export const messageIdFor = (key: SendKey, domain: string): string =>
  `<${messageRef(key)}@${domain}>`;
