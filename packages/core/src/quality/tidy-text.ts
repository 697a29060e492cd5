const space = /[\s\u200b\ufeff]+/g;

/** Without white space around it, and with one space where there were several. */
export function tidyText(text: string): string {
  return text.replace(space, " ").trim();
}

const words = `- -- --- . .. ? ?? n/a n.a. n.a none null nil undefined nan unknown test testtest tbd tba xxx xxxx asdf
empty k.a. k/a unbekannt keine ohne inconnu aucun desconocido sconosciuto nessuno #n/a #name? #ref!`;
const placeholders: ReadonlySet<string> = new Set([
  ...words.split(/\s+/),
  ...["not known", "no name", "k. a.", "keine angabe"],
]);
const longestPlaceholder = 16;

/** People are called that, too. */
const names: ReadonlySet<string> = new Set(
  "nan null nil none empty tba tbd keine ohne aucun test".split(" "),
);

/**
 * Whether a text only stands where a value should be: `n/a`, `unknown`, `keine Angabe`. In a field
 * of names, `Nan`, `Null` and `Test` are names.
 */
export function isPlaceholder(text: string, isName = false): boolean {
  if (text.length > longestPlaceholder) return false;
  const tidy = tidyText(text).toLowerCase();
  return placeholders.has(tidy) && !(isName && names.has(tidy));
}
