import type { DataComparison, DataPredicate } from "../data-predicate.js";

/** Conditions by path as a predicate; spread into a rule, absent where none was given. */
export function whereOf(where: { readonly [path: string]: DataComparison | undefined } | undefined): {
  readonly where?: DataPredicate;
} {
  const given = Object.entries(where ?? {}).flatMap(([path, is]) => (is === undefined ? [] : [[path, is] as const]));
  return given.length === 0 ? {} : { where: Object.fromEntries(given) };
}
