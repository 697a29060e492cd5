import type { Instant } from "../instant.js";
import { isObject } from "../json.js";

/** Where a value of a contact came from, and when it was said last. */
export interface ValueOrigin {
  readonly source: string;
  readonly at: Instant | null;
}

const longestSource = 100;

/**
 * The origins that a record has of its values, by path, with or without `attributes.` before it.
 * Stores that keep none have none, and what cannot be read counts as none.
 */
export function valueOrigins(record: object): (path: string) => ValueOrigin | null {
  const origins = "origins" in record && isObject(record.origins) ? record.origins : {};
  const read = (path: string): ValueOrigin | null => {
    const origin = Object.hasOwn(origins, path) ? origins[path] : undefined;
    if (!isObject(origin)) return null;
    const { source, at } = origin;
    if (typeof source !== "string" || source === "") return null;
    const time = typeof at === "number" && Number.isFinite(at) ? at : null;
    return { source: source.slice(0, longestSource), at: time };
  };
  return (path) => read(path) ?? read(path.replace(/^attributes\./, ""));
}
