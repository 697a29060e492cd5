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
import { framed } from "./frame.js";
import { type MailPlan, mailTemplate } from "./mail.js";
import { type ReadyMade, type ReadyMadeOptions, readyMade } from "./ready-made.js";
import * as words from "./words/re-permission.js";

/** The mails of {@link rePermission}. */
export type RePermissionMail = "ask" | "again";

export interface RePermissionOptions<in out S extends Schema>
  extends ReadyMadeOptions<S, RePermissionMail> {
  /** What only people do: orders, visits, log-ins. */
  readonly activity: readonly [EventNameOf<S>, ...EventNameOf<S>[]];
  /** The event that the page behind `link` tracks when somebody says yes, after its `grant`. */
  readonly renewed: EventNameOf<S>;
  /**
   * How long somebody has been silent. Well before the rules count a consent as stale: after that,
   * nobody may ask. Default: 640 days, three months before two years.
   */
  readonly after?: DurationText;
  /** From the question to the second, and from there to the end. Default: 14 days each. */
  readonly waits?: { readonly again?: DurationText; readonly end?: DurationText };
  /**
   * The list of those who did not answer, for whom the host withdraws the consent. Default:
   * `ID-silent`.
   */
  readonly list?: string;
}

/**
 * Re-permission: asks people whose consent still counts, and soon will not, whether it is still so.
 * Two mails without any offer; whoever does not answer is put on a list, to be written to no more.
 *
 * The question is advertising itself and needs the very consent that it asks about: the ICO fined
 * Flybe and Honda in 2017 for asking people who had none. So it goes to nobody whose consent was
 * never given, was withdrawn, or is stale already. Not again for two years.
 * @throws DefinitionError for names that the schema lacks, and durations that are none
 * @example
 * const ask = rePermission(schema, {
 *   ...{ purpose: "marketing.news", activity: ["order.placed"], renewed: "permission.renewed" },
 *   link: "https://acme.example/yes",
 * });
 */
export function rePermission<S extends Schema>(
  schema: S,
  options: RePermissionOptions<S>,
): ReadyMade;
export function rePermission(schema: Schema, options: RePermissionOptions<Schema>): ReadyMade {
  const { id = "re-permission", purpose, topic, activity, renewed, after = "640d" } = options;
  const { waits = {}, list = `${id}-silent`, except, link } = options;
  const aging = defineSegment(schema, `${id}-aging`, (c) => {
    const lately: Window = { last: after };
    const about = { channel: "email", purpose } as const;
    const consent = c.consent(topic === undefined ? about : { ...about, topic });
    const asked = all(
      consent.is("granted"),
      not(c.contact("createdAt").inLast(after)),
      c.message("clicked").none(lately),
      c.event([...activity, renewed]).none(lately),
      not(c.list(list)),
    );
    return except === undefined ? asked : all(asked, not(c.member(except.id)));
  });
  const settings = { ...options, workflow: id };
  const mail = (name: RePermissionMail, plan: Omit<MailPlan, "link">) =>
    mailTemplate(schema, name, { link, ...plan }, settings);
  const ask = mail("ask", { words: words.ask });
  const again = mail("again", { words: words.again });
  const workflow = defineWorkflow(schema, id, (w) =>
    framed(id, w.onEnter(aging, { reentry: { after: "730d" } }), options)
      .exitOn(renewed, { outcome: "renewed" })
      .send(ask, { id: "ask" })
      .wait(waits.again ?? "14d", { id: "wait-answer" })
      .send(again, { id: "again" })
      .wait(waits.end ?? "14d", { id: "wait-end" })
      .addTo(list)
      .exit("no answer"),
  );
  return readyMade({
    ...{ workflow, templates: [ask, again], segments: [aging] },
    needs: { events: [...activity, renewed] },
  });
}
