import { murmur3 } from "../hash/murmur3.js";
import type { ContactId } from "../identifiers.js";
import type { SimulatedRandom } from "../workflows/simulation/index.js";

/**
 * Random numbers of one contact: the same for the same seed, whoever else is in the audience. It
 * is mulberry32 by Tommy Ettinger (public domain), begun at a hash of the contact.
 */
export function drawnFor(contact: ContactId, seed: number): SimulatedRandom {
  let state = murmur3(contact, seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
