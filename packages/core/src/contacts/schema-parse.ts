import { DefinitionError } from "../errors/index.js";
import type { JsonObject } from "../json.js";
import { deepestData, isDeeper } from "../json-depth.js";
import { thereAre } from "../there-are.js";
import type { AttributesOf, EventNameOf, EventsOf, Schema } from "./schema.js";
import { issuesOf, joinPath, type SchemaIssue } from "./schema-issue.js";
import type { StandardSchema } from "./schema-standard.js";

export type ParseResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly SchemaIssue[] };

/**
 * Checks a contact's attributes, and that they survive JSON: what is kept is a JSON object.
 *
 * @throws DefinitionError `DEFINITION_SCHEMA_ASYNC` where the schema needs to wait: parsing happens
 * inside transactions.
 */
export function parseAttributes<S extends Schema>(
  schema: S,
  value: unknown,
): ParseResult<AttributesOf<S> & JsonObject> {
  return parse<AttributesOf<S>>(schema.attributes, value, "attributes");
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
  return parse<EventsOf<S>[Name]>(event, value, `events.${name}`);
}

function parse<T>(
  schema: StandardSchema<unknown, T>,
  value: unknown,
  at: string,
): ParseResult<T & JsonObject> {
  // Before the schema sees it: libraries recurse.
  if (isDeeper(value, deepestData)) {
    const message = `Nested deeper than ${deepestData} levels.`;
    return { ok: false, issues: [{ path: "", code: "too_deep", message }] };
  }
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise) {
    result.catch(() => {});
    throw new DefinitionError("DEFINITION_SCHEMA_ASYNC", "This schema validates asynchronously.", {
      path: at,
      remedy:
        "Leave out asynchronous refinements and transforms: check such things before the call.",
    });
  }
  if (result.issues !== undefined) {
    return { ok: false, issues: result.issues.flatMap((issue) => issuesOf(schema, issue)) };
  }
  const fault = notJson(result.value);
  if (fault !== null)
    return { ok: false, issues: [{ path: fault, code: "not_json", message: "Not plain JSON." }] };
  if (!isJsonObject(result.value)) {
    return { ok: false, issues: [{ path: "", code: "not_json", message: "Expected object." }] };
  }
  return { ok: true, value: result.value };
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
