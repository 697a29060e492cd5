import type { Label, Notice } from "@wellsent/consent";

import { InputError } from "@wellsent/core/errors";
import type { Form, FormAsk } from "./form.js";
import type { OfferedPurpose } from "./offered-purposes.js";
import type { ConsentPackage } from "./peers.js";
import type { Brand, SettledTenant } from "./tenant-settings.js";

/** What a form says about withdrawing where its author says nothing. */
const withdrawal: Readonly<Record<string, string>> = {
  en: "Every message says how to unsubscribe.",
  de: "In jeder Nachricht steht, wie man sich abmeldet.",
};

const fallback = "en";

/** A label in a language, or in the nearest there is. */
export function said(label: Label, locale: string): string {
  if (typeof label === "string") return label;
  const language = locale.split("-")[0] ?? locale;
  return label[locale] ?? label[language] ?? label[fallback] ?? Object.values(label)[0] ?? "";
}

export function listLanguages(form: Form): readonly string[] {
  return typeof form.text === "string" ? [form.locale] : Object.keys(form.text);
}

/**
 * What a form showed, in one language, in the name of one tenant: a wording of its own under its
 * own digest.
 *
 * @throws InputError `INPUT_FORM_LOCALE` for a language the form does not speak.
 */
export function noticeOfForm(form: Form, brand: Brand, locale: string): Notice {
  const languages = listLanguages(form);
  const language = languages.find((known) => known === locale || known === locale.split("-")[0]);
  if (language === undefined) {
    throw new InputError("INPUT_FORM_LOCALE", "The form has no words in this language.", {
      path: "locale",
      remedy: `Name the one that was shown: ${languages.join(", ")}.`,
    });
  }
  const asks: readonly FormAsk[] = Object.values(form.asks);
  const boxes = asks.flatMap(({ label }) => (label === undefined ? [] : said(label, language)));
  return {
    id: form.id,
    version: form.version,
    locale: language,
    purposes: distinct(asks.map(({ purpose }) => purpose)),
    channels: distinct(asks.flatMap(({ channels = ["email"] }) => channels)),
    activities: distinct(asks.flatMap(({ activities = ["send"] }) => activities)),
    controller: said(form.controller ?? nameController(brand, language), language),
    recipients: form.recipients ?? [],
    text: [said(form.text, language), ...boxes].join("\n\n"),
    withdrawal: said(form.withdrawal ?? withdrawal, language),
  };
}

/** The words of the preference centre in one language: what its requests are filed under. */
export function noticeOfPreferences(
  consent: ConsentPackage,
  { brand, words }: SettledTenant,
  offered: readonly OfferedPurpose[],
  locale: string,
): Notice {
  const built = { en: consent.english, de: consent.german, ...words.texts };
  const texts = Object.entries(built).find(([language]) => language === locale)?.[1] ?? built.en;
  const names = offered.flatMap(({ label, topics }) => [
    said(label, locale),
    ...topics.map((topic) => said(topic.label, locale)),
  ]);
  return {
    id: "preferences",
    version: "1",
    locale,
    purposes: distinct(offered.map(({ purpose }) => purpose)),
    channels: distinct(offered.map(({ channel }) => channel)),
    activities: ["send", "track.open", "track.click"],
    controller: nameController(brand, locale),
    recipients: [],
    text: [texts.preferencesTitle, texts.preferencesLead, ...names].join("\n\n"),
    withdrawal: said(withdrawal, locale),
  };
}

function nameController({ name, address }: Brand, locale: string): string {
  return address === undefined
    ? said(name, locale)
    : `${said(name, locale)}, ${said(address, locale)}`;
}

function distinct<Value extends string>(values: readonly Value[]): readonly Value[] {
  return [...new Set(values)];
}
