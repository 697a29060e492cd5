import { readRegion } from "./country-names.js";

/** Names that the runtime's locale data has not, or has under another one. */
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

/** Whether a language subtag is one that the runtime has a name for. */
export function isLanguage(subtag: string): boolean {
  if (subtag.length === 2) return languages().has(subtag);
  return subtag.length === 3 && named("en").of(subtag) !== undefined;
}

/**
 * The tag of a language's name in English, German, French, Spanish, Italian or in itself, also with
 * a country: `English (United Kingdom)` is `en-GB`. `null`: nobody's.
 */
export function languageTag(name: string): string | null {
  const text = keyOf(name);
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
    // A name of two languages stays with the one that comes first, say `no` before `nb`.
    if (name !== undefined && !found.has(keyOf(name))) found.set(keyOf(name), tag);
  };
  for (const tag of languages()) put(named(tag).of(tag), tag);
  for (const display of ["en", "de", "fr", "es", "it"])
    for (const tag of languages()) put(named(display).of(tag), tag);
  names = found;
  return found;
}

/** Two-letter subtags with a name; read from the runtime's data, as countries are. */
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

function keyOf(name: string): string {
  return name.normalize("NFC").trim().toLowerCase();
}
