import { isText } from "../is-text.js";
import { intlCache } from "./intl-cache.js";

/** With exactly so many digits after the point; a percentage with at most so many. */
const formatter = intlCache(
  (locale, style: "decimal" | "percent", places?: number) =>
    new Intl.NumberFormat(locale, {
      style,
      minimumFractionDigits: style === "percent" ? 0 : places,
      maximumFractionDigits: places,
    }),
);

/** A number, also one written as a string; NaN for anything else. */
export const toNumber = (value: unknown): number =>
  isText(value) && value.trim() !== "" ? Number(value) : typeof value === "number" ? value : Number.NaN;

const digits = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 20 ? value : undefined;

/** A number as the locale writes it, with exactly `decimals` digits where given; null for no number. */
export function formatNumber(value: unknown, locale: string, decimals?: unknown): string | null {
  const number = toNumber(value);
  return Number.isFinite(number) ? formatter(locale, "decimal", digits(decimals)).format(number) : null;
}

/** 0.25 as `25 %` or `25%`. */
export function formatPercent(value: unknown, locale: string, decimals?: unknown): string | null {
  const number = toNumber(value);
  return Number.isFinite(number) ? formatter(locale, "percent", digits(decimals) ?? 0).format(number) : null;
}
