import type { JsonObject, JsonValue } from "../json.js";
import { compilePredicate, type EventPredicate } from "../segments/index.js";

const compiled = new WeakMap<EventPredicate, (data: JsonObject) => boolean | null>();

/**
 * Whether data definitely meets a predicate, as events do in segments; where there is none,
 * everything does.
 */
export function holds(where: EventPredicate | undefined, data: JsonObject): boolean {
  if (where === undefined) return true;
  const test = compiled.get(where) ?? compilePredicate(where);
  compiled.set(where, test);
  return test(data) === true;
}

/** The value at a dotted path; `undefined` where there is none. */
export function readPath(data: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = data;
  for (const name of path.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
