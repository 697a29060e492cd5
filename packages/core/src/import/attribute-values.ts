import { parseAttributes, type Schema } from "../contacts/index.js";
import type { JsonObject, JsonValue } from "../json.js";

export type AttributeValues =
  | { readonly ok: true; readonly values: JsonObject }
  /** Names the attributes that were refused; empty where the fault is not one of those given. */
  | { readonly ok: false; readonly refused: readonly string[]; readonly code: string };

const truths: ReadonlyMap<string, boolean> = new Map([
  ...["true", "yes", "ja", "1"].map((word) => [word, true] as const),
  ...["false", "no", "nein", "0"].map((word) => [word, false] as const),
]);

/**
 * Checks a row's attributes against the schema. Text stays text wherever the schema takes text, so `01067` and `+49`
 * keep every character; only where it refuses text is a plainly written number or yes-and-no tried.
 *
 * With `base`, the attributes a contact has already, the whole is checked: a file may well bring only what is new.
 */
export function attributeValues(
  schema: Schema | undefined,
  texts: Readonly<Record<string, string>>,
  base: JsonObject = {},
): AttributeValues {
  if (schema === undefined) return { ok: true, values: texts };
  const asTexts = parseAttributes(schema, { ...base, ...texts });
  if (asTexts.ok) return { ok: true, values: asTexts.value };
  const readings = new Map(Object.entries(texts).map(([name, text]) => [name, readingsOf(text)]));
  for (;;) {
    const tried = Object.fromEntries([...readings].map(([name, [first = null]]) => [name, first]));
    const result = parseAttributes(schema, { ...base, ...tried });
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
      const refused = [...names].filter((name) => Object.hasOwn(texts, name));
      return { ok: false, refused, code: result.issues[0]?.code ?? "invalid" };
    }
  }
}

function readingsOf(text: string): readonly JsonValue[] {
  const readings: JsonValue[] = [text];
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/.test(text)) readings.push(Number(text));
  const truth = truths.get(text.toLowerCase());
  if (truth !== undefined) readings.push(truth);
  return readings;
}
