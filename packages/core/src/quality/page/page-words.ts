import type { ValueFault } from "../check-value.js";
import type { FindingCode } from "../contact-findings.js";
import type { GradePartCode } from "../grade.js";

/** Everything that the page says, in one language. */
export interface PageWords {
  readonly lang: string;
  readonly title: string;
  readonly asOf: (date: string) => string;
  readonly empty: string;
  readonly contacts: string;
  readonly grade: string;
  readonly gradeLead: (letter: string, score: string) => string;
  readonly part: string;
  readonly share: string;
  readonly points: string;
  readonly ofPoints: (points: string, weight: string) => string;
  readonly parts: Readonly<Record<GradePartCode, string>>;
  readonly fields: string;
  readonly fieldsLead: string;
  readonly field: string;
  readonly filled: string;
  readonly valid: string;
  readonly distinct: string;
  readonly otherValues: (count: string) => string;
  readonly frequent: string;
  readonly value: string;
  readonly count: string;
  readonly faults: string;
  readonly fault: string;
  readonly examples: string;
  readonly faultNames: Readonly<Record<ValueFault, string>>;
  readonly findings: string;
  readonly finding: string;
  readonly noFindings: string;
  readonly findingNames: Readonly<Record<FindingCode, string>>;
  readonly sources: string;
  readonly source: string;
  readonly values: string;
  readonly youngerThanAYear: string;
  readonly decay: string;
  readonly updated: string;
  readonly active: string;
  readonly age: string;
  readonly days: (from: number, to: number | null) => string;
  readonly never: string;
  readonly unknown: string;
  readonly trend: string;
  readonly month: string;
  readonly valuesEach: string;
  readonly ownFields: Readonly<Record<string, string>>;
}

const english: PageWords = {
  lang: "en",
  title: "Quality of contacts",
  asOf: (date) => `As of ${date}`,
  empty: "There are no contacts yet, so there is nothing to say.",
  contacts: "Contacts",
  grade: "Grade",
  gradeLead: (letter, score) => `Grade ${letter}: ${score} of 100 points`,
  part: "Part",
  share: "Share",
  points: "Points",
  ofPoints: (points, weight) => `${points} of ${weight}`,
  parts: {
    VALID: "Values without a fault",
    REACHABLE: "Contacts with an address or number",
    COMPLETE: "Values there are, of fields in use",
    FRESH: "Changed, confirmed or active within a year",
    CLEAN: "Contacts without a finding",
  },
  fields: "Fields",
  fieldsLead: "How many contacts have a value, and how many of the values are without a fault.",
  field: "Field",
  filled: "Filled",
  valid: "Valid",
  distinct: "Different values, about",
  otherValues: (count) => `${count} values of further fields were not looked at.`,
  frequent: "Most frequent values",
  value: "Value",
  count: "Count",
  faults: "Faults of values",
  fault: "Fault",
  examples: "Contacts, for example",
  faultNames: {
    SCHEMA: "Refused by the schema",
    PLACEHOLDER: "Stands in for a value, such as “n/a”",
    EMAIL_SYNTAX: "No e-mail address",
    PHONE_NOT_E164: "No telephone number with its country code",
    COUNTRY_UNKNOWN: "No known country",
    POSTAL_CODE_FORM: "No postal code of its country",
    DATE_UNREADABLE: "No readable date",
    TIME_ZONE_UNKNOWN: "No known time zone",
    LOCALE_UNKNOWN: "No known language",
    LONE_SURROGATE: "Damaged text",
    TOO_LONG: "Far too long",
  },
  findings: "Findings",
  finding: "Finding",
  noFindings: "None.",
  findingNames: {
    NO_ADDRESS: "No address and no number",
    ROLE_ADDRESS: "Mailbox of a function, such as info@",
    DISPOSABLE_ADDRESS: "Throw-away mailbox",
    DOMAIN_TYPO_SUSPECTED: "Domain that may be mistyped",
    DOMAIN_REFUSES_MAIL: "Domain that takes no mail",
    DOMAIN_WITHOUT_MAIL: "Domain without a mail server",
    DOMAIN_MISSING: "Domain that does not exist",
    STALE_CONTACT: "Nobody has opened or clicked for long",
    NAME_CASE: "Name in capitals or small letters only",
    COUNTRY_NAME: "Country not by its code",
    SPACES: "Needless spaces",
    PERSONAL_DATA: "Personal data in a free field",
  },
  sources: "Sources",
  source: "Source",
  values: "Values",
  youngerThanAYear: "Said within a year",
  decay: "Age",
  updated: "Since the last change or confirmation",
  active: "Since the last opening or click by a person",
  age: "Age",
  days: (from, to) => (to === null ? `${from} days and more` : `${from} to ${to} days`),
  never: "Never",
  unknown: "Unknown",
  trend: "By month of arrival",
  month: "Month",
  valuesEach: "Values each",
  ownFields: {
    email: "E-mail",
    phone: "Telephone",
    locale: "Language",
    timeZone: "Time zone",
    jurisdiction: "Country",
  },
};

