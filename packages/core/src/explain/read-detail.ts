import { isObject, type JsonObject, type JsonValue } from "../json.js";
import type { DecisionReason } from "../ports/consent-gate.js";

/** The effects of one kind that a step's log entry tells. */
export function effectsIn(detail: JsonObject, kind: string): readonly JsonObject[] {
  const effects: JsonValue = detail["effects"] ?? [];
  if (!Array.isArray(effects)) return [];
  return effects.filter((effect: JsonValue) => isObject(effect) && effect["kind"] === kind);
}

/** The reasons in a log entry; what is none is left out. */
export function reasonsIn(value: JsonValue | undefined): readonly DecisionReason[] {
  return Array.isArray(value) ? value.filter(isReason) : [];
}

function isReason(value: unknown): value is DecisionReason {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    "effect" in value &&
    "rule" in value
  );
}
