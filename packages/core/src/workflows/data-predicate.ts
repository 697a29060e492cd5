import type { JsonObject, JsonValue } from "../json.js";

export type Scalar = string | number | boolean;

export type DataComparison =
  | { readonly eq: Scalar }
  | { readonly ne: Scalar }
  | { readonly gt: number }
  | { readonly gte: number }
  | { readonly lt: number }
  | { readonly lte: number }
  | { readonly in: readonly Scalar[] }
  | { readonly exists: boolean };

/** What an event's data must be like, by path (`cart.total`): all of it. What is missing meets only `exists: false`. */
export interface DataPredicate {
  readonly [path: string]: DataComparison;
}

export const matchesData = (predicate: DataPredicate, data: JsonObject): boolean =>
  Object.entries(predicate).every(([path, comparison]) => compares(readPath(data, path), comparison));

/** The value at a dotted path; `undefined` where there is none. */
export function readPath(data: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = data;
  for (const name of path.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function compares(value: JsonValue | undefined, comparison: DataComparison): boolean {
  if ("exists" in comparison) return (value !== undefined && value !== null) === comparison.exists;
  if (value === undefined || value === null) return false;
  if ("eq" in comparison) return value === comparison.eq;
  if ("ne" in comparison) return value !== comparison.ne;
  if ("in" in comparison) return comparison.in.some((one) => one === value);
  if (typeof value !== "number") return false;
  if ("gt" in comparison) return value > comparison.gt;
  if ("gte" in comparison) return value >= comparison.gte;
  if ("lt" in comparison) return value < comparison.lt;
  return value <= comparison.lte;
}
