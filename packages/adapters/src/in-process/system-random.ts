import type { Random } from "@wellsent/core";

/**
 * Drawn from the machine at a time: a call for sixteen bytes costs as much as one for thousands.
 */
const drawn = 4_096;
/** What asks for more gets its own. */
const mostAtOnce = 256;
/** The most that `crypto.getRandomValues` fills in one call (Web Cryptography, section 10.1.1). */
const mostDrawn = 65_536;

const pool = new Uint8Array(drawn);
let used = drawn;

function takeBytes(length: number): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 0)
    throw new RangeError("A number of random bytes is a whole number from zero.");
  if (length > mostAtOnce) return drawBytes(length);
  if (used + length > drawn) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  const bytes = pool.slice(used, used + length);
  // It is a secret of whoever asked.
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}

function drawBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += mostDrawn)
    crypto.getRandomValues(bytes.subarray(at, at + mostDrawn));
  return bytes;
}

/**
 * The machine's own source of chance, by the global `crypto` that Node, browsers and workers have:
 * fit for ids, salts and keys.
 */
export const systemRandom: Random = { bytes: takeBytes };
