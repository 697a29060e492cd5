import { murmur3 } from "../hash/murmur3.js";
import type { Segment } from "../segments/segment.js";
import { normalizeSegment } from "./normalize-segment.js";

/** Of the format and of the normal form: another one gives every segment another digest. */
const version = 1;

/**
 * A short name of what a segment asks, for versions and caches: 128 bits as `1-` and 32 hexadecimal
 * digits. Segments that have the same normal form have the same digest, whatever their ids, names
 * and notes. It is MurmurHash3 under four seeds, so it guards against accidents, not against people
 * who look for collisions.
 * @example
 * const before = segmentDigest(lapsed);
 * if (segmentDigest(subscribers) !== before) console.log("It asks something else now.");
 */
export function segmentDigest(segment: Segment): string {
  const { where, zone = "contact" } = normalizeSegment(segment);
  const text = JSON.stringify({ where, zone });
  const words = [0, 1, 2, 3].map((seed) => murmur3(text, seed).toString(16).padStart(8, "0"));
  return `${version}-${words.join("")}`;
}
