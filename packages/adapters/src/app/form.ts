import type { Label } from "@wellsent/consent";
import type { Activity, Channel, PurposeOf, Schema, TopicOf } from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import type { TemplateReference } from "./template-values.js";

/** One thing that a form asks for: its own box, ticked by nobody but the person. */
export interface FormAsk<Purpose extends string = string, Topic extends string = string> {
  readonly purpose: Purpose;
  /** Each is granted on its own. Absent: what is sent for the purpose without a topic. */
  readonly topics?: readonly Topic[];
  /** Default: `["email"]`. */
  readonly channels?: readonly Channel[];
  /** Default: `["send"]`. Opens and clicks are recorded only of those who agreed to that. */
  readonly activities?: readonly Activity[];
  /** What stands beside its box. Needed where the form asks for more than one thing. */
  readonly label?: Label;
}

/** An ask whose topics are the purpose's own. */
type AskOf<S extends Schema> = {
  [Purpose in PurposeOf<S>]: FormAsk<Purpose, TopicOf<S, Purpose>>;
}[PurposeOf<S>];

interface FormWords {
  /** Names the form in the ledger's wordings: `footer`, `checkout`. */
  readonly id: string;
  /** Counted up whenever the wording changes. Default: `"1"`. */
  readonly version?: string;
  /**
   * `single`: the form is enough. `double`: nothing counts until the mailbox has confirmed it,
   * which German courts ask for. Default: `double`.
   */
  readonly mode?: "single" | "double";
  /** What the person reads before they agree, word for word, by language. */
  readonly text: Label;
  /** How to withdraw, said before the yes: GDPR Art. 7(3). Default: built in for `en` and `de`. */
  readonly withdrawal?: Label;
  /** Who asks. Default: name and address of the tenant's brand. */
  readonly controller?: Label;
  /** Who else gets the data. */
  readonly recipients?: readonly string[];
  /** The language of plain texts, and where no other fits. Default: `en`. */
  readonly locale?: string;
  /** Above and on the button of the form, where a page shows it. */
  readonly title?: Label;
  readonly button?: Label;
  /** The mail that asks to confirm. Default: the app's one of class `confirmation_request`. */
  readonly confirmation?: TemplateReference;
  /** How long its link confirms, in milliseconds. Default: 14 days. */
  readonly lifetime?: number;
}

/** What {@link defineForm} takes: one ask as it is, or several by the names of their boxes. */
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
 * Describes a sign-up form: what it asks for, and the very words. The value is what a tenant's
 * `grant` takes as evidence, and what a page can be drawn from.
 *
 * @example
 * const newsForm = defineForm(schema, {
 *   id: "footer",
 *   purpose: "marketing.news",
 *   text: "Yes, send me news by e-mail, about once a month.",
 * });
 *
 * @throws DefinitionError `DEFINITION_NAME`, `DEFINITION_FORM_ASKS` for a form that asks for
 * nothing or for what nobody could do, `DEFINITION_FORM_BUNDLED` where several asks have no label of their
 * own, `DEFINITION_FORM_TEXT` for no words.
 */
export function defineForm<S extends Schema, const Definition extends FormDefinition<S>>(
  schema: S,
  definition: Definition,
): Form<ChoiceIn<Definition>>;
export function defineForm(schema: Schema, definition: FormDefinition<Schema>): Form {
  const { id, version = "1", mode = "double", locale = "en", text, ...rest } = definition;
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(id)) {
    throw new DefinitionError("DEFINITION_NAME", "The id of a form is no plain name.", {
      path: "id",
      remedy: "Use up to 64 letters, digits, dots, colons and hyphens.",
    });
  }
  const { asks, words } = partsOf(rest);
  for (const [name, ask] of Object.entries(asks)) checkAsk(schema, ask, `${id}.asks.${name}`);
  checkWords(id, asks, text);
  return Object.freeze({ ...words, id, version, mode, locale, text, asks: Object.freeze(asks) });
}

type Rest = Omit<FormWords, "id" | "version" | "mode" | "locale" | "text"> &
  (FormAsk | { readonly asks: Readonly<Record<string, FormAsk>> });

function partsOf(rest: Rest): {
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
