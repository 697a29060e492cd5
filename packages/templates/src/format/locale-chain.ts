const chains = new Map<string, readonly string[]>();

/** `de-AT-1996` → `de-AT-1996`, `de-AT`, `de` (RFC 4647 section 3.4, lookup). Empty for what is no BCP 47 tag. */
export function localeChain(locale: string): readonly string[] {
  const known = chains.get(locale);
  if (known !== undefined) return known;
  const chain = canonical(locale);
  // Locales come from contacts, so their number is not ours to trust.
  if (chains.size < 512) chains.set(locale, chain);
  return chain;
}

function canonical(locale: string): readonly string[] {
  try {
    const tags = Intl.getCanonicalLocales(locale.replaceAll("_", "-"));
    const parts = (tags[0] ?? "").split("-");
    const chain: string[] = [];
    while (parts.length > 0 && parts[0] !== "") {
      chain.push(parts.join("-"));
      parts.pop();
      // A single letter announces an extension and means nothing alone.
      if (parts.at(-1)?.length === 1) parts.pop();
    }
    return chain;
  } catch {
    return [];
  }
}
