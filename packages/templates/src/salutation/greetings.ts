/** The greetings of one language. `{first}`, `{last}` and `{name}` (both) are filled in; a form that needs what is missing is not used. */
export interface Greetings {
  readonly informal: Forms;
  readonly formal: Forms;
}

interface Forms {
  /** Where the language greets men and women alike, or nothing says which. */
  readonly named: string;
  readonly female?: string;
  readonly male?: string;
  /** No name is known: nothing that sounds as if one were missing. */
  readonly neutral: string;
}

/** By language, or by language and region where one differs. */
export const greetings: Readonly<Record<string, Greetings>> = {
  en: {
    informal: { named: "Hi {first}", neutral: "Hello" },
    formal: { named: "Dear {name}", female: "Dear Ms {last}", male: "Dear Mr {last}", neutral: "Hello" },
  },
  de: {
    informal: { named: "Hallo {first}", neutral: "Hallo" },
    formal: {
      named: "Guten Tag {name}",
      female: "Sehr geehrte Frau {last}",
      male: "Sehr geehrter Herr {last}",
      neutral: "Guten Tag",
    },
  },
  "de-AT": {
    informal: { named: "Hallo {first}", neutral: "Hallo" },
    formal: {
      named: "Guten Tag {name}",
      female: "Sehr geehrte Frau {last}",
      male: "Sehr geehrter Herr {last}",
      neutral: "Grüß Gott",
    },
  },
  "de-CH": {
    informal: { named: "Hallo {first}", neutral: "Hallo" },
    formal: {
      named: "Guten Tag {name}",
      female: "Sehr geehrte Frau {last}",
      male: "Sehr geehrter Herr {last}",
      neutral: "Grüezi",
    },
  },
  fr: {
    informal: { named: "Bonjour {first}", neutral: "Bonjour" },
    formal: {
      named: "Bonjour {name}",
      female: "Bonjour Madame {last}",
      male: "Bonjour Monsieur {last}",
      neutral: "Bonjour",
    },
  },
  es: {
    informal: { named: "Hola, {first}", neutral: "Hola" },
    formal: {
      named: "Saludos, {name}",
      female: "Estimada Sra. {last}",
      male: "Estimado Sr. {last}",
      neutral: "Saludos",
    },
  },
  it: {
    informal: { named: "Ciao {first}", neutral: "Ciao" },
    formal: {
      named: "Gentile {name}",
      female: "Gentile Sig.ra {last}",
      male: "Gentile Sig. {last}",
      neutral: "Buongiorno",
    },
  },
  pt: {
    informal: { named: "Olá, {first}", neutral: "Olá" },
    formal: { named: "Olá, {name}", female: "Prezada Sra. {last}", male: "Prezado Sr. {last}", neutral: "Olá" },
  },
  "pt-PT": {
    informal: { named: "Olá, {first}", neutral: "Olá" },
    formal: { named: "Olá, {name}", female: "Exma. Sra. {last}", male: "Exmo. Sr. {last}", neutral: "Olá" },
  },
  nl: {
    informal: { named: "Hoi {first}", neutral: "Hoi" },
    formal: {
      named: "Geachte {name}",
      female: "Geachte mevrouw {last}",
      male: "Geachte heer {last}",
      neutral: "Goedendag",
    },
  },
  // Polish puts a name that is addressed into the vocative, which cannot be derived safely: no names in the formal forms.
  pl: {
    informal: { named: "Cześć, {first}", neutral: "Cześć" },
    formal: { named: "Dzień dobry", female: "Szanowna Pani", male: "Szanowny Panie", neutral: "Dzień dobry" },
  },
};
