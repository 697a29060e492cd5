import { idsAt, priceAt, shownProduct } from "../../catalog/index.js";
import type { Milliseconds } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import { decideFor, type JudgeContext } from "../../messages/index.js";
import type { Product, ProductUse, ShownProduct } from "../../ports/catalog.js";
import type { ContactFacts, FactsNeeded } from "../../ports/store/facts.js";
import type { OutboxRecord } from "../../ports/store/outbox.js";
import { durationLength } from "../../timing/index.js";
import type { Offered } from "./code-offer.js";
import type { ProductAnswer, ProductAnswers, ProductNeed } from "./product-answers.js";

type Subject = { readonly message: OutboxRecord; readonly facts: ContactFacts };
type Context = Pick<JudgeContext, "tenant" | "now" | "gate" | "processor">;

const usualAge: Milliseconds = 15 * 60_000;
/** How far back it is looked for what somebody has bought. */
const boughtWithin: Milliseconds = 366 * 86_400_000;

/** The events that a message's products need to be chosen by. */
export function productEvents({ recommend, bought }: ProductUse): FactsNeeded["events"] {
  return recommend === undefined || bought === undefined ? {} : { [bought.event]: boughtWithin };
}

/** What a message needs of the catalog, by its template. */
export function productNeed(use: ProductUse, subject: Subject, context: Context): ProductNeed {
  const { message, facts } = subject;
  const { from, recommend, limit, maxAge } = use;
  const ids = from === undefined ? [] : idsAt(message.data, from);
  const isOwn = recommend === undefined || recommend === "popular" || mayProfile(subject, context);
  return {
    ...{ contact: facts.contact.id, locale: facts.contact.locale, limit },
    ids: isOwn ? ids : [],
    recommend: recommend === undefined ? null : isOwn ? recommend : "popular",
    maxAge: maxAge === undefined ? usualAge : durationLength(maxAge),
  };
}

/** Whether what the person did may be used to choose what they see. */
function mayProfile({ message, facts }: Subject, context: Context): boolean {
  return decideFor(message, facts, context, "profile")?.allowed ?? false;
}

/** The products that a message shows, on facts read just now. */
export function productOffer(
  use: ProductUse,
  subject: Subject,
  answers: ProductAnswers,
  context: Context,
): Offered {
  // The permission may have ended since the catalog was asked.
  const need = productNeed(use, subject, context);
  const chosen = answers
    .answersFor(need)
    .map((answer) => ({ answer, items: sound(use, subject, answer, context) }))
    .find(({ items }) => items.length >= Math.max(1, use.min ?? 0));
  const items = chosen?.items ?? [];
  if (items.length < (use.min ?? 0)) {
    const rule = "template: products.min";
    return { verdict: "skip", reasons: [{ code: "PRODUCTS_MISSING", effect: "deny", rule }] };
  }
  const { now } = context;
  const products = items.map((item) => shownData(shownProduct(item, now)));
  return { brought: { products, productsFrom: chosen === undefined ? null : from(chosen.answer) } };
}

function shownData({ price, usualPrice, ...rest }: ShownProduct): JsonObject {
  const usual = usualPrice === undefined ? {} : { usualPrice: { ...usualPrice } };
  return { ...rest, price: { ...price }, ...usual };
}

/** Which answer the prices are of. */
function from({ source, at, reason, model }: ProductAnswer): JsonObject {
  return { source, at, reason, model };
}

function sound(
  { recommend, from: based, bought, limit, currency }: ProductUse,
  { message, facts }: Subject,
  { items }: ProductAnswer,
  { now }: Context,
): readonly Product[] {
  // Neither what the person has, nor what the recommendation is based on.
  const had = new Set(
    recommend === undefined || based === undefined ? [] : idsAt(message.data, based),
  );
  if (recommend !== undefined && bought !== undefined)
    for (const { name, data } of facts.events)
      if (name === bought.event) for (const id of idsAt(data, bought.from)) had.add(id);
  const seen = new Set<string>();
  const fitting = items.filter((item) => {
    const isNew = !seen.has(item.id) && !(item.group !== undefined && recommended(item));
    const price = priceAt(item, now);
    const isCurrency = currency === undefined || price.currency === currency;
    const isWanted =
      recommend === undefined ||
      (item.availability !== "outOfStock" && item.sensitive !== true && !had.has(item.id));
    if (!isNew || !isCurrency || !isWanted) return false;
    seen.add(item.id);
    if (item.group !== undefined) seen.add(`group ${item.group}`);
    return true;
  });
  return fitting.slice(0, limit);

  /** Two variants of one product are one recommendation. */
  function recommended({ group }: Product): boolean {
    return recommend !== undefined && seen.has(`group ${group ?? ""}`);
  }
}
