import { intlCache } from "./intl-cache.js";

const formatter = intlCache((locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));

const toNumber = (value: unknown): number =>
  typeof value === "string" && value.trim() !== "" ? Number(value) : typeof value === "number" ? value : Number.NaN;

const digits = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 20 ? value : undefined;

/** A number as the locale writes it, with exactly `decimals` digits where given; null for no number. */
export function formatNumber(value: unknown, locale: string, decimals?: unknown): string | null {
  const number = toNumber(value);
  if (!Number.isFinite(number)) return null;
  const places = digits(decimals);
  const options = places === undefined ? {} : { minimumFractionDigits: places, maximumFractionDigits: places };
  return formatter(locale, `n${places}`, options).format(number);
}

/** 0.25 as `25 %` or `25%`. */
export function formatPercent(value: unknown, locale: string, decimals?: unknown): string | null {
  const number = toNumber(value);
  if (!Number.isFinite(number)) return null;
  const places = digits(decimals) ?? 0;
  const options = { style: "percent", minimumFractionDigits: 0, maximumFractionDigits: places } as const;
  return formatter(locale, `%${places}`, options).format(number);
}
