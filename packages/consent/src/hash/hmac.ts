import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** HMAC-SHA-256, RFC 2104. */
export const hmacSha256 = (key: Uint8Array, message: Uint8Array): Uint8Array =>
  hmac(sha256, key, message);

/** {@link hmacSha256} under one key, which is taken in once: half the work of a short message. */
export const hmacSha256Under = (key: Uint8Array): ((message: Uint8Array) => Uint8Array) => {
  const keyed = hmac.create(sha256, key);
  return (message) => keyed.clone().update(message).digest();
};
