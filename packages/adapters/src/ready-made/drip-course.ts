import {
  type DurationText,
  defineWorkflow,
  type PathBuilder,
  type Schema,
  type Weekday,
  type WorkflowSteps,
} from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import { framed } from "./frame.js";
import { type MailPlan, mailTemplate } from "./mail.js";
import type { WordsByLanguage } from "./mail-words.js";
import { type ReadyMade, type ReadyMadeOptions, readyMade } from "./ready-made.js";
import * as words from "./words/drip-course.js";

/** The mails of {@link dripCourse}: the first, the last, and the lessons by their number. */
export type DripCourseMail = "start" | "end" | `lesson-${number}`;

export interface DripCourseOptions<in out S extends Schema>
  extends ReadyMadeOptions<S, DripCourseMail> {
  /** What each lesson says, by language, in at least English. */
  readonly lessons: readonly WordsByLanguage[];
  /** Where the button of each lesson leads, in their order. Default: `link`. */
  readonly lessonLinks?: readonly string[];
  /** From one lesson to the next. Default: 2 days. */
  readonly every?: DurationText;
  /** `HH:MM` in the person's zone. Default: `09:00`. */
  readonly time?: string;
  /** The days on which lessons come. Default: any. */
  readonly days?: readonly Weekday[];
  /** The list that somebody joins to take part. Absent: `enroll` alone starts it. */
  readonly list?: string;
  /**
   * What the next lesson waits for: that the last was accepted by the provider, or that it arrived.
   * Not every provider reports arrivals. Default: `sent`.
   */
  readonly after?: "sent" | "delivered";
}

/**
 * Drip course: one lesson after the other, each only once the last was sent, so that a pause is
 * never made up for by two on one day. Once a person. Its topic is not the newsletter's: whoever
 * took the course has not asked for more.
 *
 * With a new lesson at the end, those who have finished get it by `migrate`, not by a new start.
 * @throws DefinitionError `DEFINITION_LESSONS` for a course without lessons, or for what the schema
 * lacks
 * @example
 * const course = dripCourse(schema, {
 *   ...{ purpose: "course", link: "https://acme.example/course", list: "course" },
 *   lessons: [{ en: { subject: "Lesson 1", preheader: "…", heading: "…", paragraphs: ["…"] } }],
 * });
 */
export function dripCourse<S extends Schema>(schema: S, options: DripCourseOptions<S>): ReadyMade;
export function dripCourse(schema: Schema, options: DripCourseOptions<Schema>): ReadyMade {
  const { id = "course", lessons, lessonLinks = [], every = "2d", list, link } = options;
  const { time = "09:00", days, after = "sent" } = options;
  if (lessons.length === 0) {
    throw new DefinitionError("DEFINITION_LESSONS", "A course has at least one lesson.", {
      path: "lessons",
      remedy: "Give the words of each lesson.",
    });
  }
  const settings = { ...options, workflow: id };
  const mail = (name: DripCourseMail, plan: Partial<MailPlan> & Pick<MailPlan, "words">) =>
    mailTemplate(schema, name, { link, ...plan }, settings);
  const start = mail("start", { words: words.start });
  const taught = lessons.map((lesson, index) =>
    mail(`lesson-${index + 1}`, { words: lesson, link: lessonLinks[index] ?? link }),
  );
  const end = mail("end", { words: words.end });
  const at = { time, zone: "contact", ...(days === undefined ? {} : { days }) } as const;
  const lost: PathBuilder<Schema, Record<never, never>> = (path) => path.exit("undelivered");

  const workflow = defineWorkflow(schema, id, (w) => {
    const begun = list === undefined ? w.onRequest() : w.onRequest().onJoin(list);
    let steps: WorkflowSteps<Schema, Record<never, never>> = framed(id, begun, options).send(
      start,
      {
        id: "start",
      },
    );
    let last = start;
    for (const [index, lesson] of [...taught, end].entries()) {
      const number = index + 1;
      // The first comes on the next morning, however late the beginning was sent.
      const since = { for: index === 0 ? "12h" : every, timeout: "14d" } as const;
      const report = after === "sent" ? { ...since, sent: last } : { ...since, delivered: last };
      steps = steps
        .waitSince({ ...report, id: `after-${index}` }, { no: lost })
        .waitUntil({ ...at, today: "now", id: `hour-${number}` })
        .send(lesson, { id: lesson === end ? "end" : `lesson-${number}` });
      last = lesson;
    }
    return steps.exit("finished");
  });
  return readyMade({ ...{ workflow, templates: [start, ...taught, end] }, needs: {} });
}
