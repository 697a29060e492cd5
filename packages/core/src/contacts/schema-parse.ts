import type { JsonObject } from "../json.js";
import { deepestData, isDeeper } from "../json-depth.js";
import { thereAre } from "../there-are.js";
import type { AttributesOf, EventNameOf, EventsOf, Schema } from "./schema.js";
import { joinPath, memberNames, type SchemaIssue, toSchemaIssues } from "./schema-issue.js";
import type { StandardSchema } from "./schema-standard.js";

export type ParseResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly SchemaIssue[] };

/**
 * Checks a contact's attributes, and that they survive JSON: what is kept is a JSON object. Where
 * the schema throws for a value or has to wait, the value is refused as `no_verdict`: parsing
 * happens inside transactions.
 */
export function parseAttributes<S extends Schema>(
  schema: S,
  value: unknown,
): ParseResult<AttributesOf<S> & JsonObject> {
  return parse<AttributesOf<S>>(schema.attributes, value);
}

/** The attributes that the schema names; empty where it cannot say. */
export function attributeNames(schema: Schema): readonly string[] {
  return memberNames(schema.attributes);
}

/**
 * The given attributes that the schema let go without a word, as libraries do with members they do
 * not know: `z.object` of zod, but not `z.strictObject`.
 */
export function droppedNames(
  schema: Schema,
  given: Readonly<Record<string, unknown>>,
  kept: JsonObject,
): readonly string[] {
  const gone = Object.keys(given).filter(
    (name) => given[name] !== null && given[name] !== undefined && !Object.hasOwn(kept, name),
  );
  if (gone.length === 0) return gone;
  // What the schema knows, it has made something else of.
  const known = new Set(memberNames(schema.attributes));
  return gone.filter((name) => !known.has(name));
}

/**
 * Checks an event's data as {@link parseAttributes} does; a name the schema does not know is
 * refused as `unknown_event`.
 */
export function parseEvent<S extends Schema, Name extends EventNameOf<S>>(
  schema: S,
  name: Name,
  value: unknown,
): ParseResult<EventsOf<S>[Name] & JsonObject> {
  const event = Object.hasOwn(schema.events, name) ? schema.events[name] : undefined;
  if (event === undefined) {
    const message = `The schema has no such event; ${thereAre(Object.keys(schema.events), name)}`;
    return { ok: false, issues: [{ path: "", code: "unknown_event", message }] };
  }
  return parse<EventsOf<S>[Name]>(event, value);
}

function parse<T>(schema: StandardSchema<unknown, T>, value: unknown): ParseResult<T & JsonObject> {
  // Before the schema sees it: libraries recurse.
  if (isDeeper(value, deepestData)) {
    const message = `Nested deeper than ${deepestData} levels.`;
    return { ok: false, issues: [{ path: "", code: "too_deep", message }] };
  }
  const result = verdictOn(schema, value);
  if (result === null) {
    const message =
      "The schema throws for this value, or waits: it has to return an issue or a value at once.";
    return { ok: false, issues: [{ path: "", code: "no_verdict", message }] };
  }
  if (result.issues !== undefined) {
    return { ok: false, issues: result.issues.flatMap((issue) => toSchemaIssues(schema, issue)) };
  }
  const fault = notJson(result.value);
  if (fault !== null)
    return { ok: false, issues: [{ path: fault, code: "not_json", message: "Not plain JSON." }] };
  if (!isJsonObject(result.value)) {
    return { ok: false, issues: [{ path: "", code: "not_json", message: "Expected object." }] };
  }
  return { ok: true, value: result.value };
}

/**
 * What the schema says at once, if anything. What it throws may quote the value, and is not passed
 * on. Zod turns what a transform throws into a promise, so that the two look alike.
 */
function verdictOn<T>(schema: StandardSchema<unknown, T>, value: unknown) {
  try {
    const result = schema["~standard"].validate(value);
    if (!(result instanceof Promise)) return result;
    result.catch(() => {});
    return null;
  } catch {
    return null;
  }
}

/** The path of the first thing JSON would lose or change; absent members are fine. */
export function notJson(value: unknown, path = "", depth = 0): string | null {
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    Number.isFinite(value)
  )
    return null;
  if (typeof value !== "object" || depth === deepestData) return path;
  const members: Iterable<readonly [PropertyKey, unknown]> | null = Array.isArray(value)
    ? value.entries()
    : isPlain(value)
      ? Object.entries(value).filter(([, member]) => member !== undefined)
      : null;
  if (members === null) return path;
  for (const [key, member] of members) {
    const fault = notJson(member, joinPath(path, key), depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Only asked of values {@link notJson} has passed. */
function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
