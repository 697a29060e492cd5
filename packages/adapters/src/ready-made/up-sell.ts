import {
  type DurationText,
  defineWorkflow,
  type EventNameOf,
  type EventPredicate,
  type EventsOf,
  type KeyPathOf,
  type Schema,
} from "@wellsent/core";
import { framed } from "./frame.js";
import { type MailPlan, mailTemplate } from "./mail.js";
import { productBlock } from "./mail-layout.js";
import {
  type OrderOptions,
  type ReadyMade,
  type ReadyMadeOptions,
  readyMade,
} from "./ready-made.js";
import * as words from "./words/up-sell.js";

/** The mails of {@link upSell}: for those who lack what goes with their order, and who have it. */
export type UpSellMail = "upsell" | "crossSell";

export interface UpSellOptions<in out S extends Schema, Order extends EventNameOf<S>>
  extends ReadyMadeOptions<S, UpSellMail>,
    OrderOptions<S, Order> {
  /** Where the order's data has the ids of what was bought, as the catalog knows them. */
  readonly items: string;
  /** Where the order's data has its category, and the category that starts this. */
  readonly category: KeyPathOf<EventsOf<S>[Order]>;
  readonly of: string;
  /** The category of what goes with it. Who has bought of it gets the other mail. */
  readonly accessory: string;
  /** The event of a return, after which nothing is recommended. */
  readonly returned?: EventNameOf<S>;
  /** How long somebody uses it first. Default: 14 days. */
  readonly wait?: DurationText;
  /** The most products in a mail. Without a single one it is not sent. Default: 3. */
  readonly limit?: number;
  /** How long after its end one may enter again. Default: 30 days. */
  readonly cooldown?: DurationText;
}

/**
 * Up-sell and cross-sell: a fortnight after an order of a category, what goes with it; who has that
 * already sees what others chose next. The products come from the catalog right before the mail
 * leaves, without what was bought meanwhile. What somebody did is used only with their permission
 * (`profile`); without it they see what is popular.
 * @throws DefinitionError for names that the schema lacks, and durations that are none
 * @example
 * const more = upSell(schema, {
 *   ...{ purpose: "marketing.offers", order: "order.placed", items: "items" },
 *   ...{ category: "category", of: "cameras", accessory: "lenses" },
 *   link: "https://acme.example/",
 * });
 */
export function upSell<S extends Schema, const Order extends EventNameOf<S>>(
  schema: S,
  options: UpSellOptions<S, Order>,
): ReadyMade;
export function upSell(schema: Schema, options: UpSellOptions<Schema, string>): ReadyMade {
  const { id = "up-sell", order, items, category, of, accessory, total, returned } = options;
  const { wait = "14d", limit = 3, cooldown = "30d", link } = options;
  const settings = { ...options, workflow: id };
  const mail = (name: UpSellMail, plan: Pick<MailPlan, "words">) =>
    mailTemplate(
      schema,
      name,
      {
        ...{ link, block: productBlock, ...plan },
        products: {
          ...{ from: items, recommend: name, limit, min: 1 },
          bought: { event: order, from: items },
        },
      },
      settings,
    );
  const better = mail("upsell", { words: words.better });
  const other = mail("crossSell", { words: words.other });
  const inCategory = (eq: string) => (): EventPredicate => ({
    ...{ op: "attr", path: category, is: { eq } },
  });
  const workflow = defineWorkflow(schema, id, (w) => {
    const start = w.onEvent(order, { where: inCategory(of), reentry: { after: cooldown } });
    const frame = framed(id, start, options)
      .goalOn(order, { name: "order", ...(total === undefined ? {} : { value: total }) })
      .exitOn(order, { outcome: "ordered" });
    return (returned === undefined ? frame : frame.exitOn(returned, { outcome: "returned" }))
      .wait(wait)
      .branch((c) => c.event(order).where(inCategory(accessory)).some(), {
        id: "has-accessory",
        yes: (path) => path.send(other, { id: "cross-sell" }),
        no: (path) => path.send(better, { id: "up-sell" }),
      });
  });
  return readyMade({
    ...{ workflow, templates: [better, other] },
    needs: {
      events: [order, ...(returned === undefined ? [] : [returned])],
      catalog: ["recommend"],
    },
  });
}
