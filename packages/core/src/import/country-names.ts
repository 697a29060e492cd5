const languages = ["en", "de", "fr", "es", "it"];
const further: Readonly<Record<string, string>> = {
  UK: "GB",
  USA: "US",
  "GREAT BRITAIN": "GB",
  ENGLAND: "GB",
  HOLLAND: "NL",
};
let names: ReadonlyMap<string, string> | undefined;

/** The ISO 3166 code for a code or a country's name in one of five languages; `null` if unknown. */
export function readRegion(cell: string): string | null {
  const text = cell.normalize("NFC").trim().toUpperCase();
  names ??= countryNames();
  return further[text] ?? names.get(text) ?? null;
}

/** True for `DE`, false for `Germany`. */
export function isCountryCode(cell: string): boolean {
  const text = cell.trim();
  return /^[A-Z]{2}$/i.test(text) && readRegion(text) === text.toUpperCase();
}

/**
 * Read from the locale data of the runtime, because a list of our own would be long and become
 * outdated.
 */
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
