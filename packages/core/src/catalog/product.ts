import type { Instant } from "../instant.js";
import { isObject, type JsonValue } from "../json.js";
import type { Price, Product, ShownProduct } from "../ports/catalog.js";

/** Whether a catalog's answer is a product that can be shown. What is none is left out. */
export function isProduct(value: unknown): value is Product {
  if (!isObject(value)) return false;
  const { id, title, link, image, price, sale, availability, brand, asOf } = value;
  return (
    isText(id, 50) &&
    isText(title, 500) &&
    isLink(link) &&
    (image === undefined || isLink(image)) &&
    isPrice(price) &&
    (sale === undefined || isSale(sale)) &&
    availabilities.has(availability) &&
    (brand === undefined || isText(brand, 200)) &&
    Number.isSafeInteger(asOf)
  );
}

const availabilities: ReadonlySet<unknown> = new Set([
  ...(["inStock", "outOfStock", "preorder", "backorder"] satisfies Product["availability"][]),
]);

function isText(value: unknown, most: number): boolean {
  return typeof value === "string" && value !== "" && value.length <= most;
}

function isLink(value: unknown): boolean {
  return typeof value === "string" && /^https?:\/\/\S+$/i.test(value);
}

function isPrice(value: unknown): value is Price {
  if (!isObject(value)) return false;
  const { amount, currency } = value;
  return (
    Number.isSafeInteger(amount) &&
    Number(amount) >= 0 &&
    typeof currency === "string" &&
    /^[A-Z]{3}$/.test(currency)
  );
}

function isSale(value: unknown): boolean {
  return (
    isObject(value) &&
    isPrice(value["price"]) &&
    Number.isSafeInteger(value["from"]) &&
    Number.isSafeInteger(value["until"])
  );
}

/** What the product costs at an instant. */
export function priceAt({ price, sale }: Product, at: Instant): Price {
  return sale !== undefined && at >= sale.from && at < sale.until ? sale.price : price;
}

/** The product as it stands in the mail and with the message. */
export function shownProduct(product: Product, at: Instant): ShownProduct {
  const { id, title, link, image, brand, availability } = product;
  const price = priceAt(product, at);
  return {
    ...{ id, title, link, availability, price: plain(price) },
    ...(image === undefined ? {} : { image }),
    ...(brand === undefined ? {} : { brand }),
    ...(price === product.price ? {} : { usualPrice: plain(product.price) }),
  };
}

/** Nothing but the amount: catalogs may say more, and it would be kept. */
function plain({ amount, currency }: Price): Price {
  return { amount, currency };
}

/**
 * The ids under a path of a message's or an event's data: a list of ids, or of what has an `id`.
 */
export function idsAt(data: JsonValue | undefined, path: string): readonly string[] {
  let value: JsonValue | undefined = data;
  for (const part of path.split(".")) {
    value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  const list: readonly JsonValue[] = Array.isArray(value)
    ? value
    : value === undefined
      ? []
      : [value];
  const ids = list.flatMap((one): readonly string[] => {
    const id = isObject(one) ? one["id"] : one;
    return typeof id === "string" && id !== "" && id.length <= 50 ? [id] : [];
  });
  return [...new Set(ids)];
}
