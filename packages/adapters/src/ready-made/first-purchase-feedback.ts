import {
  type DurationText,
  defineWorkflow,
  type EventNameOf,
  type EventsOf,
  type NumberPathOf,
  type Schema,
} from "@wellsent/core";
import { framed } from "./frame.js";
import { type MailPlan, mailTemplate } from "./mail.js";
import { type ReadyMade, type ReadyMadeOptions, readyMade } from "./ready-made.js";
import * as words from "./words/feedback.js";

/** The mails of {@link firstPurchaseFeedback}. */
export type FeedbackMail = "ask" | "reminder" | "review";

export interface FeedbackOptions<
  in out S extends Schema,
  Delivered extends EventNameOf<S>,
  Answer extends EventNameOf<S>,
> extends Omit<ReadyMadeOptions<S, FeedbackMail>, "link"> {
  /** The event of an order that has arrived; where there is none, that of an order. */
  readonly delivered: Delivered;
  /** The event of an answer, and where its data has the score from 0 to 10. */
  readonly answer: Answer;
  readonly score: NumberPathOf<EventsOf<S>[Answer]>;
  /** The event of a return or a complaint: nobody is asked after it. */
  readonly returned?: EventNameOf<S>;
  /** The page that takes the answer. The score is added to its address: `?score=9`. */
  readonly link: string;
  /** Where people who are content may say so. */
  readonly reviewLink: string;
  /** From the delivery to the question, to the reminder, to the review. Default: 7, 5, 2 days. */
  readonly waits?: {
    readonly ask?: DurationText;
    readonly reminder?: DurationText;
    readonly review?: DurationText;
  };
  /**
   * The list of those who are not content, for the colleague who calls them. They are on it for 14
   * days: advertise to nobody on it. Default: `ID-unhappy`.
   */
  readonly unhappyList?: string;
}

/**
 * First-purchase feedback: one question about somebody's first order, with one reminder. Who says 6
 * or less comes on a list for a fortnight, who says 9 or 10 is asked for a review. Once a person.
 *
 * Asking how somebody liked it is advertising (BGH VI ZR 225/17), and needs a purpose that people
 * agreed to.
 * @throws DefinitionError for names that the schema lacks, and durations that are none
 * @example
 * const feedback = firstPurchaseFeedback(schema, {
 *   ...{ purpose: "marketing.feedback", delivered: "order.delivered" },
 *   ...{ answer: "feedback.given", score: "score" },
 *   ...{ link: "https://acme.example/score", reviewLink: "https://acme.example/review" },
 * });
 */
export function firstPurchaseFeedback<
  S extends Schema,
  const Delivered extends EventNameOf<S>,
  const Answer extends EventNameOf<S>,
>(schema: S, options: FeedbackOptions<S, Delivered, Answer>): ReadyMade;
export function firstPurchaseFeedback(
  schema: Schema,
  options: FeedbackOptions<Schema, string, string>,
): ReadyMade {
  const { id = "feedback", delivered, answer, score, returned, link, reviewLink } = options;
  const { waits = {}, unhappyList = `${id}-unhappy` } = options;
  const settings = { ...options, workflow: id };
  const mail = (name: FeedbackMail, plan: MailPlan) => mailTemplate(schema, name, plan, settings);
  const scores = { en: scoreLinks(link) };
  const ask = mail("ask", { words: words.ask, link, block: scores });
  const reminder = mail("reminder", { words: words.reminder, link, block: scores });
  const review = mail("review", { words: words.review, link: reviewLink });
  const workflow = defineWorkflow(schema, id, (w) => {
    const frame = framed(id, w.onEvent(delivered, { reentry: "never" }), options);
    return (returned === undefined ? frame : frame.exitOn(returned, { outcome: "returned" }))
      .branch((c) => c.event(delivered).count().is(1), {
        id: "first",
        no: (path) => path.exit("not the first"),
      })
      .wait(waits.ask ?? "7d")
      .send(ask, { id: "ask" })
      .waitFor(
        { event: answer, timeout: waits.reminder ?? "5d", id: "answer" },
        {
          no: (path) =>
            path
              .send(reminder, { id: "reminder" })
              .waitFor(
                { event: answer, timeout: "14d", id: "late-answer" },
                { no: (silent) => silent.exit("no answer") },
              ),
        },
      )
      .choose(
        {
          unhappy: {
            when: (c) =>
              c
                .event(answer)
                .where(() => ({ op: "attr", path: score, is: { lte: 6 } }))
                .some({ last: "30d" }),
            do: (path) =>
              path
                .addTo(unhappyList)
                .wait("14d", { id: "rest" })
                .removeFrom(unhappyList)
                .exit("unhappy"),
          },
          happy: {
            when: (c) =>
              c
                .event(answer)
                .where(() => ({ op: "attr", path: score, is: { gte: 9 } }))
                .some({ last: "30d" }),
            do: (path) =>
              path
                .wait(waits.review ?? "2d", { id: "pause" })
                .send(review, { id: "review" })
                .exit("happy"),
          },
        },
        (path) => path.exit("content"),
        { id: "score" },
      );
  });
  return readyMade({
    ...{ workflow, templates: [ask, reminder, review] },
    needs: { events: [delivered, answer, ...(returned === undefined ? [] : [returned])] },
  });
}

/** Eleven links, each large enough for a thumb. */
function scoreLinks(link: string): string {
  const joint = link.includes("?") ? "&amp;" : "?";
  const links = Array.from(
    { length: 11 },
    (_, score) =>
      `<a href="${link}${joint}score=${score}" style="display:inline-block;padding:12px 14px;color:#14407a">${score}</a>`,
  );
  return `<mj-text font-size="18px">${links.join(" ")}</mj-text>`;
}
