import { InputError } from "../errors/index.js";
import type { Channel } from "../ports/consent-gate.js";

/** A message whose price is asked for. */
export interface PricedMessage {
  /** The id of the transport that takes it; `null`: this engine has none for its channel. */
  readonly transport: string | null;
  /** Mail address, or phone number in E.164: text messages cost by country. */
  readonly to: string;
}

/**
 * Always the same, or by message. A function answers at once, and the same for the same
 * message.
 */
export type MessagePrice = number | ((message: PricedMessage) => number);

/**
 * What a tenant pays for its messages, in millionths of the currency's unit: 350 of EUR are 0.00035
 * euros, 350 euros a million.
 */
export interface PriceList {
  /** ISO 4217. */
  readonly currency: string;
  /** Of one mail. Absent: mail costs nothing. */
  readonly email?: MessagePrice;
  /** Of one part of a text message: a long text has several. Absent: they cost nothing. */
  readonly sms?: MessagePrice;
}

/** What some messages cost. */
export interface Cost {
  readonly currency: string;
  /** In millionths of the currency's unit. */
  readonly micros: number;
}

/** What a message of so many parts costs. @throws InputError `INPUT_PRICE` */
export function priceFor(
  prices: PriceList,
  channel: Channel,
  message: PricedMessage,
  parts: number,
): number {
  const price = prices[channel] ?? 0;
  const each = typeof price === "number" ? price : price(message);
  if (!(Number.isFinite(each) && each >= 0)) throw priceFault(`prices.${channel}`);
  return each * parts;
}

/** @throws InputError `INPUT_PRICE` for a list that cannot be meant */
export function checkPrices({ currency, email = 0, sms = 0 }: PriceList, path: string): void {
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency))
    throw priceFault(`${path}.currency`);
  for (const [name, price] of Object.entries({ email, sms }))
    if (typeof price !== "function" && !(Number.isFinite(price) && price >= 0))
      throw priceFault(`${path}.${name}`);
}

function priceFault(path: string): InputError {
  return new InputError("INPUT_PRICE", "This is no price of a message.", {
    path,
    remedy: "Give a currency such as EUR, and numbers from 0 on, in millionths of its unit.",
  });
}
