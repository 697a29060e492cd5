import type { Random } from "@wellsent/core";

/**
 * Drawn from the machine at a time: a call for sixteen bytes costs as much as one for thousands.
 */
const drawn = 4_096;
/** What asks for more gets its own. */
const mostAtOnce = 256;
/** Web Cryptography gives no more in one call. */
const mostOfMachine = 65_536;

const pool = new Uint8Array(drawn);
let used = drawn;

function takeBytes(length: number): Uint8Array {
  // What is no length is refused there.
  if (!Number.isSafeInteger(length) || length < 0 || length > mostAtOnce) return freshBytes(length);
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

function freshBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let from = 0; from < length; from += mostOfMachine)
    crypto.getRandomValues(bytes.subarray(from, from + mostOfMachine));
  return bytes;
}

/**
 * The machine's own source of chance, by the global `crypto` that Node, browsers and workers have:
 * fit for ids, salts and keys.
 */
export const systemRandom: Random = { bytes: takeBytes };
