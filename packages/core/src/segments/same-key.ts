import type { JsonObject } from "../json.js";
import { reader } from "./comparison.js";

/**
 * Requires two events to be about the same thing, such as the same cart or booking. Each path leads
 * to a field of an event's data that holds text or a number.
 */
export interface SameKey {
  /** In the data of the first event: the one that is counted, or that started the run. */
  readonly own: string;
  /** In the data of the other event. */
  readonly other: string;
}

/** The key at a path as text, so that 7 equals "7"; `null` if there is none. */
export function keyAt(data: JsonObject | null, path: string): string | null {
  const value = data === null ? undefined : reader(path)(data);
  return typeof value === "string" || typeof value === "number" ? `${value}` : null;
}

/** Whether both events have the key and the keys are equal. Without a rule, always true. */
export function isSame(
  same: SameKey | undefined,
  own: JsonObject | null,
  other: JsonObject,
): boolean {
  if (same === undefined) return true;
  const key = keyAt(own, same.own);
  return key !== null && key === keyAt(other, same.other);
}
