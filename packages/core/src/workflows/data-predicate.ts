import type { JsonObject } from "../json.js";
import { compilePredicate, type EventPredicate } from "../segments/index.js";

const compiled = new WeakMap<EventPredicate, (data: JsonObject) => boolean | null>();

/** Whether data definitely meets a predicate, as in segments. Without a predicate, always true. */
export function holds(where: EventPredicate | undefined, data: JsonObject): boolean {
  if (where === undefined) return true;
  const test = compiled.get(where) ?? compilePredicate(where);
  compiled.set(where, test);
  return test(data) === true;
}
