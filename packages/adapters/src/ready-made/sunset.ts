import {
  all,
  any,
  type DurationText,
  defineSegment,
  defineWorkflow,
  type EventNameOf,
  not,
  type Schema,
  type Window,
} from "@wellsent/core";
import { framed } from "./frame.js";
import { type MailPlan, mailTemplate } from "./mail.js";
import { type ReadyMade, type ReadyMadeOptions, readyMade } from "./ready-made.js";
import * as words from "./words/sunset.js";

/** The mails of {@link sunset}. */
export type SunsetMail = "question" | "last";

export interface SunsetOptions<in out S extends Schema> extends ReadyMadeOptions<S, SunsetMail> {
  /** What only people do: orders, visits, log-ins. Each of them ends the workflow. */
  readonly activity: readonly [EventNameOf<S>, ...EventNameOf<S>[]];
  /** For how long nothing was seen of somebody. Default: 180 days. */
  readonly after?: DurationText;
  /** How many mails they got in that time, at least. Default: 10. */
  readonly mails?: number;
  /** From the question to the last mail, and from there to the end. Default: 7 days each. */
  readonly waits?: { readonly last?: DurationText; readonly end?: DurationText };
  /** The list that the silent are on from then on. Default: `ID-asleep`. */
  readonly list?: string;
}

/**
 * Sunset of the inactive: who got at least ten mails in half a year, and neither clicked nor opened
 * one nor did anything else, is asked once, told once, and put on a list. Nobody is suppressed, and
 * no denial is touched: what is sent to the list, or not, is yours to say.
 *
 * Who does not let themselves be tracked only looks inactive. It takes somebody of whom something
 * was seen before: an open, a click, or what `activity` names.
 * @throws DefinitionError for names that the schema lacks, and durations that are none
 * @example
 * const quiet = sunset(schema, {
 *   ...{ purpose: "marketing.news", activity: ["order.placed", "site.visited"] },
 *   link: "https://acme.example/stay",
 * });
 */
export function sunset<S extends Schema>(schema: S, options: SunsetOptions<S>): ReadyMade;
export function sunset(schema: Schema, options: SunsetOptions<Schema>): ReadyMade {
  const { id = "sunset", purpose, activity, after = "180d", mails = 10, except, link } = options;
  const { waits = {}, list = `${id}-asleep` } = options;
  const silent = defineSegment(schema, `${id}-silent`, (c) => {
    const lately: Window = { last: after };
    const [clicked, opened] = [c.message("clicked"), c.message("opened")];
    const acted = c.event(activity);
    const gone = all(
      clicked.none(lately),
      ...[opened.none(lately), acted.none(lately)],
      any(clicked.some(), opened.some(), acted.some()),
      not(c.list(list)),
    );
    return except === undefined ? gone : all(gone, not(c.member(except.id)));
  });
  const settings = { ...options, workflow: id };
  const mail = (name: SunsetMail, plan: Omit<MailPlan, "link">) =>
    mailTemplate(schema, name, { link, ...plan }, settings);
  const question = mail("question", { words: words.question });
  const last = mail("last", { words: words.last });
  const workflow = defineWorkflow(schema, id, (w) => {
    const frame = framed(id, w.onEnter(silent, { reentry: "afterExit" }), options);
    for (const event of activity) frame.exitOn(event, { outcome: "active" });
    return (
      frame
        .exitWhen({ out: silent }, "active")
        .exitOn("delivery:clicked", { outcome: "stays" })
        .exitOn("delivery:opened", { outcome: "reads" })
        .exitOn("delivery:replied", { outcome: "answered" })
        // Asked again each month: to be sent a mail does not bring anybody into a segment.
        .branch(
          (c) => {
            const sent = c.message("sent", { channel: "email", purpose });
            return sent.count({ last: after }).atLeast(mails);
          },
          { id: "enough-mails", no: (path) => path.wait("30d").goTo("enough-mails") },
        )
        .send(question, { id: "question" })
        .wait(waits.last ?? "7d", { id: "wait-answer" })
        .send(last, { id: "last" })
        .wait(waits.end ?? "7d", { id: "wait-end" })
        .addTo(list)
        .exit("asleep")
    );
  });
  return readyMade({
    ...{ workflow, templates: [question, last], segments: [silent] },
    needs: { events: activity },
  });
}
