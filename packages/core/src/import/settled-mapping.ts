import type { Schema } from "../contacts/index.js";
import { InputError } from "../errors/index.js";
import { thereAre } from "../there-are.js";
import { type ImportMapping, isAttribute } from "./column-mapping.js";
import { inferFormat } from "./infer-format.js";

/**
 * The mapping as rows are read by it. A column that a person made an attribute gets the format that
 * the survey found, unless a format is given. An attribute that the schema would drop is refused.
 *
 * @throws InputError `INPUT_ATTRIBUTE_UNKNOWN`, `INPUT_MAPPING` from callers without types.
 */
export function settledMapping(mapping: ImportMapping, schema: Schema | undefined): ImportMapping {
  const given: unknown = mapping;
  if (!Array.isArray(given)) {
    throw new InputError("INPUT_MAPPING", "Nothing says which column is what.", {
      path: "mapping",
      remedy: "Give `mapping`: what inferMapping proposes, or your own list of columns.",
    });
  }
  if (schema === undefined) return mapping;
  const known = closedNames(schema);
  return mapping.map((entry) => {
    const { target, reason, format, surveyed } = entry;
    if (!isAttribute(target)) return entry;
    const name = target.slice("attribute:".length);
    // A name that was made up without a schema is not a person's choice, so it is no error.
    if (known?.includes(name) === false && reason !== "own_name") {
      throw new InputError(
        "INPUT_ATTRIBUTE_UNKNOWN",
        `A column is mapped to attribute “${name.slice(0, 80)}”, which the schema does not have.`,
        {
          path: entry.column,
          remedy: `Choose an attribute of the schema: ${thereAre(known, name)}`,
        },
      );
    }
    if (format !== undefined || surveyed === undefined) return entry;
    const found = inferFormat(schema, name, surveyed, []);
    return found === null ? entry : { ...entry, format: found };
  });
}

/** The schema's attribute names if they can be read from it, otherwise `null`. */
export function attributeNames(schema: Schema | undefined): readonly string[] | null {
  const attributes: object | undefined = schema?.attributes;
  if (attributes === undefined || !("shape" in attributes)) return null;
  return typeof attributes.shape === "object" && attributes.shape !== null
    ? Object.keys(attributes.shape)
    : null;
}

/** The names if the schema allows no others. A zod object that allows them has a catchall. */
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
