import type { Schema } from "../contacts/index.js";
import { InputError } from "../errors/index.js";
import { thereAre } from "../there-are.js";
import { type ImportMapping, isAttribute } from "./column-mapping.js";
import { inferFormat } from "./infer-format.js";

/**
 * The mapping as rows are read by it: a column that somebody made an attribute is written as the
 * survey found it, where nobody says otherwise, and no attribute is one that the schema drops.
 *
 * @throws InputError `INPUT_ATTRIBUTE_UNKNOWN`
 */
export function settledMapping(mapping: ImportMapping, schema: Schema | undefined): ImportMapping {
  if (schema === undefined) return mapping;
  const known = closedNames(schema);
  return mapping.map((entry) => {
    const { target, reason, format, surveyed } = entry;
    if (!isAttribute(target)) return entry;
    const name = target.slice("attribute:".length);
    // A name that was made up for want of a schema is no word of anybody's.
    if (known?.includes(name) === false && reason !== "own_name") {
      throw new InputError(
        "INPUT_ATTRIBUTE_UNKNOWN",
        `A column is mapped to attribute “${name.slice(0, 80)}”, which the schema does not have.`,
        { path: entry.column, remedy: `Choose one of the schema: ${thereAre(known, name)}` },
      );
    }
    if (format !== undefined || surveyed === undefined) return entry;
    const found = inferFormat(schema, name, surveyed, []);
    return found === null ? entry : { ...entry, format: found };
  });
}

/** The schema's attribute names, where they can be read from it; `null` where not. */
export function attributeNames(schema: Schema | undefined): readonly string[] | null {
  const attributes: object | undefined = schema?.attributes;
  if (attributes === undefined || !("shape" in attributes)) return null;
  return typeof attributes.shape === "object" && attributes.shape !== null
    ? Object.keys(attributes.shape)
    : null;
}

/**
 * The same where the schema keeps no others: a zod object that lets others through has a catchall.
 */
function closedNames(schema: Schema): readonly string[] | null {
  const { attributes }: { readonly attributes: object } = schema;
  const open =
    "def" in attributes &&
    typeof attributes.def === "object" &&
    attributes.def !== null &&
    "catchall" in attributes.def &&
    attributes.def.catchall !== undefined;
  return open ? null : attributeNames(schema);
}
