import { isIndex, isText } from "../unknown-value.js";
import { intlCache } from "./intl-cache.js";

/** With exactly so many digits after the point; a percentage with at most so many, or none. */
const formatter = intlCache(
  (locale, style: "decimal" | "percent", places?: number) =>
    new Intl.NumberFormat(locale, {
      style,
      minimumFractionDigits: style === "percent" ? 0 : places,
      maximumFractionDigits: places,
    }),
);

/** A number, also one written as a string; NaN for anything else. */
export function toNumber(value: unknown): number {
  return isText(value) && value.trim() !== ""
    ? Number(value)
    : typeof value === "number"
      ? value
      : Number.NaN;
}

type Written = (value: unknown, locale: string, decimals?: unknown) => string | null;

function written(style: "decimal" | "percent"): Written {
  return (value, locale, decimals) => {
    const number = toNumber(value);
    const places = isIndex(decimals, 21) ? decimals : undefined;
    return Number.isFinite(number) ? formatter(locale, style, places).format(number) : null;
  };
}

/**
 * A number as the locale writes it, with exactly `decimals` digits where given; null for no number.
 */
export const formatNumber: Written = written("decimal");

/** 0.25 as `25 %` or `25%`. */
export const formatPercent: Written = written("percent");
