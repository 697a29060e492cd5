import {
  type AttributesOf,
  type DurationText,
  defineWorkflow,
  type EventNameOf,
  type LeapPolicy,
  type Schema,
} from "@wellsent/core";
import { coded, poolNeeded } from "./coded.js";
import { framed } from "./frame.js";
import { type MailPlan, mailTemplate } from "./mail.js";
import { type ReadyMade, type ReadyMadeOptions, readyMade } from "./ready-made.js";
import * as words from "./words/birthday.js";

/** The mails of {@link birthday}. */
export type BirthdayMail = "wishes" | "reminder";

export interface BirthdayOptions<in out S extends Schema>
  extends ReadyMadeOptions<S, BirthdayMail> {
  /** The attribute that holds the date. */
  readonly attribute: keyof AttributesOf<S> & string;
  /** The hour, `HH:MM`, in the person's zone. Default: `09:00`. */
  readonly time?: string;
  /** When people born on 29 February have theirs in other years. Default: on the 28th. */
  readonly leap?: LeapPolicy;
  /** The pool of single-use codes, one a person and year. Absent: wishes alone. */
  readonly codes?: string;
  /** How long a code holds. Default: 14 days. */
  readonly codesFor?: DurationText;
  /** From the wishes to the reminder, where there is a code. Default: 11 days. */
  readonly remindAfter?: DurationText;
  /** The event of an order, after which there is no reminder. */
  readonly order?: EventNameOf<S>;
}

/**
 * Birthday: wishes in the morning, with a code that nobody else has, and a reminder shortly before
 * it ends unless something was ordered. Once a year, also where somebody moves the date.
 * @throws DefinitionError for names that the schema lacks, and durations that are none
 * @example
 * const wishes = birthday(schema, {
 *   ...{ purpose: "marketing.news", attribute: "birthday", codes: "birthday" },
 *   link: "https://acme.example/",
 * });
 */
export function birthday<S extends Schema>(schema: S, options: BirthdayOptions<S>): ReadyMade;
export function birthday(schema: Schema, options: BirthdayOptions<Schema>): ReadyMade {
  const { id = "birthday", attribute, time = "09:00", leap, codes, order, link } = options;
  const { codesFor = "14d", remindAfter = "11d" } = options;
  const settings = { ...options, workflow: id };
  const mail = (name: BirthdayMail, plan: Omit<MailPlan, "link">) =>
    mailTemplate(schema, name, { link, ...plan }, settings);
  const wishes = mail("wishes", {
    words: codes === undefined ? words.plainWishes : words.wishes,
    ...coded(codes, codesFor, { occasion: `${id}:{year}`, whenEmpty: "skip" }),
  });
  const reminder = mail("reminder", { words: words.reminder });
  const workflow = defineWorkflow(schema, id, (w) => {
    const start = w.onDate(attribute, {
      ...{ every: "year", time, reentry: { after: "300d" } },
      ...(leap === undefined ? {} : { leap }),
    });
    const frame = framed(id, start, options).lateAfter("24h");
    const ending = order === undefined ? frame : frame.exitOn(order, { outcome: "ordered" });
    const wished = ending.send(wishes, { id: "wishes" });
    if (codes === undefined) return wished;
    return wished
      .waitSince(
        { sent: wishes, for: remindAfter, timeout: "1d", id: "nearly-over" },
        { no: (path) => path.exit("no wishes") },
      )
      .send(reminder, { id: "reminder" });
  });
  return readyMade({
    ...{ workflow, templates: codes === undefined ? [wishes] : [wishes, reminder] },
    needs: {
      ...{ attributes: [attribute], ...poolNeeded(codes) },
      ...(order === undefined ? {} : { events: [order] }),
    },
  });
}
