import { isObject, isText, own } from "../unknown-value.js";
import { intlCache } from "./intl-cache.js";
import { toNumber } from "./number.js";

const formatter = intlCache(
  (locale, style: "currency", currency?: string) =>
    new Intl.NumberFormat(locale, { style, currency }),
);
function isCurrency(value: unknown): value is string {
  return isText(value) && /^[A-Za-z]{3}$/.test(value);
}

/**
 * An amount in minor units (cents), or in major units (`minor: false`), of an ISO 4217 currency.
 */
export interface ParsedMoney {
  readonly amount: number;
  readonly currency: string;
  readonly minor: boolean;
}

/**
 * `{ amount, currency }` with the amount in minor units, or a number in major units of the declared
 * currency. Null: no money.
 */
export function parseMoney(value: unknown, declared: unknown): ParsedMoney | null {
  const minor = isObject(value);
  const amount = minor ? own(value, "amount") : toNumber(value);
  const currency = minor && Object.hasOwn(value, "currency") ? own(value, "currency") : declared;
  const countable = minor ? Number.isSafeInteger(amount) : Number.isFinite(amount);
  return typeof amount === "number" && countable && isCurrency(currency)
    ? { amount, currency, minor }
    : null;
}

/** `1999` minor units of EUR as `€19.99` or `19,99 €`; null where the value is no money. */
export function formatMoney(value: unknown, locale: string, declared?: unknown): string | null {
  const money = parseMoney(value, declared);
  if (money === null) return null;
  const format = formatter(locale, "currency", money.currency);
  // How many digits a minor unit is depends on the currency: none for JPY, three for KWD.
  const places = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(money.minor ? money.amount / 10 ** places : money.amount);
}
