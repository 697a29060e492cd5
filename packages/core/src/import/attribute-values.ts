import { parseAttributes, type Schema } from "../contacts/index.js";
import type { JsonObject, JsonValue } from "../json.js";
import { type ColumnFormat, readFormatted } from "./column-format.js";

export type AttributeValues =
  | { readonly ok: true; readonly values: JsonObject }
  /** Names the refused attributes; empty if the fault is not in any of the given ones. */
  | { readonly ok: false; readonly refused: readonly string[]; readonly code: string };

const truths: ReadonlyMap<string, boolean> = new Map([
  ...["true", "yes", "ja", "1"].map((word) => [word, true] as const),
  ...["false", "no", "nein", "0"].map((word) => [word, false] as const),
]);

/**
 * The possible meanings of a cell, the likeliest first; empty if the cell does not fit the format
 * of its column.
 */
export type CellReadings = readonly JsonValue[];

/**
 * Reads by the column's format if it has one. Otherwise a cell is text, and becomes a number or a
 * boolean only if the schema refuses the text and the cell is plainly written: `01067` and `+49`
 * keep every character, and `1.234` is no plain number, because it may be a thousand or a fraction.
 */
export function cellReadings(text: string, format: ColumnFormat | undefined): CellReadings {
  if (format !== undefined) {
    const value = readFormatted(format, text);
    return value === undefined ? [] : [value];
  }
  const readings: JsonValue[] = [text];
  const plain = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/.test(text);
  if (plain && !/^-?[1-9]\d{0,2}\.\d{3}$/.test(text)) readings.push(Number(text));
  const truth = truths.get(text.toLowerCase());
  if (truth !== undefined) readings.push(truth);
  return readings;
}

/**
 * Checks a row's attributes against the schema and tries the possible meanings of their cells.
 *
 * With `base`, the attributes that the contact already has, both are checked together, because a
 * file may contain only what is new.
 */
export function attributeValues(
  schema: Schema | undefined,
  cells: Readonly<Record<string, CellReadings>>,
  base: JsonObject = {},
): AttributeValues {
  const unread = Object.keys(cells).filter((name) => cells[name]?.length === 0);
  if (unread.length > 0) return { ok: false, refused: unread, code: "format" };
  const likeliest = firstReadings(Object.entries(cells));
  if (schema === undefined) return { ok: true, values: likeliest };
  let result = parseAttributes(schema, { ...base, ...likeliest });
  if (result.ok) return { ok: true, values: result.value };
  const readings = new Map(Object.entries(cells));
  const first = (): JsonObject => firstReadings(readings);
  for (; ; result = parseAttributes(schema, { ...base, ...first() })) {
    if (result.ok) return { ok: true, values: result.value };
    const names = new Set(result.issues.map(({ path }) => path.split(/[.[]/, 1)[0] ?? ""));
    let retyped = false;
    for (const name of names) {
      const left = readings.get(name);
      if (left === undefined || left.length < 2) continue;
      readings.set(name, left.slice(1));
      retyped = true;
    }
    if (!retyped) {
      const code = result.issues[0]?.code ?? "invalid";
      const refused =
        code === "no_verdict"
          ? withoutVerdict(schema, first())
          : [...names].filter((name) => Object.hasOwn(cells, name));
      return { ok: false, refused, code };
    }
  }
}

function firstReadings(cells: Iterable<readonly [string, CellReadings]>): JsonObject {
  const values: Record<string, JsonValue> = {};
  for (const [name, [value = null]] of cells) define(values, name, value);
  return values;
}

/** Also a column that is called `__proto__` is a member like others. */
function define(values: Record<string, JsonValue>, name: string, value: JsonValue): void {
  if (name !== "__proto__") values[name] = value;
  else
    Object.defineProperty(values, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

/** The attributes that the schema refuses on their own; all of them if none is refused alone. */
function withoutVerdict(schema: Schema, values: JsonObject): readonly string[] {
  const names = Object.keys(values);
  const alone = names.filter((name) => {
    const result = parseAttributes(schema, { [name]: values[name] });
    return !result.ok && result.issues.some(({ code }) => code === "no_verdict");
  });
  return alone.length > 0 ? alone : names;
}
