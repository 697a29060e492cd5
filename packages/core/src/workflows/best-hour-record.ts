import { isObject, type JsonObject, type JsonValue } from "../json.js";
import { type BestHour, hourReasons } from "../timing/best-hour.js";

/** The choices of a step as its log keeps them. */
export function writeHours(best: Readonly<Record<string, BestHour>>): JsonObject {
  const written = Object.entries(best).map(([id, { hour, why }]) => [id, { hour, why }] as const);
  return Object.fromEntries(written);
}

/** A choice on record. `null` for what this release did not write. */
export function readHour(json: JsonValue): BestHour | null {
  if (!isObject(json)) return null;
  const { hour } = json;
  const why = hourReasons.find((one) => one === json["why"]);
  if (typeof hour !== "number" || why === undefined) return null;
  return Number.isInteger(hour) && hour >= 0 && hour < 24 ? { hour, why } : null;
}
