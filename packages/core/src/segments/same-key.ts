import type { JsonObject } from "../json.js";
import { reader } from "./comparison.js";

/**
 * Two events are about the same thing: the same cart, the same booking. Each path leads to a field
 * of an event's data that holds text or a number.
 */
export interface SameKey {
  /** In the data of the event at hand: the one that is counted, or that started the run. */
  readonly own: string;
  /** In the data of the other event. */
  readonly other: string;
}

/** The key under a path, as text, so that 7 and "7" are one; `null` where there is none. */
export function keyAt(data: JsonObject | null, path: string): string | null {
  const value = data === null ? undefined : reader(path)(data);
  return typeof value === "string" || typeof value === "number" ? `${value}` : null;
}

/** Whether both have the key, and have it alike. Without a rule everything is the same. */
export function isSame(
  same: SameKey | undefined,
  own: JsonObject | null,
  other: JsonObject,
): boolean {
  if (same === undefined) return true;
  const key = keyAt(own, same.own);
  return key !== null && key === keyAt(other, same.other);
}
