/**
 * The formatters every renderer brings: what a template may call without declaring it. The
 * renderer's registry is checked against this list, and so is the compiler's.
 */
export const builtInFormatters = [
  "date",
  "time",
  "number",
  "money",
  "percent",
  "plural",
  "upper",
  "lower",
  "capitalize",
  "trim",
  "truncate",
  "join",
  "eq",
  "ne",
  "lt",
  "lte",
  "gt",
  "gte",
  "and",
  "or",
  "not",
] as const;
export type BuiltInFormatter = (typeof builtInFormatters)[number];
