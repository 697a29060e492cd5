import { type ContactId, type EnrollmentId, type SendKey, sendKey } from "../identifiers.js";

/**
 * Keys come from inputs, never from chance: the same effect of the same step is the same key
 * however often it is computed, and the store's unique index turns the second one into nothing.
 */
export function workflowSendKey(
  enrollment: EnrollmentId,
  revision: number,
  index: number,
): SendKey {
  return sendKey(`${enrollment}:${revision}:${index}`);
}

export function campaignSendKey(campaign: string, contact: ContactId): SendKey {
  return sendKey(`${campaign}:${contact}`);
}

/**
 * In the alphabet of providers' references: ids hold no underscore and are never empty, so the way
 * back is exact.
 */
export function messageRef(key: SendKey): string {
  return key.replaceAll(":", "_").replaceAll("~", "__");
}

export function sendKeyFromRef(ref: string): SendKey {
  return sendKey(ref.replaceAll("__", "~").replaceAll("_", ":"));
}

/** The key of the nth copy of a message that a person sends again: `spring:contact~2`. */
export function copySendKey(key: SendKey, copy: number): SendKey {
  return sendKey(`${key.replace(/~\d+$/, "")}~${copy}`);
}

/** RFC 5322 Message-ID. Derived from the key, so a receiver that gets a message twice can tell. */
export function messageIdFor(key: SendKey, domain: string): string {
  return `<${messageRef(key)}@${domain}>`;
}
