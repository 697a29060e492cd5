import type { Schema } from "../contacts/index.js";
import { DefinitionError } from "../errors/index.js";

/** A JSON Schema of draft 2020-12 (https://json-schema.org/draft/2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>;

const noteKeywords = {
  pii: "x-pii",
  sensitive: "x-sensitive",
  unit: "x-unit",
  source: "x-source",
  retention: "x-retention",
} as const;

/**
 * The attributes of a contact, as they are stored, as JSON Schema. Notes become `description` and
 * `x-pii`, `x-sensitive`, `x-unit`, `x-source`, `x-retention`; the version becomes `x-version`.
 *
 * @throws DefinitionError `DEFINITION_JSON_SCHEMA` where the library gives no JSON Schema, or a
 * part has none (a transform, a `Date`); `DEFINITION_NOTE` for a note on an unknown attribute.
 * @example
 * const json = schemaToJsonSchema(
 *   defineSchema({
 *     version: 2,
 *     attributes: z.object({ weight: z.number().optional() }),
 *     notes: { weight: { sensitive: true, unit: "kg" } },
 *   }),
 * );
 */
export function schemaToJsonSchema(schema: Schema): JsonSchema {
  const described = describe(schema);
  const properties = isObject(described["properties"]) ? { ...described["properties"] } : {};
  for (const [name, note = {}] of Object.entries(schema.notes ?? {})) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) {
      throw new DefinitionError("DEFINITION_NOTE", "A note names no attribute of the schema.", {
        path: `notes.${name}`,
        remedy: "Name an attribute that the schema has, or remove the note.",
      });
    }
    const noted: Record<string, unknown> = isObject(property) ? { ...property } : {};
    if (note.description !== undefined) noted["description"] = note.description;
    for (const [key, keyword] of Object.entries(noteKeywords)) {
      const value = new Map<string, unknown>(Object.entries(note)).get(key);
      if (value !== undefined) noted[keyword] = value;
    }
    properties[name] = noted;
  }
  return {
    ...described,
    ...(schema.version === undefined ? {} : { "x-version": schema.version }),
    ...(isObject(described["properties"]) ? { properties } : {}),
  };
}

function describe(schema: Schema): Readonly<Record<string, unknown>> {
  const source = schema.attributes["~standard"].jsonSchema;
  const remedy =
    "Use a library with Standard JSON Schema (zod 4.2 and later) and types that JSON can state.";
  const path = "attributes";
  let described: unknown;
  try {
    described = (source?.output ?? source?.input)?.({ target: "draft-2020-12" });
  } catch (cause) {
    const message = "A part of the schema has no JSON Schema.";
    throw new DefinitionError("DEFINITION_JSON_SCHEMA", message, { path, remedy, cause });
  }
  if (isObject(described)) return described;
  const message = "The library of this schema gives no JSON Schema.";
  throw new DefinitionError("DEFINITION_JSON_SCHEMA", message, { path, remedy });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
