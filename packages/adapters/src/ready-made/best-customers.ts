import {
  all,
  type DurationText,
  defineSegment,
  defineWorkflow,
  type EventNameOf,
  not,
  type Schema,
  type Window,
} from "@wellsent/core";
import { coded, poolNeeded } from "./coded.js";
import { framed } from "./frame.js";
import { type MailPlan, mailTemplate } from "./mail.js";
import {
  type OrderOptions,
  type ReadyMade,
  type ReadyMadeOptions,
  readyMade,
} from "./ready-made.js";
import type { RfmThresholds } from "./rfm.js";
import * as words from "./words/best-customers.js";

/** The mails of {@link bestCustomers}. */
export type BestCustomersMail = "thanks" | "early";

export interface BestCustomersOptions<in out S extends Schema, Order extends EventNameOf<S>>
  extends ReadyMadeOptions<S, BestCustomersMail>,
    Required<OrderOptions<S, Order>> {
  /**
   * From where somebody is among the best. Default: an order within 120 days, three orders or more.
   * `rfmThresholds` finds those of your own buyers; they stay as they are until you say others.
   */
  readonly thresholds?: Partial<RfmThresholds>;
  /** What counts: orders of so long. Default: two years. */
  readonly window?: DurationText;
  /** From the thanks to early access. Default: 7 days. */
  readonly wait?: DurationText;
  /** The pool of single-use codes for early access. Absent: without a code. */
  readonly codes?: string;
  /** How long a code holds. Default: 14 days. */
  readonly codesFor?: DurationText;
  /** The list that somebody is on from then on, for their colleagues. Default: none. */
  readonly list?: string;
  /** How long after its end one may enter again. Default: 365 days. */
  readonly cooldown?: DurationText;
}

/**
 * Best customers, by recency, frequency and money: a thank you, and a week later something before
 * everybody else.
 * @throws DefinitionError for names that the schema lacks, and durations that are none
 * @example
 * const best = bestCustomers(schema, {
 *   ...{ purpose: "marketing.news", order: "order.placed", total: "total" },
 *   thresholds: { withinDays: 90, orders: 4, total: 250 },
 *   link: "https://acme.example/early",
 * });
 */
export function bestCustomers<S extends Schema, const Order extends EventNameOf<S>>(
  schema: S,
  options: BestCustomersOptions<S, Order>,
): ReadyMade;
export function bestCustomers(
  schema: Schema,
  options: BestCustomersOptions<Schema, string>,
): ReadyMade {
  const { id = "best-customers", order, total, window = "730d", thresholds = {} } = options;
  const { except, wait = "7d", codes, codesFor = "14d", list, cooldown = "365d", link } = options;
  const { withinDays = 120, orders = 3, total: money = 0 } = thresholds;
  const best = defineSegment(schema, `${id}-best`, (c) => {
    const bought = c.event(order);
    const within: Window = { last: window };
    const recent = bought.some({ last: `${Math.max(1, withinDays)}d` });
    const often = bought.count(within).atLeast(orders);
    const worth = bought.sum(total, within).atLeast(money);
    return except === undefined
      ? all(recent, often, worth)
      : all(recent, often, worth, not(c.member(except.id)));
  });
  const settings = { ...options, workflow: id };
  const mail = (name: BestCustomersMail, plan: Omit<MailPlan, "link">) =>
    mailTemplate(schema, name, { link, ...plan }, settings);
  const thanks = mail("thanks", { words: words.thanks });
  const early = mail("early", {
    words: words.early,
    ...coded(codes, codesFor, { whenEmpty: "without" }),
  });
  const workflow = defineWorkflow(schema, id, (w) => {
    const steps = framed(id, w.onEnter(best, { reentry: { after: cooldown } }), options)
      .goalOn(order, { name: "order", value: total })
      .send(thanks, { id: "thanks" });
    const listed = list === undefined ? steps : steps.addTo(list);
    return listed.wait(wait).send(early, { id: "early" });
  });
  return readyMade({
    ...{ workflow, templates: [thanks, early], segments: [best] },
    needs: { events: [order], ...poolNeeded(codes) },
  });
}
