import type { JsonValue } from "../json.js";

const longestText = 200;
const mostMembers = 20;
const deepest = 3;

/**
 * A value short enough to be shown: texts, lists and objects are cut, and what lies too deep is
 * left out. `…` stands where something was.
 */
export function capped(value: JsonValue, depth = 0): JsonValue {
  if (typeof value === "string") {
    // By code points, so that no character is cut in half.
    return value.length > longestText
      ? `${[...value.slice(0, longestText * 2)].slice(0, longestText).join("")}…`
      : value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth >= deepest) return "…";
  if (isList(value)) {
    const shown = value.slice(0, mostMembers).map((one) => capped(one, depth + 1));
    return value.length > mostMembers ? [...shown, "…"] : shown;
  }
  const members = Object.entries(value);
  const shown = members
    .slice(0, mostMembers)
    .map(([name, member]) => [name, capped(member, depth + 1)] as const);
  return Object.fromEntries(members.length > mostMembers ? [...shown, ["…", "…"]] : shown);
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
