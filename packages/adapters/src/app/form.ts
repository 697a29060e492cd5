import type { Label } from "@wellsent/consent";
import type { Activity, ConsentChannel, PurposeOf, Schema, TopicOf } from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import type { TemplateReference } from "./template-values.js";

/** One thing that a form asks for. It has its own box, which only the person ticks. */
export interface FormAsk<Purpose extends string = string, Topic extends string = string> {
  readonly purpose: Purpose;
  /** Each is granted on its own. Absent: what is sent for the purpose without a topic. */
  readonly topics?: readonly Topic[];
  /** Default: `["email"]`. `call`: that a colleague may telephone. */
  readonly channels?: readonly ConsentChannel[];
  /** Default: `["send"]`. Opens and clicks are recorded only for people who agreed to that. */
  readonly activities?: readonly Activity[];
  /** The label of its box. Required if the form asks for more than one thing. */
  readonly label?: Label;
}

/** An ask whose topics belong to its purpose. */
type AskOf<S extends Schema> = {
  [Purpose in PurposeOf<S>]: FormAsk<Purpose, TopicOf<S, Purpose>>;
}[PurposeOf<S>];

interface FormWords {
  /** The name of the form in the ledger, such as `footer` or `checkout`. */
  readonly id: string;
  /** To be increased whenever the wording changes. Default: `"1"`. */
  readonly version?: string;
  /**
   * `single`: the form is enough. `double`: nothing counts until the mailbox has confirmed it, as
   * German courts require. Default: `double`.
   */
  readonly mode?: "single" | "double";
  /** What the person reads before they agree, word for word, by language. */
  readonly text: Label;
  /**
   * How to withdraw, which must be said before the consent: GDPR Art. 7(3). Default: built in for
   * `en` and `de`.
   */
  readonly withdrawal?: Label;
  /** Who asks for consent. Default: name and address of the tenant's brand. */
  readonly controller?: Label;
  /** Others who receive the data. */
  readonly recipients?: readonly string[];
  /**
   * The language of plain texts, and the fallback for other languages. Default: the only one of
   * `text`, or `en`.
   */
  readonly locale?: string;
  /** The heading and the button of the form, where a page shows it. */
  readonly title?: Label;
  readonly button?: Label;
  /**
   * The mail that asks for confirmation. Default: the app's template of class
   * `confirmation_request`.
   */
  readonly confirmation?: TemplateReference;
  /** How long its link is valid, in milliseconds. Default: 14 days. */
  readonly lifetime?: number;
  /**
   * How many reminders `remind` of a tenant may send of one request. Default: 0. Say more only
   * where the law of the people's places allows a second mail to somebody who has not answered.
   */
  readonly reminders?: number;
}

/** The input of {@link defineForm}: a single ask, or several by the names of their boxes. */
export type FormDefinition<S extends Schema> = FormWords &
  (AskOf<S> | { readonly asks: Readonly<Record<string, AskOf<S>>> });

type ChoiceIn<Definition> = Definition extends { readonly asks: infer Asks }
  ? keyof Asks & string
  : Definition extends { readonly purpose: infer Purpose extends string }
    ? Purpose
    : never;

/** A sign-up form as plain data. `Choice`: the names of its boxes. */
export interface Form<Choice extends string = string>
  extends Required<Pick<FormWords, "id" | "version" | "mode" | "text" | "locale">>,
    Omit<FormWords, "version" | "mode" | "locale" | "text" | "id"> {
  readonly asks: Readonly<Record<Choice, FormAsk>>;
}

/**
 * Describes a sign-up form: what it asks for, in which words. A tenant's `grant` takes the value as
 * evidence, and a page can be drawn from it.
 * @example
 * const newsForm = defineForm(schema, {
 *   id: "footer",
 *   purpose: "marketing.news",
 *   text: "Yes, send me news by e-mail, about once a month.",
 * });
 *
 * @throws DefinitionError `DEFINITION_NAME`, `DEFINITION_FORM_ASKS` for a form that asks for
 * nothing or for an impossible choice, `DEFINITION_FORM_BUNDLED` where several asks have no label
 * of their own, `DEFINITION_FORM_TEXT` for no words, `DEFINITION_FORM_REMINDERS` for no number of
 * reminders.
 */
