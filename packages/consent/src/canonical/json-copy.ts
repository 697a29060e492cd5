import type { JsonObject, JsonValue } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { canonicalize } from "./canonicalize.js";

/** An object with members: neither `null` nor an array. */
export function isObject(value: JsonValue | undefined): value is JsonObject;
export function isObject(value: unknown): boolean;
export function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads text as a JSON object.
 * @throws InputError with `code` when it is anything else. The message shows none of the text.
 */
export function parseJsonObject(text: string, code: `INPUT_${string}`): JsonObject {
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InputError(code, "The text is not JSON.");
  }
  if (!isObject(value)) throw new InputError(code, "The JSON is not an object.");
  return value;
}

/** A copy that shares nothing with its source. @throws what {@link canonicalize} throws. */
export function jsonCopy(value: object): JsonObject {
  return parseJsonObject(canonicalize(value), "INPUT_CANONICAL_TYPE");
}
