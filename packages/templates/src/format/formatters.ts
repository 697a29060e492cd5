import type { Instant } from "@wellsent/core";
import type { BuiltInFormatter } from "../program/formatter-names.js";
import { formatDate, isDateStyle } from "./date.js";
import { intlCache } from "./intl-cache.js";
import { formatMoney } from "./money.js";
import { formatNumber, formatPercent } from "./number.js";

/** What a formatter may know besides its values. */
export interface FormatContext {
  /** BCP 47, of the program being rendered. */
  readonly locale: string;
  /** IANA, of the recipient, or UTC. */
  readonly timeZone: string;
  readonly at: Instant;
}

/**
 * A pure function from values to a value, called as `{{name value option=value}}`. It gets JSON values or undefined, and
 * gives one back; null and undefined count as missing. It must not throw, keep state, or look at a clock.
 */
export type Formatter = (
  values: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
  context: FormatContext,
) => unknown;

const words = (value: unknown): string | undefined =>
  typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined;

const pluralRules = intlCache((locale, type: "cardinal") => new Intl.PluralRules(locale, { type }));

/** Handlebars' word: everything but false, undefined, null, "", 0, NaN and []. */
export function truthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function compare([left, right]: readonly unknown[]): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  return Number.NaN;
}

const dated = (
  value: unknown,
  style: unknown,
  options: Readonly<Record<string, unknown>>,
  { locale, timeZone }: FormatContext,
): string | null =>
  formatDate(value, isDateStyle(style) ? style : "long", locale, words(options["timeZone"]) ?? timeZone);

/** `{{date at "long" timeZone="Europe/Berlin"}}` and its like. */
export const builtIns: Readonly<Record<BuiltInFormatter, Formatter>> = {
  date: ([value, style], options, context) => dated(value, style ?? options["style"], options, context),
  time: ([value], options, context) => dated(value, "time", options, context),
  number: ([value, decimals], options, { locale }) => formatNumber(value, locale, decimals ?? options["decimals"]),
  percent: ([value, decimals], options, { locale }) => formatPercent(value, locale, decimals ?? options["decimals"]),
  money: ([value, currency], options, { locale }) => formatMoney(value, locale, currency ?? options["currency"]),
  /** `{{plural n one="# seat" other="# seats"}}`; `#` is the number. Categories are CLDR's. */
  plural: ([value], options, { locale }) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
    const form = words(options[pluralRules(locale, "cardinal").select(value)]) ?? words(options["other"]);
    return form?.replaceAll("#", () => formatNumber(value, locale) ?? "");
  },
  upper: ([value], _, { locale }) => words(value)?.toLocaleUpperCase(locale),
  lower: ([value], _, { locale }) => words(value)?.toLocaleLowerCase(locale),
  capitalize: ([value], _, { locale }) => {
    const [first = "", ...rest] = words(value) ?? "";
    return value === undefined ? undefined : first.toLocaleUpperCase(locale) + rest.join("");
  },
  trim: ([value]) => words(value)?.trim(),
  truncate: ([value, length], options) => {
    const all = [...(words(value) ?? "")];
    const most = Number(length ?? options["length"]);
    if (value === undefined || !(most >= 1) || all.length <= most) return words(value);
    return `${all
      .slice(0, most - 1)
      .join("")
      .trimEnd()}…`;
  },
  join: ([value, separator], options) => {
    const parts = Array.isArray(value) ? value.map(words).filter((part) => part !== undefined) : [];
    return parts.length === 0 ? undefined : parts.join(words(separator ?? options["separator"]) ?? ", ");
  },
  eq: ([left, right]) => left === right,
  ne: ([left, right]) => left !== right,
  lt: (values) => compare(values) < 0,
  lte: (values) => compare(values) <= 0,
  gt: (values) => compare(values) > 0,
  gte: (values) => compare(values) >= 0,
  and: (values) => values.every(truthy),
  or: (values) => values.some(truthy),
  not: ([value]) => !truthy(value),
};