export function defineForm<S extends Schema, const Definition extends FormDefinition<S>>(
  schema: S,
  definition: Definition,
): Form<ChoiceIn<Definition>>;
export function defineForm(schema: Schema, definition: FormDefinition<Schema>): Form {
  const { id, version = "1", mode = "double", text, ...rest } = definition;
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(id)) {
    throw new DefinitionError("DEFINITION_NAME", "The id of a form is no plain name.", {
      path: "id",
      remedy: "Use up to 64 letters, digits, dots, colons and hyphens.",
    });
  }
  const { locale = findOnlyLanguage(text), ...others } = rest;
  const { asks, words } = splitForm(others);
  for (const [name, ask] of Object.entries(asks)) checkAsk(schema, ask, `${id}.asks.${name}`);
  checkWords(id, asks, text);
  checkReminders(id, mode, words.reminders);
  return Object.freeze({ ...words, id, version, mode, locale, text, asks: Object.freeze(asks) });
}

function checkReminders(id: string, mode: Form["mode"], reminders: number | undefined): void {
  if (reminders === undefined || reminders === 0) return;
  if (mode === "double" && Number.isSafeInteger(reminders) && reminders > 0) return;
  throw new DefinitionError(
    "DEFINITION_FORM_REMINDERS",
    "This is no number of reminders, or the form asks nobody to confirm.",
    { path: `${id}.reminders`, remedy: "Give a whole number, to a form in double mode." },
  );
}

/** The language of a form that does not name its own: the only one it has words in, or English. */
function findOnlyLanguage(text: Label): string {
  const [first, ...others] = typeof text === "string" ? [] : Object.keys(text);
  return first === undefined || others.length > 0 ? "en" : first;
}

type Rest = Omit<FormWords, "id" | "version" | "mode" | "locale" | "text"> &
  (FormAsk | { readonly asks: Readonly<Record<string, FormAsk>> });

function splitForm(rest: Rest): {
  readonly asks: Readonly<Record<string, FormAsk>>;
  readonly words: Omit<FormWords, "id" | "version" | "mode" | "locale" | "text">;
} {
  if ("asks" in rest) {
    const { asks, ...words } = rest;
    return { asks, words };
  }
  const { purpose, topics, channels, activities, label, ...words } = rest;
  const ask: FormAsk = {
    purpose,
    ...(topics === undefined ? {} : { topics }),
    ...(channels === undefined ? {} : { channels }),
    ...(activities === undefined ? {} : { activities }),
    ...(label === undefined ? {} : { label }),
  };
  return { asks: { [purpose]: ask }, words };
}

function checkAsk({ purposes }: Schema, ask: FormAsk, path: string): void {
  const known = Object.hasOwn(purposes, ask.purpose) ? purposes[ask.purpose] : undefined;
  const { topics, channels = ["email"], activities = ["send"] } = ask;
  if (known === undefined) throw wrongAsk("It is for a purpose that the schema lacks.", path);
  if (topics?.some((topic) => !known.topics?.includes(topic)))
    throw wrongAsk("It names a topic that its purpose lacks.", path);
  if (topics?.length === 0 || channels.length === 0 || activities.length === 0)
    throw wrongAsk("It has an empty list, and so asks for nothing.", path);
}

function checkWords(id: string, asks: Readonly<Record<string, FormAsk>>, text: Label): void {
  const all = Object.values(asks);
  if (all.length === 0) throw wrongAsk("The form asks for nothing.", id);
  if (all.length > 1 && all.some(({ label }) => label === undefined)) {
    throw new DefinitionError(
      "DEFINITION_FORM_BUNDLED",
      "A form asks for several things, and one of them has no words of its own.",
      { path: id, remedy: "Give each ask the label of its box: GDPR Recital 43." },
    );
  }
  const words = typeof text === "string" ? [text] : Object.values(text);
  if (words.length > 0 && words.every((each) => each.trim() !== "")) return;
  throw new DefinitionError("DEFINITION_FORM_TEXT", "A form does not say what is agreed to.", {
    path: `${id}.text`,
    remedy: "Write the words that stand above its button.",
  });
}

function wrongAsk(message: string, path: string): DefinitionError {
  return new DefinitionError("DEFINITION_FORM_ASKS", message, {
    path,
    remedy: "Ask for purposes and topics of the schema.",
  });
}
