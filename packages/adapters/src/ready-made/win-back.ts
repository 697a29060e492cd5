import {
  all,
  type DurationText,
  defineSegment,
  defineWorkflow,
  type EventNameOf,
  not,
  type Schema,
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
import * as words from "./words/win-back.js";

/** The mails of {@link winBack}. */
export type WinBackMail = "first" | "offer" | "last";

export interface WinBackOptions<in out S extends Schema, Order extends EventNameOf<S>>
  extends ReadyMadeOptions<S, WinBackMail>,
    OrderOptions<S, Order> {
  /** How long after the last order somebody counts as lost. Default: 120 days. */
  readonly after?: DurationText;
  /** Whoever has ordered nothing for so long is left alone. Default: two years. */
  readonly atMost?: DurationText;
  /** After the first mail, and after the offer. Default: 10 and 14 days. */
  readonly waits?: { readonly offer?: DurationText; readonly last?: DurationText };
  /** The pool of single-use codes for the offer. Absent: an offer without a code. */
  readonly codes?: string;
  /** How long a code holds. Default: 14 days. */
  readonly codesFor?: DurationText;
  /** How long after its end one may enter again. Default: 180 days. */
  readonly cooldown?: DurationText;
}

/**
 * Win-back: to whoever bought, and has not for long. Three mails, ended by the next order. A tenth
 * of them gets nothing unless `holdout` says otherwise: the difference is what the mails achieved.
 * @throws DefinitionError for names that the schema lacks, and durations that are none
 * @example
 * const lapsed = winBack(schema, {
 *   ...{ purpose: "marketing.news", order: "order.placed", total: "total" },
 *   link: "https://acme.example/",
 * });
 * await app.add(lapsed);
 */
export function winBack<S extends Schema, const Order extends EventNameOf<S>>(
  schema: S,
  options: WinBackOptions<S, Order>,
): ReadyMade;
export function winBack(schema: Schema, options: WinBackOptions<Schema, string>): ReadyMade {
  const { id = "win-back", order, total, after = "120d", atMost = "730d", except } = options;
  const { waits = {}, codes, codesFor = "14d", cooldown = "180d", holdout = 0.1, link } = options;
  const lapsed = defineSegment(schema, `${id}-lapsed`, (c) => {
    const bought = c.event(order);
    const gone = all(bought.some({ last: atMost }), bought.none({ last: after }));
    return except === undefined ? gone : all(gone, not(c.member(except.id)));
  });
  const settings = { ...options, workflow: id };
  const mail = (name: WinBackMail, plan: Omit<MailPlan, "link">) =>
    mailTemplate(schema, name, { link, ...plan }, settings);
  const first = mail("first", { words: words.first });
  const offer = mail("offer", {
    words: codes === undefined ? words.invitation : words.offer,
    ...coded(codes, codesFor, { whenEmpty: "skip" }),
  });
  const last = mail("last", { words: words.last });
  const workflow = defineWorkflow(schema, id, (w) =>
    framed(id, w.onEnter(lapsed, { reentry: { after: cooldown } }), { ...options, holdout })
      .goalOn(order, { name: "order", ...(total === undefined ? {} : { value: total }) })
      .exitOn(order, { outcome: "ordered" })
      .send(first, { id: "first" })
      .wait(waits.offer ?? "10d")
      .send(offer, { id: "offer" })
      .wait(waits.last ?? "14d")
      .send(last, { id: "last" })
      .exit("lost"),
  );
  return readyMade({
    ...{ workflow, templates: [first, offer, last], segments: [lapsed] },
    needs: { events: [order], ...poolNeeded(codes) },
  });
}
