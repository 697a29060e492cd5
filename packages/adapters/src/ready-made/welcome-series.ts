import {
  type DurationText,
  defineWorkflow,
  type EventNameOf,
  type PurposeOf,
  type Schema,
} from "@wellsent/core";
import { field } from "@wellsent/templates/define";
import { defineForm, type Form, type FormDefinition } from "../app/form.js";
import { framed } from "./frame.js";
import { imprintOnly, type MailPlan, mailTemplate } from "./mail.js";
import { type ReadyMade, type ReadyMadeOptions, readyMade } from "./ready-made.js";
import * as words from "./words/welcome.js";

/** The mails of {@link welcomeSeries}. */
export type WelcomeMail = "confirm" | "hello" | "best" | "choices";

export interface WelcomeOptions<in out S extends Schema, Purpose extends PurposeOf<S>>
  extends ReadyMadeOptions<S, WelcomeMail> {
  readonly purpose: Purpose;
  /** The words of the sign-up form. Its mode is `double` unless you say `single`. */
  readonly form: Omit<FormDefinition<S>, "asks" | "purpose" | "topics" | "confirmation">;
  /** From the greeting to the next mail, and from there to the last. Default: 2 and 7 days. */
  readonly waits?: { readonly best?: DurationText; readonly choices?: DurationText };
  /** Ends the series: whoever buys needs no introduction. Default: nothing does. */
  readonly until?: EventNameOf<S>;
}

export interface WelcomeSeries<Purpose extends string> extends ReadyMade {
  /** What `grant` takes, and what a page shows. */
  readonly form: Form<Purpose>;
}

/**
 * Welcome series with double opt-in: the form, the mail that asks to confirm, and three mails once
 * that was done. Nobody gets a greeting before; whoever does not confirm hears no more. Once a
 * person.
 * @throws DefinitionError for names that the schema lacks, and a form without words
 * @example
 * const welcome = welcomeSeries(schema, {
 *   purpose: "marketing.news",
 *   form: { id: "footer", text: { en: "Yes, send me news.", de: "Ja, schickt mir Neuigkeiten." } },
 *   link: "https://acme.example/start",
 * });
 * await (await app.add(welcome)).tenant("acme").grant(welcome.form, ann);
 */
export function welcomeSeries<S extends Schema, const Purpose extends PurposeOf<S>>(
  schema: S,
  options: WelcomeOptions<S, Purpose>,
): WelcomeSeries<Purpose>;
export function welcomeSeries(
  schema: Schema,
  options: WelcomeOptions<Schema, string>,
): WelcomeSeries<string> {
  const { id = "welcome", purpose, topic, waits = {}, until, link } = options;
  const settings = { ...options, workflow: id };
  const mail = (name: WelcomeMail, plan: Partial<MailPlan> & Pick<MailPlan, "words">) =>
    mailTemplate(schema, name, { link, ...plan }, settings);
  const confirm = mail("confirm", {
    ...{ words: words.confirm, link: "{{confirm}}", footer: imprintOnly },
    messageClass: "confirmation_request",
    fields: { "request.names": field.list({ of: field.text() }) },
  });
  const hello = mail("hello", { words: words.hello });
  const best = mail("best", { words: words.best });
  const choices = mail("choices", { words: words.choices });
  const form = defineForm(schema, {
    ...options.form,
    purpose,
    ...(topic === undefined ? {} : { topics: [topic] }),
    confirmation: confirm,
  });
  const news = { purpose, ...(topic === undefined ? {} : { topic }) };
  const workflow = defineWorkflow(schema, id, (w) => {
    const start = w.onConsent("granted", { ...news, channel: "email", reentry: "never" });
    const frame = framed(id, start, options);
    return (until === undefined ? frame : frame.exitOn(until, { outcome: "done" }))
      .send(hello, { id: "hello" })
      .wait(waits.best ?? "2d")
      .send(best, { id: "best" })
      .wait(waits.choices ?? "7d")
      .send(choices, { id: "choices" });
  });
  const made = readyMade({
    ...{ workflow, templates: [confirm, hello, best, choices], forms: [form] },
    needs: until === undefined ? {} : { events: [until] },
  });
  return Object.freeze({ ...made, form });
}
