import type { JsonObject, JsonValue, Random } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { canonicalize } from "../canonical/index.js";
import { equalBytes, fromHex, toHex, utf8 } from "../encoding/index.js";
import { hmacSha256 } from "../hash/index.js";

/**
 * The commitment to a payload: HMAC-SHA-256 over its canonical form, keyed with its own 32 random
 * bytes. Once payload and salt are destroyed nothing about them can be found out from it: 256 bits
 * of salt leave no dictionary to search, where a bare hash of an address or an IP would.
 *
 * @param salt 32 bytes, hex. @returns hex.
 * @throws InputError `INPUT_EVENT_SALT`, and what `canonicalize` throws.
 */
export function payloadDigest(payload: JsonObject, salt: string): string {
  if (salt.length !== 64) throw wrongSalt();
  return toHex(hmacSha256(saltBytes(salt), utf8(canonicalize(payload))));
}

function saltBytes(salt: string): Uint8Array {
  try {
    return fromHex(salt, 32);
  } catch {
    throw wrongSalt();
  }
}

function wrongSalt(): InputError {
  return new InputError("INPUT_EVENT_SALT", "A salt is not 32 bytes of lower-case hex.", {
    path: "salt",
    remedy: "Make one with newSalt(random).",
  });
}

/**
 * Whether a payload holds nothing at all: no key, or nothing but nulls, blank texts and empty
 * lists. A leaf shows a commitment and not what it commits to, so such a payload must never be
 * committed to: it would pass for a record of how somebody agreed.
 */
export function isBlankPayload(payload: JsonObject): boolean {
  return isBlank(payload);
}

function isBlank(value: JsonValue): boolean {
  return (
    value === null ||
    (typeof value === "string"
      ? value.trim() === ""
      : typeof value === "object" && Object.values(value).every(isBlank))
  );
}

/** Whether this payload and salt are the ones a leaf committed to. Malformed ones are not. */
export function payloadMatches(payload: JsonObject, salt: string, digest: string): boolean {
  try {
    return equalBytes(utf8(payloadDigest(payload, salt)), utf8(digest));
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/**
 * 32 fresh bytes as hex. One salt, one payload: sharing one would let equal payloads be recognised.
 */
export function newSalt(random: Random): string {
  const bytes = random.bytes(32);
  if (bytes.length !== 32) {
    throw new InputError(
      "INPUT_RANDOM_LENGTH",
      "The source of randomness did not give the 32 bytes asked for.",
    );
  }
  return toHex(bytes);
}
