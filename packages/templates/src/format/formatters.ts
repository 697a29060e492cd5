import type { Instant } from "@wellsent/core";
import type { BuiltInFormatter } from "../program/formatter-names.js";
import { isText } from "../unknown-value.js";
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
 * A pure function from values to a value, called as `{{name value option=value}}`. It gets JSON
 * values or undefined, and gives one back; null and undefined count as missing. It must not throw,
 * keep state, or look at a clock.
 */
export type Formatter = (
  values: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
  context: FormatContext,
) => unknown;

/** What is text or has a plain one; undefined for everything else. */
export function words(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    default:
      return undefined;
  }
}

const pluralRules = intlCache((locale, type: "cardinal") => new Intl.PluralRules(locale, { type }));

/** Handlebars' word: everything but false, undefined, null, "", 0, NaN and []. */
export function truthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function compare([left, right]: readonly unknown[]): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (isText(left) && isText(right)) return left < right ? -1 : left > right ? 1 : 0;
  return Number.NaN;
}

type Options = Readonly<Record<string, unknown>>;

/** A formatter of one value, with what it was told by position or by name. */
function told(
  name: string,
  format: (value: unknown, told: unknown, context: FormatContext, options: Options) => unknown,
): Formatter {
  return ([value, second], options, context) =>
    format(value, second ?? options[name], context, options);
}

/** One that needs nothing but the locale besides. */
function local(
  name: string,
  format: (value: unknown, locale: string, told: unknown) => unknown,
): Formatter {
  return told(name, (value, second, { locale }) => format(value, locale, second));
}

function onText(
  change: (text: string, context: FormatContext, told: unknown) => string,
  name = "",
): Formatter {
  return told(name, (value, second, context) => {
    const text = words(value);
    return text === undefined ? undefined : change(text, context, second);
  });
}

function dated(
  value: unknown,
  style: unknown,
  { locale, timeZone }: FormatContext,
  options: Options,
): unknown {
  return formatDate(
    value,
    isDateStyle(style) ? style : "long",
    locale,
    words(options["timeZone"]) ?? timeZone,
  );
}

/** `{{date at "long" timeZone="Europe/Berlin"}}` and its like. */
export const builtIns: Readonly<Record<BuiltInFormatter, Formatter>> = {
  date: told("style", dated),
  time: ([value], options, context) => dated(value, "time", context, options),
  number: local("decimals", formatNumber),
  percent: local("decimals", formatPercent),
  money: local("currency", formatMoney),
  /** `{{plural n one="# seat" other="# seats"}}`; `#` is the number. Categories are CLDR's. */
  plural: ([value], options, { locale }) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
    const form =
      words(options[pluralRules(locale, "cardinal").select(value)]) ?? words(options["other"]);
    return form?.replaceAll("#", () => formatNumber(value, locale) ?? "");
  },
  upper: onText((text, { locale }) => text.toLocaleUpperCase(locale)),
  lower: onText((text, { locale }) => text.toLocaleLowerCase(locale)),
  capitalize: onText((text, { locale }) => {
    const [first = "", ...rest] = text;
    return first.toLocaleUpperCase(locale) + rest.join("");
  }),
  trim: onText((text) => text.trim()),
  truncate: onText((text, _, length) => {
    const all = [...text];
    const most = Number(length);
    return most >= 1 && all.length > most
      ? `${all
          .slice(0, most - 1)
          .join("")
          .trimEnd()}…`
      : text;
  }, "length"),
  join: told("separator", (value, separator) => {
    const parts = Array.isArray(value) ? value.map(words).filter((part) => part !== undefined) : [];
    return parts.length === 0 ? undefined : parts.join(words(separator) ?? ", ");
  }),
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
