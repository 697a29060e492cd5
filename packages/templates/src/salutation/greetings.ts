/** The greetings of one form. `{first}`, `{last}` and `{name}` (both) are filled in; a form that lacks what it needs is not used. */
export interface Forms {
  /** Where the language greets men and women alike, or nothing says which. */
  readonly named: string;
  /** No name is known: nothing that sounds as if one were missing. */
  readonly neutral: string;
  readonly female?: string | undefined;
  readonly male?: string | undefined;
}

const portuguese = (woman: string, man: string): string =>
  `Olá, {first}|Olá|Olá, {name}|Olá|${woman} Sra. {last}|${man} Sr. {last}`;

const german = (formalNeutral: string): string =>
  `Hallo {first}|Hallo|Guten Tag {name}|${formalNeutral}|Sehr geehrte Frau {last}|Sehr geehrter Herr {last}`;

/**
 * By language, or by language and region where one differs: informal named and neutral, then formal named, neutral, to a
 * woman, to a man. Polish puts a name that is addressed into the vocative, which cannot be derived safely: no names in its
 * formal forms.
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

/** The forms of the first tag that has any; English for a chain that has none. */
export function formsOf(chain: readonly string[], formal: boolean): Forms {
  const tag = chain.find((candidate) => Object.hasOwn(table, candidate)) ?? "en";
  const [named = "", neutral = "", formalNamed = "", formalNeutral = "", female, male] = table[tag]?.split("|") ?? [];
  return formal ? { named: formalNamed, neutral: formalNeutral, female, male } : { named, neutral };
}
