import { DefinitionError } from "../../errors/index.js";
import type { JsonObject, JsonValue } from "../../json.js";
import { deepestData, isDeeper } from "../../json-depth.js";

/**
 * The values as a step keeps them.
 * @throws DefinitionError `DEFINITION_DEPTH`, `DEFINITION_NOT_JSON`
 */
export function jsonValues(values: object, workflow: string): JsonObject {
  if (isDeeper(values, deepestData)) {
    throw new DefinitionError(
      "DEFINITION_DEPTH",
      `${workflow}: a value is nested deeper than ${deepestData} levels.`,
    );
  }
  const set: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(values)) {
    const given: unknown = value;
    if (!isJson(given)) {
      throw new DefinitionError(
        "DEFINITION_NOT_JSON",
        `${workflow}: an attribute is set to something JSON cannot hold.`,
        {
          path: name,
        },
      );
    }
    set[name] = given;
  }
  return set;
}

function isJson(value: unknown): value is JsonValue {
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    Number.isFinite(value)
  )
    return true;
  if (typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  return plain && Object.values(value).every(isJson);
}
