import {
  type DurationText,
  defineWorkflow,
  type EventNameOf,
  type EventsOf,
  type KeyPathOf,
  type NumberPathOf,
  type Schema,
} from "@wellsent/core";
import { coded, poolNeeded } from "./coded.js";
import { framed } from "./frame.js";
import { type MailPlan, mailTemplate } from "./mail.js";
import { productBlock } from "./mail-layout.js";
import { type ReadyMade, type ReadyMadeOptions, readyMade } from "./ready-made.js";
import * as words from "./words/abandoned-cart.js";

/** The mails of {@link abandonedCart}. */
export type AbandonedCartMail = "reminder" | "answers" | "code";

export interface AbandonedCartOptions<
  in out S extends Schema,
  Cart extends EventNameOf<S>,
  Order extends EventNameOf<S>,
> extends ReadyMadeOptions<S, AbandonedCartMail> {
  /** The event of every change of a cart, and where its data has the id of the cart. */
  readonly cart: Cart;
  readonly key: KeyPathOf<EventsOf<S>[Cart]>;
  /** The event of an order, and where its data has the id of the cart that was ordered. */
  readonly order: Order;
  readonly orderKey: KeyPathOf<EventsOf<S>[Order]>;
  /** Where the order's data has what it was worth. */
  readonly total?: NumberPathOf<EventsOf<S>[Order]>;
  /** The event of a cart that was emptied, with the id at the same place as in `cart`. */
  readonly emptied?: EventNameOf<S>;
  /** Where the cart's data has ids of the catalog's products, to show them. Absent: not shown. */
  readonly items?: string;
  /** From the last change to the first mail, and on. Default: 4 hours, 22 hours, 48 hours. */
  readonly waits?: {
    readonly reminder?: DurationText;
    readonly answers?: DurationText;
    readonly code?: DurationText;
  };
  /** The pool of codes for a third mail. Absent: there are two. */
  readonly codes?: string;
  /** Default: 7 days. */
  readonly codesFor?: DurationText;
  /** Whoever got such a code so lately gets none. Default: 90 days. */
  readonly codesEvery?: DurationText;
}

/**
 * Abandoned cart: one run a cart. Each change begins the wait anew, and the order of that very cart
 * ends it. Two mails, and a third with a code where there is a pool.
 *
 * It is advertising. In Germany the rule for existing customers does not reach a first cart, so it
 * goes to people who consented.
 * @throws DefinitionError for names that the schema lacks, and durations that are none
 * @example
 * const cart = abandonedCart(schema, {
 *   ...{ cart: "cart.updated", key: "cartId", order: "order.placed", orderKey: "cartId" },
 *   ...{ purpose: "marketing.offers", link: "https://acme.example/cart" },
 * });
 */
export function abandonedCart<
  S extends Schema,
  const Cart extends EventNameOf<S>,
  const Order extends EventNameOf<S>,
>(schema: S, options: AbandonedCartOptions<S, Cart, Order>): ReadyMade;
export function abandonedCart(
  schema: Schema,
  options: AbandonedCartOptions<Schema, string, string>,
): ReadyMade {
  const { id = "abandoned-cart", cart, key, order, orderKey, total, emptied, items } = options;
  const { waits = {}, codes, codesFor = "7d", codesEvery = "90d", link } = options;
  const settings = { ...options, workflow: id };
  const mail = (name: AbandonedCartMail, plan: Omit<MailPlan, "link">) =>
    mailTemplate(schema, name, { link, ...plan }, settings);
  const shown =
    items === undefined ? {} : { block: productBlock, products: { from: items, limit: 5 } };
  const reminder = mail("reminder", { words: words.reminder, ...shown });
  const answers = mail("answers", { words: words.answers });
  const code = mail("code", {
    words: words.code,
    ...coded(codes, codesFor, { whenEmpty: "skip" }),
  });
  const workflow = defineWorkflow(schema, id, (w) => {
    const start = w.onEvent(cart, { reentry: { oncePer: key, again: "restart" } });
    const frame = framed(id, start, options)
      .lateAfter("12h")
      .goalOn(order, {
        ...{ name: "order", same: { own: key, other: orderKey } },
        ...(total === undefined ? {} : { value: total }),
      })
      .exitOn(order, { same: { own: key, other: orderKey }, outcome: "ordered" });
    const ending =
      emptied === undefined ? frame : frame.exitOn(emptied, { same: key, outcome: "emptied" });
    const two = ending
      .wait(waits.reminder ?? "4h")
      .send(reminder, { id: "reminder" })
      .wait(waits.answers ?? "22h")
      .send(answers, { id: "answers" });
    if (codes === undefined) return two;
    return two
      .wait(waits.code ?? "48h")
      .branch((c) => c.message("sent", { template: code.id }).none({ last: codesEvery }), {
        id: "none-lately",
        no: (path) => path.exit("had a code"),
      })
      .send(code, { id: "code" });
  });
  const templates = codes === undefined ? [reminder, answers] : [reminder, answers, code];
  return readyMade({
    ...{ workflow, templates },
    needs: {
      events: [cart, order, ...(emptied === undefined ? [] : [emptied])],
      ...poolNeeded(codes),
      ...(items === undefined ? {} : { catalog: ["products"] as const }),
    },
  });
}
