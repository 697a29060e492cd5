import { readRegion } from "./country-names.js";
import { isLanguage, languageTag } from "./language-names.js";

const locales = new Map<string, string | null>();

/**
 * The canonical BCP 47 tag for a tag or a language's name (see {@link languageTag}); `null` if it
 * is none. A tag with a language that the runtime cannot name counts as none, because no template
 * has it.
 */
export function readLocale(cell: string): string | null {
  const text = cell.trim();
  const known = locales.get(text);
  if (known !== undefined) return known;
  const locale = canonicalTag(text) ?? languageTag(text);
  if (locales.size < 1000) locales.set(text, locale);
  return locale;
}

function canonicalTag(text: string): string | null {
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
 * The IANA name as this runtime knows it; `null` if it is none, also for bare offsets, which have
 * no rules for daylight saving.
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
  // About the number of time zones that exist, so that a file of nonsense cannot fill memory.
  if (zones.size < 1000) zones.set(name, zone);
  return zone;
}

/**
 * ISO 3166 with an optional subdivision, such as `DE` and `US-CA`, or a country's name in one of
 * five languages. `null` if unknown.
 */
export function readJurisdiction(cell: string): string | null {
  const [, country = "", rest = ""] = /^([A-Z]{2})-([A-Z0-9]{1,3})$/i.exec(cell.trim()) ?? [];
  if (country === "") return readRegion(cell);
  // An everyday name with a subdivision, such as `UK-ENG`, is refused.
  return readRegion(country) === country.toUpperCase() ? `${country}-${rest}`.toUpperCase() : null;
}
