import { intlCache } from "./intl-cache.js";

const formatter = intlCache(
  (locale, currency: string) => new Intl.NumberFormat(locale, { style: "currency", currency }),
);
const isCurrency = (value: unknown): value is string => typeof value === "string" && /^[A-Za-z]{3}$/.test(value);

/** An amount in minor units (cents), or in major units (`minor: false`), of an ISO 4217 currency. */
export interface ParsedMoney {
  readonly amount: number;
  readonly currency: string;
  readonly minor: boolean;
}

/** `{ amount, currency }` with the amount in minor units, or a number in major units of the declared currency. Null: no money. */
export function parseMoney(value: unknown, declared: unknown): ParsedMoney | null {
  if (typeof value === "number" || typeof value === "string") {
    const amount = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof amount === "number" && Number.isFinite(amount) && isCurrency(declared)
      ? { amount, currency: declared, minor: false }
      : null;
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "amount")) return null;
  const { amount, currency }: { amount?: unknown; currency?: unknown } = value;
  const code = Object.hasOwn(value, "currency") ? currency : declared;
  return typeof amount === "number" && Number.isSafeInteger(amount) && isCurrency(code)
    ? { amount, currency: code, minor: true }
    : null;
}

/** `1999` minor units of EUR as `€19.99` or `19,99 €`; null where the value is no money. */
export function formatMoney(value: unknown, locale: string, declared?: unknown): string | null {
  const money = parseMoney(value, declared);
  if (money === null) return null;
  const format = formatter(locale, money.currency, money.currency);
  // How many digits a minor unit is depends on the currency: none for JPY, three for KWD.
  const places = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(money.minor ? money.amount / 10 ** places : money.amount);
}
