/**
 * What survives a round trip through JSON. Definitions, states and payloads are made of nothing
 * else.
 */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** An object with members: neither `null` nor an array. */
export function isObject(value: JsonValue | undefined): value is JsonObject;
export function isObject(value: unknown): value is Readonly<Record<string, unknown>>;
export function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two values say the same, whatever the order of their members. */
export function sameJson(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object") return false;
  if (left === null || right === null || Array.isArray(left) !== Array.isArray(right)) return false;
  const own = Object.entries<JsonValue | undefined>(left).filter(
    ([, value]) => value !== undefined,
  );
  const other = new Map(
    Object.entries<JsonValue | undefined>(right).filter(([, value]) => value !== undefined),
  );
  return (
    own.length === other.size &&
    own.every(([key, value]) => {
      const twin = other.get(key);
      return value !== undefined && twin !== undefined && sameJson(value, twin);
    })
  );
}
