import { parseAttributes, type Schema } from "../contacts/index.js";
import type { JsonValue } from "../json.js";
import { type ColumnFormat, readFormatted, type UndecidedFormat } from "./column-format.js";
import type { SurveyedColumn } from "./column-survey.js";

/** Whether an attribute may have this value, regardless of other attributes. */
function takes(schema: Schema, name: string, value: JsonValue): boolean {
  const result = parseAttributes(schema, { [name]: value });
  return result.ok || result.issues.every(({ path }) => path.split(/[.[]/, 1)[0] !== name);
}

const examples: Readonly<Record<ColumnFormat["type"], JsonValue>> = {
  number: 1,
  boolean: true,
  date: "2001-12-31",
  list: ["a"],
};

/**
 * The format that fits a column's cells and its attribute: the first kind of value that all cells
 * have and the schema accepts. `null` if the schema accepts any text, because text then stays text.
 */
export function inferFormat(
  schema: Schema,
  name: string,
  surveyed: Pick<SurveyedColumn, "formats">,
  sample: readonly string[],
): ColumnFormat | UndecidedFormat | null {
  // Two samples, because a schema may require some length.
  if (["~", "no value of any kind"].some((text) => takes(schema, name, text))) return null;
  for (const type of ["number", "boolean", "date", "list"] as const) {
    const fitting = surveyed.formats[type];
    if (fitting === undefined) continue;
    const formats = fitting.type === "undecided" ? fitting.between : [fitting];
    const values = formats.flatMap((format): readonly JsonValue[] => [
      examples[type],
      ...sample.map((cell) => readFormatted(format, cell)).filter((value) => value !== undefined),
    ]);
    if (values.some((value) => takes(schema, name, value))) return fitting;
  }
  return null;
}
