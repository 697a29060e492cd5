import { readRegion } from "./country-names.js";

/** Names that the runtime's locale data lacks or has in another form. */
const further: Readonly<Record<string, string>> = {
  farsi: "fa",
  flemish: "nl-BE",
  flamisch: "nl-BE",
  castilian: "es",
  castellano: "es",
  mandarin: "zh",
  slovene: "sl",
  tagalog: "fil",
  "brazilian portuguese": "pt-BR",
  "português brasileiro": "pt-BR",
  "simplified chinese": "zh-Hans",
  "traditional chinese": "zh-Hant",
  "chinese simplified": "zh-Hans",
  "chinese traditional": "zh-Hant",
  moldovan: "ro",
  norsk: "no",
  chinesisch: "zh",
};

let names: ReadonlyMap<string, string> | undefined;
let known: ReadonlySet<string> | undefined;

/** Whether the runtime has a name for a language subtag. */
export function isLanguage(subtag: string): boolean {
  if (subtag.length === 2) return languages().has(subtag);
  return subtag.length === 3 && named("en").of(subtag) !== undefined;
}

/**
 * The tag for the name of a language in English, German, French, Spanish, Italian or the language
 * itself, also with a country: `English (United Kingdom)` is `en-GB`. `null` if unknown.
 */
export function languageTag(name: string): string | null {
  const text = foldName(name);
  const whole = further[text] ?? languageNames().get(text);
  if (whole !== undefined) return whole;
  const [, language = "", region = ""] = /^(.+?)\s*(?:\((.+)\)|\s[-–/,]\s(.+))$/u.exec(text) ?? [];
  const base = further[language] ?? languageNames().get(language);
  if (base === undefined || region === "") return null;
  const country = readRegion(region);
  return country === null ? null : `${base}-${country}`;
}

function languageNames(): ReadonlyMap<string, string> {
  if (names !== undefined) return names;
  const found = new Map<string, string>();
  const put = (name: string | undefined, tag: string): void => {
    // If two languages share a name, the first wins: `no` before `nb`.
    if (name !== undefined && !found.has(foldName(name))) found.set(foldName(name), tag);
  };
  for (const tag of languages()) put(named(tag).of(tag), tag);
  for (const display of ["en", "de", "fr", "es", "it"])
    for (const tag of languages()) put(named(display).of(tag), tag);
  names = found;
  return found;
}

/** Two-letter subtags with a name; read from the runtime's data, like countries. */
function languages(): ReadonlySet<string> {
  if (known !== undefined) return known;
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  known = new Set(
    letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter((tag) => named("en").of(tag) !== undefined && new Intl.Locale(tag).language === tag),
  );
  return known;
}

const displays = new Map<string, Intl.DisplayNames>();

function named(language: string): Intl.DisplayNames {
  const display =
    displays.get(language) ??
    new Intl.DisplayNames(language, { type: "language", fallback: "none" });
  displays.set(language, display);
  return display;
}

function foldName(name: string): string {
  return name.normalize("NFC").trim().toLowerCase();
}
