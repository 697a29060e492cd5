import type { JsonObject, JsonValue } from "../json.js";
import type { AnswerShape } from "./definition.js";

/** In characters of JSON: the answer stands in the state of the run until its end. */
const longest = 4_000;

/**
 * The declared members of an answer; `null` where one is missing, of another kind, or too long.
 * Whatever else was answered is dropped.
 */
export function readAnswer(
  members: AnswerShape["members"] | null,
  said: JsonObject,
): JsonObject | null {
  const kept: Record<string, JsonValue> = {};
  for (const [name, declared] of Object.entries(members ?? {})) {
    const value = Object.hasOwn(said, name) ? (said[name] ?? null) : null;
    const optional = declared.endsWith("?");
    if (value === null && optional) continue;
    if (!hasKind(declared.replace("?", ""), value)) return null;
    kept[name] = value;
  }
  return JSON.stringify(kept).length > longest ? null : kept;
}

function hasKind(kind: string, value: JsonValue): boolean {
  if (kind === "text") return typeof value === "string";
  return kind === "number" ? Number.isFinite(value) : typeof value === "boolean";
}
