import { randomBytes, randomFillSync } from "node:crypto";
import type { Random } from "@wellsent/core";

/**
 * Drawn from the machine at a time: a call for sixteen bytes costs as much as one for thousands.
 */
const drawn = 4_096;
/** What asks for more gets its own. */
const mostAtOnce = 256;

const pool = new Uint8Array(drawn);
let used = drawn;

function takeBytes(length: number): Uint8Array {
  // What is no length is refused there.
  if (!Number.isSafeInteger(length) || length < 0 || length > mostAtOnce)
    return new Uint8Array(randomBytes(length));
  if (used + length > drawn) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.slice(used, used + length);
  // It is a secret of whoever asked.
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}

/** The machine's own source of chance: fit for ids, salts and keys. */
export const systemRandom: Random = { bytes: takeBytes };
