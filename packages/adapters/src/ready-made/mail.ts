import type { CodeUse, MessageClass, ProductUse, Schema } from "@wellsent/core";
import {
  defineTemplate,
  type FieldDeclaration,
  type TemplateSource,
} from "@wellsent/templates/define";
import { blockIn, type MailBlocks, type MailLayout, plainLayout } from "./mail-layout.js";
import { changedWords, type WordChanges, type WordsByLanguage } from "./mail-words.js";

/** One mail of a ready-made workflow. */
export interface MailPlan {
  readonly words: WordsByLanguage;
  /** Where its button leads: an address, or a field that holds one. */
  readonly link: string;
  readonly block?: MailBlocks;
  readonly footer?: WordsByFooter;
  readonly codes?: CodeUse;
  readonly products?: ProductUse;
  /** Events whose data the words read. */
  readonly events?: readonly string[];
  readonly fields?: Readonly<Record<string, FieldDeclaration>>;
  /** Default: `marketing`. */
  readonly messageClass?: MessageClass;
}

type WordsByFooter = Readonly<Record<string, string>>;

/** What the mails of one workflow have in common. */
export interface MailSettings<Mail extends string> {
  readonly workflow: string;
  readonly purpose: string;
  readonly topic?: string | undefined;
  readonly words?: WordChanges<Mail> | undefined;
  readonly layout?: MailLayout | undefined;
  readonly templates?: Readonly<Partial<Record<Mail, TemplateSource>>> | undefined;
}

/**
 * The template of one mail in all its languages, the text part made of the same words; or the
 * host's own in its place.
 */
export function mailTemplate<Mail extends string>(
  schema: Schema,
  mail: Mail,
  plan: MailPlan,
  settings: MailSettings<Mail>,
): TemplateSource {
  const own = settings.templates?.[mail];
  if (own !== undefined) return own;
  const { workflow, purpose, topic, words: changes, layout = plainLayout } = settings;
  const { link, block, footer = wayOut, codes, products, events = [], fields = {} } = plan;
  const { messageClass = "marketing" } = plan;
  const words = changedWords(mail, plan.words, changes);
  const locales = Object.entries(words).map(([language, { subject, preheader, ...parts }]) => {
    const mjml = layout({
      ...{ language, title: subject, ...parts, link },
      block: blockIn(block, language),
      footer: blockIn(footer, language),
    });
    return [language, { subject, preheader, mjml }] as const;
  });
  return defineTemplate(schema, {
    ...{ id: `${workflow}-${mail}`, messageClass, purpose, events, fields },
    ...(topic === undefined ? {} : { topic }),
    ...(codes === undefined ? {} : { codes }),
    ...(products === undefined ? {} : { products }),
    locale: "en",
    locales: Object.fromEntries(locales),
  });
}

const imprint =
  "{{#if sender.legalName}}{{sender.legalName}}{{/if}}{{#if sender.address}}, {{sender.address}}{{/if}}";

/** For mail that needs a way out: why it comes, how it stops, who sends it. */
const wayOut: WordsByFooter = {
  en: `<p>You get this mail because you agreed to it. <a href="{{unsubscribe}}">Unsubscribe</a> or <a href="{{preferences}}">choose what you get</a>.</p><p>${imprint}</p>`,
  de: `<p>Sie erhalten diese E-Mail, weil Sie zugestimmt haben. <a href="{{unsubscribe}}">Abmelden</a> oder <a href="{{preferences}}">wählen, was Sie erhalten</a>.</p><p>${imprint}</p>`,
};

/** For mail that somebody asked for themselves. */
export const imprintOnly: WordsByFooter = { en: `<p>${imprint}</p>` };
