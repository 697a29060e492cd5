import type { MessageClass, Schema } from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import type { FieldDeclaration } from "../fields/field.js";
import { type OfferUse, offersIn } from "../fields/offers.js";
import type { DeclaredData, Named, NamesIn, TemplateData } from "./template-data.js";
import type { LocaleSource, TemplateSource, UtmRules } from "./template-source.js";
import type { SoundTexts } from "./template-types.js";

/** What {@link defineTemplate} takes: one locale inline, or several under `locales`. */
export interface TemplateDefinition extends Partial<LocaleSource>, OfferUse {
  readonly id: string;
  readonly messageClass: MessageClass;
  /**
   * What it is sent for. Whoever sends it then names no other; absent: whoever sends it says so.
   */
  readonly purpose?: string;
  /** A list within the purpose. */
  readonly topic?: string;
  /** Default `en`. */
  readonly locale?: string;
  readonly locales?: { readonly [locale: string]: LocaleSource };
  readonly fields?: { readonly [path: string]: FieldDeclaration };
  /** Set where a schema is given; see {@link TemplateSource.open}. */
  readonly open?: boolean;
  readonly events?: readonly string[];
  readonly utm?: UtmRules;
  readonly partials?: { readonly [name: string]: string };
}

const plainId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * Makes the plain value that `compileTemplate` turns into a program. Nothing is parsed at run time;
 * `tsc` checks every field that inline texts name against the contact schema, the data of `events`,
 * and the declared `fields`. An editor offers purposes, topics and events inside the quotes, but no
 * fields inside of `{{ }}`: TypeScript completes a text only as a whole.
 *
 * @example
 * const missYou = defineTemplate(schema, {
 *   id: "miss-you",
 *   messageClass: "marketing",
 *   subject: "{{salutation}}, come back",
 *   mjml: readFileSync("miss-you.mjml", "utf8"),
 * });
 *
 * @throws DefinitionError `DEFINITION_TEMPLATE_ID`, `DEFINITION_TEMPLATE_EMPTY` where no locale has
 * a subject and a body, `DEFINITION_TEMPLATE_LOCALE` where the locale of last resort has no source.
 */
export function defineTemplate<
  S extends Schema,
  const Definition extends TemplateDefinition & NamesIn<S>,
>(
  schema: S,
  definition: Definition & SoundTexts<Definition, TemplateData<S, Definition>>,
): TemplateSource & Named<Definition>;
/** Without a schema, names are checked only where `fields` are declared. */
export function defineTemplate<const Definition extends TemplateDefinition>(
  definition: Definition & SoundTexts<Definition, DeclaredData<Definition>>,
): TemplateSource & Named<Definition>;
export function defineTemplate(
  first: Schema | TemplateDefinition,
  second?: TemplateDefinition,
): TemplateSource {
  if (second !== undefined) return createSource({ ...second, open: true });
  if ("attributes" in first) {
    throw new DefinitionError("DEFINITION_TEMPLATE_EMPTY", "A schema was given, but no template.", {
      path: "definition",
    });
  }
  return createSource(first);
}

function createSource(definition: TemplateDefinition): TemplateSource {
  const {
    id,
    messageClass,
    purpose,
    topic,
    locale = "en",
    locales = {},
    fields = {},
    open = false,
    events = [],
    utm = {},
    partials = {},
  } = definition;
  if (!plainId.test(id)) {
    throw new DefinitionError(
      "DEFINITION_TEMPLATE_ID",
      "A template's id is up to 128 letters, digits, dots and dashes.",
      {
        path: "id",
      },
    );
  }
  const { subject, preheader, mjml, text } = definition;
  const all: Record<string, LocaleSource> = { ...locales };
  if (subject !== undefined && mjml !== undefined) {
    all[locale] = {
      subject,
      mjml,
      ...(preheader === undefined ? {} : { preheader }),
      ...(text === undefined ? {} : { text }),
    };
  }
  if (Object.keys(all).length === 0) {
    throw new DefinitionError(
      "DEFINITION_TEMPLATE_EMPTY",
      "The template has neither subject and mjml nor locales.",
      {
        path: id,
        remedy: "Give subject and mjml, or one such pair per locale under locales.",
      },
    );
  }
  const last = Object.hasOwn(all, locale) ? all[locale] : undefined;
  if (last === undefined) {
    throw new DefinitionError(
      "DEFINITION_TEMPLATE_LOCALE",
      "The locale of last resort has no source.",
      {
        path: `${id}.locales`,
        remedy: "Name one of the given locales as locale.",
      },
    );
  }
  return Object.freeze({
    id,
    channel: "email",
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
    utm,
    partials,
  });
}
