import { parseAttributes, type Schema } from "../contacts/index.js";
import type { JsonValue } from "../json.js";
import { type ColumnFormat, readFormatted, type UndecidedFormat } from "./column-format.js";
import type { SurveyedColumn } from "./column-survey.js";

/** Whether an attribute may have this value; other attributes are not looked at. */
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
 * The format that a column's cells have and its attribute needs: the first kind of value that fits
 * all cells and that the schema takes. `null` where the schema takes any text: text stays text.
 */
export function inferFormat(
  schema: Schema,
  name: string,
  surveyed: Pick<SurveyedColumn, "formats">,
  sample: readonly string[],
): ColumnFormat | UndecidedFormat | null {
  // Two, since a schema may want some length.
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
