import { murmur3 } from "../hash/murmur3.js";
import { type JsonValue, sameJson } from "../json.js";
import type { RecordedValue } from "../ports/store/contact-change.js";

/**
 * The most that the history keeps of one value, in characters of its JSON. Of a larger one it keeps
 * the length and a checksum: a field of megabytes that changes daily must not fill the store.
 */
const largest = 16_384;

/** Whether the history keeps this value as `kept`. */
export function isRecorded(kept: RecordedValue | undefined, value: JsonValue | undefined): boolean {
  if (kept === undefined || value === undefined) return kept === value;
  if ("value" in kept) return sameJson(kept.value, value);
  const { length, checksum } = digest(JSON.stringify(value));
  return kept.length === length && kept.checksum === checksum;
}

/** What the history keeps of a value. */
export function recorded(value: JsonValue): RecordedValue {
  const text = JSON.stringify(value);
  return text.length <= largest ? { value } : digest(text);
}

function digest(text: string): { readonly length: number; readonly checksum: string } {
  const checksum = [murmur3(text, 1), murmur3(text, 2)]
    .map((part) => part.toString(16).padStart(8, "0"))
    .join("");
  return { length: text.length, checksum };
}
