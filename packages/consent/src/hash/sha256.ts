import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

/**
 * SHA-256 of bytes that may be overwritten once the call returns. A host may pass its platform's
 * own, which is faster.
 */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Never fed: whatever is to be hashed starts from here. */
const untouched = nobleSha256.create();
const working = nobleSha256.create();

/**
 * The default: audited, without dependencies, the same in every runtime. One state is used over and
 * over, which spares a short text a third of its time; nothing here awaits, so no two calls meet.
 */
export const sha256: Sha256 = (bytes) => untouched._cloneInto(working).update(bytes).digest();

/** HMAC-SHA-256, RFC 2104. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(nobleSha256, key, message);
}

/** {@link hmacSha256} under one key, which is taken in once: half the work of a short message. */
export function hmacSha256Under(key: Uint8Array): (message: Uint8Array) => Uint8Array {
  const keyed = hmac.create(nobleSha256, key);
  return (message) => keyed.clone().update(message).digest();
}
