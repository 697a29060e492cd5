import { parseAttributes, type Schema } from "../contacts/index.js";
import type { JsonObject } from "../json.js";

/** Attributes as they are after a change: merged by key, `null` unsets. */
export function changedAttributes(before: JsonObject, changes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries({ ...before, ...changes }).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  );
}

/**
 * The names of a change that the schema refuses; empty: none. Attributes that broke the schema
 * before the change do not count. A fault that belongs to no single name is called `*`.
 */
export function attributeFaults(
  schema: Schema,
  before: JsonObject,
  changes: JsonObject,
): readonly string[] {
  const after = parseAttributes(schema, changedAttributes(before, changes));
  if (after.ok) return [];
  const was = parseAttributes(schema, before);
  const old = new Set(was.ok ? [] : was.issues.map(({ path, code }) => `${code} ${path}`));
  const faults = new Set<string>();
  for (const { path, code } of after.issues) {
    const name = path.split(/[.[]/, 1)[0] ?? "";
    if (Object.hasOwn(changes, name)) faults.add(name);
    else if (!old.has(`${code} ${path}`)) faults.add("*");
  }
  return [...faults];
}

/**
 * The faults of a step's own values. Rules between attributes are checked where all attributes are
 * known.
 */
export function stepFaults(
  schema: Schema,
  set: JsonObject,
  unset: readonly string[],
): readonly string[] {
  const changes = { ...set, ...Object.fromEntries(unset.map((name) => [name, null])) };
  return attributeFaults(schema, {}, changes).filter((name) => name !== "*");
}
