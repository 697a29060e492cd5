import type { JsonValue } from "@wellsent/core";

/** Equal as JSON: the order of an object's keys does not matter. */
export function sameJson(left: JsonValue, right: JsonValue): boolean {
  return sorted(left) === sorted(right);
}

function sorted(value: JsonValue): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
