/** BCP 47 in its canonical form; `null` for what is none. */
export function readLocale(cell: string): string | null {
  try {
    return Intl.getCanonicalLocales(cell.trim().replaceAll("_", "-"))[0] ?? null;
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

const languages = ["en", "de", "fr", "es", "it"];
const further: Readonly<Record<string, string>> = {
  UK: "GB",
  USA: "US",
  "GREAT BRITAIN": "GB",
  ENGLAND: "GB",
  HOLLAND: "NL",
};
let names: ReadonlyMap<string, string> | undefined;

/**
 * ISO 3166 with an optional subdivision: `DE`, `US-CA`; also a country's name in five languages.
 * `null`: unknown.
 */
export function readJurisdiction(cell: string): string | null {
  const text = cell.normalize("NFC").trim().toUpperCase();
  names ??= countryNames();
  const [, country = "", rest = ""] = /^([A-Z]{2})(-[A-Z0-9]{1,3})?$/.exec(text) ?? [];
  if (country !== "" && names.get(country) === country) return country + rest;
  return further[text] ?? names.get(text) ?? null;
}

/** Read from the runtime's own locale data: a list of ours would be long, and old one day. */
function countryNames(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  for (const language of languages) {
    const display = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
    for (const first of alphabet) {
      for (const second of alphabet) {
        const code = first + second;
        const name =
          /^(?:A[A]|Q[M-Z]|X.|ZZ|EU|EZ|UN|UK)$/.test(code) && code !== "XK"
            ? undefined
            : display.of(code);
        if (name === undefined || new Intl.Locale(`und-${code}`).region !== code) continue;
        found.set(code, code);
        found.set(name.toUpperCase(), code);
      }
    }
  }
  return found;
}
