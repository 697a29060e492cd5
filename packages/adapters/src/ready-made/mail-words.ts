/**
 * What one mail says in one language. Each is a template text: `{{salutation}}`, attributes and
 * the data of the workflow's event may stand in it.
 */
export interface MailWords {
  readonly subject: string;
  /** What mailboxes show beside the subject. */
  readonly preheader: string;
  readonly heading: string;
  /** A plain `<a>` or `<strong>` may stand in them. */
  readonly paragraphs: readonly string[];
  /** Absent: the mail has no button. */
  readonly button?: string;
}

/** The words of a mail by language: BCP 47 tags, `en` among them. */
export interface WordsByLanguage {
  readonly en: MailWords;
  readonly [language: string]: MailWords;
}

/**
 * A change of words by language and mail. A language that a mail does not come in takes what is
 * left out from English.
 * @example
 * const words = { en: { last: { subject: "One more thing" } }, de: { last: { button: "Ansehen" } } };
 */
export type WordChanges<Mail extends string> = {
  readonly [language: string]: { readonly [Name in Mail]?: Partial<MailWords> };
};

/** The words of one mail with the changes made to it. */
export function changedWords<Mail extends string>(
  mail: Mail,
  words: WordsByLanguage,
  changes: WordChanges<Mail> = {},
): WordsByLanguage {
  const changed: Record<string, MailWords> = { ...words };
  for (const [language, mails] of Object.entries(changes)) {
    const change = mails[mail];
    if (change === undefined) continue;
    changed[language] = { ...(changed[language] ?? words.en), ...change };
  }
  return { ...changed, en: changed["en"] ?? words.en };
}
