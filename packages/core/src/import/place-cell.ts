import { readRegion } from "./country-names.js";
import { isLanguage, languageTag } from "./language-names.js";

const locales = new Map<string, string | null>();

/**
 * BCP 47 in its canonical form, from a tag or a language's name (see {@link languageTag}); `null`
 * for what is none. A tag whose language nobody has a name for is none: no template has it.
 */
export function readLocale(cell: string): string | null {
  const text = cell.trim();
  const known = locales.get(text);
  if (known !== undefined) return known;
  const locale = tagOf(text) ?? languageTag(text);
  if (locales.size < 1000) locales.set(text, locale);
  return locale;
}

function tagOf(text: string): string | null {
  try {
    // POSIX writes `de_DE.UTF-8`.
    const plain = text.replace(/[.@].*$/, "").replaceAll("_", "-");
    const [tag = ""] = Intl.getCanonicalLocales(plain);
    return isLanguage(new Intl.Locale(tag).language) ? tag : null;
  } catch {
    return null;
  }
}

const zones = new Map<string, string | null>();

/**
 * The IANA name as this runtime knows it; `null` for what is none, among them bare offsets, which
 * have no rules.
 */
export function readTimeZone(cell: string): string | null {
  const name = cell.trim();
  const known = zones.get(name);
  if (known !== undefined) return known;
  let zone: string | null = null;
  try {
    if (/^[A-Za-z]/.test(name))
      zone = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    zone = null;
  }
  // As many as there are zones; a file full of nonsense must not fill memory.
  if (zones.size < 1000) zones.set(name, zone);
  return zone;
}

/**
 * ISO 3166 with an optional subdivision: `DE`, `US-CA`; also a country's name in five languages.
 * `null`: unknown.
 */
export function readJurisdiction(cell: string): string | null {
  const [, country = "", rest = ""] = /^([A-Z]{2})-([A-Z0-9]{1,3})$/i.exec(cell.trim()) ?? [];
  if (country === "") return readRegion(cell);
  // Such as `UK-ENG`: an everyday name has no subdivisions.
  return readRegion(country) === country.toUpperCase() ? `${country}-${rest}`.toUpperCase() : null;
}
