const chains = new Map<string, readonly string[]>();

/**
 * A subtag at the end, with the single letter before it, which announces an extension and means
 * nothing alone.
 */
const lastSubtag = /(?:(?:^|-)\w)?-\w+$|^\w+$/;

/**
 * `de-AT-1996` → `de-AT-1996`, `de-AT`, `de` (RFC 4647 section 3.4, lookup). Empty for what is no
 * BCP 47 tag.
 */
export function localeChain(locale: string): readonly string[] {
  const known = chains.get(locale);
  if (known !== undefined) return known;
  const chain: string[] = [];
  try {
    let [tag = ""] = Intl.getCanonicalLocales(locale.replaceAll("_", "-"));
    for (; tag !== ""; tag = tag.replace(lastSubtag, "")) chain.push(tag);
  } catch {
    // No tag, no chain.
  }
  // Locales come from contacts, so their number is not ours to trust.
  if (chains.size < 512) chains.set(locale, chain);
  return chain;
}