const german: PageWords = {
  lang: "de",
  title: "Qualität der Kontakte",
  asOf: (date) => `Stand: ${date}`,
  empty: "Es gibt noch keine Kontakte und deshalb nichts zu berichten.",
  contacts: "Kontakte",
  grade: "Note",
  gradeLead: (letter, score) => `Note ${letter}: ${score} von 100 Punkten`,
  part: "Teil",
  share: "Anteil",
  points: "Punkte",
  ofPoints: (points, weight) => `${points} von ${weight}`,
  parts: {
    VALID: "Werte ohne Fehler",
    REACHABLE: "Kontakte mit Adresse oder Nummer",
    COMPLETE: "Vorhandene Werte der genutzten Felder",
    FRESH: "Im letzten Jahr geändert, bestätigt oder aktiv",
    CLEAN: "Kontakte ohne Befund",
  },
  fields: "Felder",
  fieldsLead: "Wie viele Kontakte einen Wert haben, und wie viele der Werte ohne Fehler sind.",
  field: "Feld",
  filled: "Gefüllt",
  valid: "Gültig",
  distinct: "Verschiedene Werte, etwa",
  otherValues: (count) => `${count} Werte weiterer Felder wurden nicht angesehen.`,
  frequent: "Häufigste Werte",
  value: "Wert",
  count: "Anzahl",
  faults: "Fehler in Werten",
  fault: "Fehler",
  examples: "Zum Beispiel die Kontakte",
  faultNames: {
    SCHEMA: "Vom Schema abgelehnt",
    PLACEHOLDER: "Platzhalter wie „k. A.“",
    EMAIL_SYNTAX: "Keine E-Mail-Adresse",
    PHONE_NOT_E164: "Keine Telefonnummer mit Landesvorwahl",
    COUNTRY_UNKNOWN: "Kein bekanntes Land",
    POSTAL_CODE_FORM: "Keine Postleitzahl des Landes",
    DATE_UNREADABLE: "Kein lesbares Datum",
    TIME_ZONE_UNKNOWN: "Keine bekannte Zeitzone",
    LOCALE_UNKNOWN: "Keine bekannte Sprache",
    LONE_SURROGATE: "Beschädigter Text",
    TOO_LONG: "Viel zu lang",
  },
  findings: "Befunde",
  finding: "Befund",
  noFindings: "Keine.",
  findingNames: {
    NO_ADDRESS: "Weder Adresse noch Nummer",
    ROLE_ADDRESS: "Funktionspostfach wie info@",
    DISPOSABLE_ADDRESS: "Wegwerfadresse",
    DOMAIN_TYPO_SUSPECTED: "Vielleicht vertippte Domain",
    DOMAIN_REFUSES_MAIL: "Domain nimmt keine E-Mail an",
    DOMAIN_WITHOUT_MAIL: "Domain ohne Mailserver",
    DOMAIN_MISSING: "Domain gibt es nicht",
    STALE_CONTACT: "Lange nichts geöffnet oder angeklickt",
    NAME_CASE: "Name nur in Groß- oder Kleinbuchstaben",
    COUNTRY_NAME: "Land nicht als Kürzel",
    SPACES: "Überflüssige Leerzeichen",
    PERSONAL_DATA: "Personenbezogene Daten in freiem Feld",
  },
  sources: "Quellen",
  source: "Quelle",
  values: "Werte",
  youngerThanAYear: "Im letzten Jahr angegeben",
  decay: "Alter",
  updated: "Seit der letzten Änderung oder Bestätigung",
  active: "Seit der letzten Öffnung oder dem letzten Klick eines Menschen",
  age: "Alter",
  days: (from, to) => (to === null ? `${from} Tage und mehr` : `${from} bis ${to} Tage`),
  never: "Nie",
  unknown: "Unbekannt",
  trend: "Nach Monat des Zugangs",
  month: "Monat",
  valuesEach: "Werte je Kontakt",
  ownFields: {
    email: "E-Mail",
    phone: "Telefon",
    locale: "Sprache",
    timeZone: "Zeitzone",
    jurisdiction: "Land",
  },
};

export const pageWords: Readonly<Record<"en" | "de", PageWords>> = { en: english, de: german };
