import type { CodeUse, ProductUse } from "@wellsent/core";
import { parseDuration } from "@wellsent/core/timing";
import { isRecord, isText } from "../unknown-value.js";
import { type FieldDeclaration, field } from "./field.js";

/** What a template says about the code and the products that each of its messages shows. */
export interface OfferUse {
  /** A code of a pool, as `{{code.value}}` and `{{code.expiresAt}}`. */
  readonly codes?: CodeUse;
  /** Products of the catalog, as `{{#each products}}`. */
  readonly products?: ProductUse;
}

/** Only the two, where they are given. */
export function offersIn({ codes, products }: OfferUse): OfferUse {
  return {
    ...(codes === undefined ? {} : { codes }),
    ...(products === undefined ? {} : { products }),
  };
}

/** The fields that codes and products are read from, beside the template's own. */
export function offerFields({
  codes,
  products,
}: OfferUse): Readonly<Record<string, FieldDeclaration>> {
  return {
    ...(codes === undefined
      ? {}
      : {
          "code.value": field.text({ maxLength: 128 }),
          "code.expiresAt": field.date({ optional: true }),
        }),
    ...(products === undefined
      ? {}
      : {
          products: field.list({ optional: true, maxItems: products.limit, of: productFields }),
        }),
  };
}

const productFields = {
  id: field.text(),
  title: field.text({ maxLength: 500 }),
  link: field.url(),
  image: field.image({ optional: true }),
  price: field.money(),
  usualPrice: field.money({ optional: true }),
  brand: field.text({ optional: true, maxLength: 200 }),
  availability: field.text(),
} as const;

const empties: ReadonlySet<unknown> = new Set(["skip", "wait", "without"]);
const kinds: ReadonlySet<unknown> = new Set(["upsell", "crossSell", "similar", "popular"]);

/**
 * What is wrong with a template's codes or products, as a path and what should be there; `null`:
 * nothing.
 */
export function offerFault(use: {
  readonly codes?: unknown;
  readonly products?: unknown;
}): readonly [path: string, wanted: string] | null {
  const { codes, products } = use;
  if (codes !== undefined) {
    if (!isRecord(codes)) return ["codes", "an object"];
    if (!isName(codes["pool"])) return ["codes.pool", "the name of a pool, without white space"];
    if (codes["occasion"] !== undefined && !isName(codes["occasion"]))
      return ["codes.occasion", "a name without white space, such as birthday:{year}"];
    if (!empties.has(codes["whenEmpty"]))
      return ["codes.whenEmpty", "one of skip, wait and without"];
    if (!isDurationOrNone(codes["validFor"])) return ["codes.validFor", "a duration, such as 14d"];
  }
  if (products === undefined) return null;
  if (!isRecord(products)) return ["products", "an object"];
  const { from, recommend, limit, min = 0, maxAge, currency, bought } = products;
  if (!isCount(limit) || limit < 1 || limit > 100) return ["products.limit", "from 1 to 100"];
  if (!isCount(min) || min > limit) return ["products.min", "from 0 to the limit"];
  if (recommend !== undefined && !kinds.has(recommend))
    return ["products.recommend", `one of ${[...kinds].join(", ")}`];
  if (recommend === undefined && from === undefined)
    return ["products.from", "the path of ids in the data, where nothing is recommended"];
  if (from !== undefined && !isName(from)) return ["products.from", "a path such as cart.items"];
  if (!isDurationOrNone(maxAge)) return ["products.maxAge", "a duration, such as 15m"];
  if (currency !== undefined && !(isText(currency) && /^[A-Z]{3}$/.test(currency)))
    return ["products.currency", "an ISO 4217 code, such as EUR"];
  const isEvent = isRecord(bought) && isText(bought["event"]) && isName(bought["from"]);
  return bought === undefined || isEvent
    ? null
    : ["products.bought", "an event, and where its data has the ids"];
}

function isName(value: unknown): boolean {
  return isText(value) && /^\S{1,128}$/.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isDurationOrNone(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isText(value)) return false;
  try {
    parseDuration(value);
    return true;
  } catch {
    return false;
  }
}
