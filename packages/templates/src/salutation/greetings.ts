import { localeChain } from "../format/index.js";
import type { Greetings } from "./greet.js";
import { greet, type Salutation, type SalutationRequest } from "./greet.js";

function portuguese(woman: string, man: string): string {
  return `Olá, {first}|Olá|Olá, {name}|Olá|${woman} Sra. {last}|${man} Sr. {last}`;
}

function german(formalNeutral: string): string {
  return `Hallo {first}|Hallo|Guten Tag {name}|${formalNeutral}|Sehr geehrte Frau {last}|Sehr geehrter Herr {last}`;
}

/**
 * By language, or by language and region where one differs, in the order of {@link Greetings}.
 * Polish puts a name that is addressed into the vocative, which cannot be derived safely: no names
 * in its formal forms.
 */
const table: Readonly<Record<string, string>> = {
  en: "Hi {first}|Hello|Dear {name}|Hello|Dear Ms {last}|Dear Mr {last}",
  de: german("Guten Tag"),
  "de-AT": german("Grüß Gott"),
  "de-CH": german("Grüezi"),
  fr: "Bonjour {first}|Bonjour|Bonjour {name}|Bonjour|Bonjour Madame {last}|Bonjour Monsieur {last}",
  es: "Hola, {first}|Hola|Saludos, {name}|Saludos|Estimada Sra. {last}|Estimado Sr. {last}",
  it: "Ciao {first}|Ciao|Gentile {name}|Buongiorno|Gentile Sig.ra {last}|Gentile Sig. {last}",
  pt: portuguese("Prezada", "Prezado"),
  "pt-PT": portuguese("Exma.", "Exmo."),
  nl: "Hoi {first}|Hoi|Geachte {name}|Goedendag|Geachte mevrouw {last}|Geachte heer {last}",
  pl: "Cześć, {first}|Cześć|Dzień dobry|Dzień dobry|Szanowna Pani|Szanowny Panie",
};

/**
 * The greetings of the first tag of a locale's chain that has any; English for one that has none.
 */
export function greetingsFor(locale: string): Greetings {
  const tag = localeChain(locale).find((candidate) => Object.hasOwn(table, candidate)) ?? "en";
  return table[tag]?.split("|") ?? [];
}

/**
 * "Sehr geehrte Frau Müller", "Hi Ann", or a neutral form that does not sound as if a name were
 * missing.
 */
export function salutation(request: SalutationRequest): Salutation {
  return greet(greetingsFor(request.locale), request);
}
