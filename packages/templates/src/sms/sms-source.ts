import type { MessageClass, Schema } from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import type { DeclaredData, Named, NamesIn, TemplateData } from "../define/template-data.js";
import type { SoundTexts } from "../define/template-types.js";
import type { FieldDeclaration } from "../fields/field.js";
import { type OfferUse, offersIn } from "../fields/offers.js";

/** A text message as written: the same field language as mail, over plain text. */
export interface SmsSource extends OfferUse {
  readonly id: string;
  readonly channel: "sms";
  readonly messageClass: MessageClass;
  /**
   * What it is sent for. Whoever sends it then names no other; absent: whoever sends it says so.
   */
  readonly purpose?: string;
  /** A list within the purpose. */
  readonly topic?: string;
  /** The locale of last resort. */
  readonly locale: string;
  readonly locales: { readonly [locale: string]: { readonly text: string } };
  readonly fields: { readonly [path: string]: FieldDeclaration };
  /**
   * True where names were checked against a schema by `tsc`: those not under `fields` are read as
   * optional text, not refused.
   */
  readonly open: boolean;
  /** Events of the schema whose data the text may read as `{{event.…}}`. Empty: none. */
  readonly events: readonly string[];
  readonly partials: { readonly [name: string]: string };
  /**
   * Who writes, as people know them. Put first, with a colon, where neither text nor sender id says
   * it.
   */
  readonly sender: string;
  /** A text of more parts than this is not sent, and never cut. */
  readonly maxSegments: number;
  /**
   * Curly quotes, dashes and odd spaces as GSM-7 has them, where that is all that keeps a text from
   * it.
   */
  readonly transliterate: boolean;
}

export interface SmsDefinition extends OfferUse {
  readonly id: string;
  readonly messageClass: MessageClass;
  /**
   * What it is sent for. Whoever sends it then names no other; absent: whoever sends it says so.
   */
  readonly purpose?: string;
  /** A list within the purpose. */
  readonly topic?: string;
  readonly sender: string;
  /** Default `en`. */
  readonly locale?: string;
  /** For one locale; several go under `locales`. */
  readonly text?: string;
  readonly locales?: { readonly [locale: string]: { readonly text: string } };
  readonly fields?: { readonly [path: string]: FieldDeclaration };
  /** Set where a schema is given; see {@link SmsSource.open}. */
  readonly open?: boolean;
  readonly events?: readonly string[];
  readonly partials?: { readonly [name: string]: string };
  /** A text of more parts than this is not sent, and never cut: from 1 to 10. Default 3. */
  readonly maxSegments?: number;
  /** Default true. */
  readonly transliterate?: boolean;
}

/**
 * Makes the plain value that `compileSms` turns into programs. Nothing is parsed at run time; `tsc`
 * checks every field that inline texts name against the contact schema, the data of `events`, and
 * the declared `fields`.
 *
 * @example
 * defineSms(schema, { id: "late", messageClass: "service", sender: "Acme",
 *   text: "Hi {{firstName}}, your parcel comes tomorrow." })
 *
 * @throws DefinitionError `DEFINITION_TEMPLATE_ID`, `DEFINITION_TEMPLATE_EMPTY`,
 * `DEFINITION_TEMPLATE_LOCALE`, `DEFINITION_SMS_SENDER`, `DEFINITION_SMS_SEGMENTS`.
 */
export function defineSms<S extends Schema, const Definition extends SmsDefinition & NamesIn<S>>(
  schema: S,
  definition: Definition & SoundTexts<Definition, TemplateData<S, Definition>>,
): SmsSource & Named<Definition>;
/** Without a schema, names are checked only where `fields` are declared. */
export function defineSms<const Definition extends SmsDefinition>(
  definition: Definition & SoundTexts<Definition, DeclaredData<Definition>>,
): SmsSource & Named<Definition>;
export function defineSms(first: Schema | SmsDefinition, second?: SmsDefinition): SmsSource {
  if (second !== undefined) return createSource({ ...second, open: true });
  if ("attributes" in first) {
    throw new DefinitionError("DEFINITION_TEMPLATE_EMPTY", "A schema was given, but no message.", {
      path: "definition",
    });
  }
  return createSource(first);
}

function createSource(definition: SmsDefinition): SmsSource {
  const {
    id,
    messageClass,
    purpose,
    topic,
    sender,
    locale = "en",
    text,
    locales = {},
    maxSegments = 3,
    transliterate = true,
  } = definition;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id)) {
    throw new DefinitionError(
      "DEFINITION_TEMPLATE_ID",
      "An id is up to 128 letters, digits, dots and dashes.",
      {
        path: "id",
      },
    );
  }
  const all = text === undefined ? { ...locales } : { ...locales, [locale]: { text } };
  if (Object.keys(all).length === 0) {
    throw new DefinitionError("DEFINITION_TEMPLATE_EMPTY", "The message has no text.", {
      path: id,
      remedy: "Give text, or one per locale under locales.",
    });
  }
  const last = Object.hasOwn(all, locale) ? all[locale] : undefined;
  if (last === undefined) {
    throw new DefinitionError(
      "DEFINITION_TEMPLATE_LOCALE",
      "The locale of last resort has no text.",
      {
        path: `${id}.locales`,
      },
    );
  }
  if (!/^[^\p{Cc}]{1,40}$/u.test(sender) || sender.trim() === "") {
    throw new DefinitionError(
      "DEFINITION_SMS_SENDER",
      "A text message names its sender, in up to 40 characters.",
      {
        path: `${id}.sender`,
      },
    );
  }
  if (!Number.isInteger(maxSegments) || maxSegments < 1 || maxSegments > 10) {
    throw new DefinitionError(
      "DEFINITION_SMS_SEGMENTS",
      "A text message has between 1 and 10 segments.",
      {
        path: `${id}.maxSegments`,
      },
    );
  }
  const { fields = {}, open = false, events = [], partials = {} } = definition;
  return Object.freeze({
    id,
    channel: "sms",
    messageClass,
    ...(purpose === undefined ? {} : { purpose }),
    ...(topic === undefined ? {} : { topic }),
    ...offersIn(definition),
    locale,
    // That of last resort first: it is the one a renderer takes where none fits.
    locales: { [locale]: last, ...all },
    fields,
    open,
    events,
    partials,
    sender,
    maxSegments,
    transliterate,
  });
}
