import type { JsonObject, JsonValue } from "../json.js";
import { globMatcher } from "./glob.js";
import { versionTest } from "./semantic-version.js";

/** Met, not met, or `null` for unknown. */
export type Truth = boolean | null;

export type Scalar = string | number | boolean;

export type NumberComparison =
  | { readonly eq: number }
  | { readonly ne: number }
  | { readonly gt: number }
  | { readonly gte: number }
  | { readonly lt: number }
  | { readonly lte: number }
  /** Both ends included. */
  | { readonly between: readonly [number, number] };

/**
 * A test of one JSON value. Equality is strict, without coercion. The result is unknown for a
 * missing value and for one that the test cannot read, such as text where numbers are compared;
 * only `exists` and `empty` always have an answer.
 */
export type Comparison =
  | NumberComparison
  | { readonly eq: Scalar }
  | { readonly ne: Scalar }
  | { readonly in: readonly Scalar[] }
  | { readonly nin: readonly Scalar[] }
  /** Tests of lists. */
  | { readonly has: Scalar }
  | { readonly hasAny: readonly Scalar[] }
  | { readonly hasAll: readonly Scalar[] }
  | { readonly hasNone: readonly Scalar[] }
  /** Tests of text, by code units. */
  | { readonly starts: string }
  | { readonly ends: string }
  | { readonly contains: string }
  /** Equal, ignoring case, without the rules of any language. */
  | { readonly eqFold: string }
  /**
   * A glob over the whole text: `*` is any run of characters, `?` any one character, and `\`
   * escapes the next one. Runs in time linear in the text.
   */
  | { readonly matches: string }
  | { readonly exists: boolean }
  /** Whether the value is missing, `""`, `[]` or `{}`. */
  | { readonly empty: boolean }
  /** By semver precedence. */
  | { readonly version: { readonly gte?: string; readonly lt?: string } };

export type Test = (value: JsonValue | undefined) => Truth;

/** Compiles a comparison. */
export function comparator(is: Comparison): Test {
  if ("eq" in is) return known((value) => value === is.eq);
  if ("ne" in is) return known((value) => value !== is.ne);
  if ("gt" in is) return number((value) => value > is.gt);
  if ("gte" in is) return number((value) => value >= is.gte);
  if ("lt" in is) return number((value) => value < is.lt);
  if ("lte" in is) return number((value) => value <= is.lte);
  if ("between" in is) {
    const [low, high] = is.between;
    return number((value) => value >= low && value <= high);
  }
  if ("in" in is) return isAmong(is.in, true);
  if ("nin" in is) return isAmong(is.nin, false);
  if ("has" in is) return list((value) => value.includes(is.has));
  if ("hasAny" in is) return list((value) => is.hasAny.some((item) => value.includes(item)));
  if ("hasAll" in is) return list((value) => is.hasAll.every((item) => value.includes(item)));
  if ("hasNone" in is) return list((value) => !is.hasNone.some((item) => value.includes(item)));
  if ("starts" in is) return text((value) => value.startsWith(is.starts));
  if ("ends" in is) return text((value) => value.endsWith(is.ends));
  if ("contains" in is) return text((value) => value.includes(is.contains));
  if ("eqFold" in is) {
    const folded = is.eqFold.toLowerCase();
    return text((value) => value.toLowerCase() === folded);
  }
  if ("matches" in is) return text(globMatcher(is.matches));
  if ("exists" in is) return (value) => (value !== undefined && value !== null) === is.exists;
  if ("empty" in is) return (value) => isEmpty(value) === is.empty;
  return text(versionTest(is.version));
}

function known(test: (value: JsonValue) => Truth): Test {
  return (value) => (value === undefined || value === null ? null : test(value));
}

function number(test: (value: number) => boolean): Test {
  return (value) => (typeof value === "number" ? test(value) : null);
}

function text(test: (value: string) => Truth): Test {
  return (value) => (typeof value === "string" ? test(value) : null);
}

function list(test: (value: readonly JsonValue[]) => boolean): Test {
  return (value) => (isList(value) ? test(value) : null);
}

function isAmong(values: readonly Scalar[], found: boolean): Test {
  const set = new Set<JsonValue>(values);
  return known((value) => set.has(value) === found);
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return (
    typeof value === "object" &&
    (isList(value) ? value.length === 0 : Object.keys(value).length === 0)
  );
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Compiles a dotted path into a reader. Only own members are found, and nothing inside lists. */
export function reader(path: string): (from: JsonObject) => JsonValue | undefined {
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0) return (from) => own(from, first);
  return (from) => rest.reduce<JsonValue | undefined>(own, own(from, first));
}

/** The value at a dotted path; `undefined` if there is none. */
export function readPath(from: JsonObject, path: string): JsonValue | undefined {
  return reader(path)(from);
}

function own(from: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof from !== "object" || from === null || isList(from)) return undefined;
  return Object.hasOwn(from, name) ? from[name] : undefined;
}
