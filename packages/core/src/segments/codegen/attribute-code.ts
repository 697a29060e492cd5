import { type Comparison, comparator, type Scalar } from "../comparison.js";
import { isPlain, numberRange } from "../contact-test.js";
import type { AttributeNode } from "../segment.js";

/** Keeps a value beside the code; returns the expression that reads it. */
export type Constants = (value: unknown) => string;

/**
 * The expression of "definitely met", or with `sign` false of "definitely not met", over the
 * attributes `a`. `name` is a variable of its own. `null`: the path is not read inline.
 */
export function attributeCode(
  { path, is, missing = "unknown" }: AttributeNode,
  sign: boolean,
  name: string,
  keep: Constants,
): string | null {
  const steps = path.split(".");
  if (!steps.every(isPlain)) return null;
  const other = missing === "unknown" ? false : (missing === "match") === sign;
  const read = steps.reduce(
    (from, step, at) =>
      at === 0
        ? `${name}=a[${JSON.stringify(step)}]`
        : `${from},${name}=typeof ${name}==="object"&&${name}!==null?${name}[${JSON.stringify(step)}]:undefined`,
    "",
  );
  return `(${read},${testCode(is, sign, other, name, keep)})`;
}

function testCode(
  is: Comparison,
  sign: boolean,
  other: boolean,
  v: string,
  keep: Constants,
): string {
  const guarded = (readable: string, test: string): string =>
    other ? `(!(${readable})||${test})` : `(${readable}&&${test})`;
  const known = `${v}!==undefined&&${v}!==null`;
  const not = sign ? "" : "!";
  if ("exists" in is) return is.exists === sign ? `(${known})` : `!(${known})`;
  if ("eq" in is || "ne" in is) {
    const [value, equal] = "eq" in is ? [is.eq, sign] : [is.ne, !sign];
    // What equals a scalar is there already.
    if (equal && !other) return `${v}===${literal(value, keep)}`;
    return guarded(known, `${v}${equal ? "===" : "!=="}${literal(value, keep)}`);
  }
  if ("in" in is || "nin" in is) {
    const [values, found] = "in" in is ? [is.in, sign] : [is.nin, !sign];
    const test =
      values.length > 8
        ? `${keep(new Set(values))}.has(${v})`
        : `(${values.map((value) => `${v}===${literal(value, keep)}`).join("||") || "false"})`;
    return guarded(known, found ? test : `!${test}`);
  }
  if ("has" in is)
    return guarded(`Array.isArray(${v})`, `${not}${v}.includes(${literal(is.has, keep)})`);
  const range = numberRange(is);
  if (range !== null && !Number.isNaN(range.low) && !Number.isNaN(range.high)) {
    const { low, high, open } = range;
    const tests = [
      ...(low === Number.NEGATIVE_INFINITY ? [] : [`${v}>${open ? "" : "="}${number(low)}`]),
      ...(high === Number.POSITIVE_INFINITY ? [] : [`${v}<${open ? "" : "="}${number(high)}`]),
    ];
    return guarded(`typeof ${v}==="number"`, `${not}(${tests.join("&&") || "true"})`);
  }
  const result = `${keep(comparator(is))}(${v})`;
  // An unknown result is met where the missing policy says so.
  return other ? `${result}!==${!sign}` : `${result}===${sign}`;
}

function literal(value: Scalar, keep: Constants): string {
  if (typeof value === "number" && Number.isFinite(value)) return number(value);
  return typeof value === "string" ? JSON.stringify(value) : keep(value);
}

function number(value: number): string {
  return value < 0 || Object.is(value, -0) ? `(${value})` : String(value);
}
