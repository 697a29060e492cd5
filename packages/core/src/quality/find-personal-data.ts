import { normalizeEmailAddress } from "../addresses/index.js";
import { unicodePattern } from "../unicode-pattern.js";
import {
  isCodiceFiscale,
  isFrenchSocialId,
  isGermanTaxId,
  isLuhn,
  isSpanishId,
} from "./check-digits.js";
import { healthWords } from "./health-words.js";
import { ibansIn } from "./iban.js";

export type PersonalDataKind =
  | "card"
  | "iban"
  | "nationalId"
  | "email"
  | "phone"
  | "birthDate"
  | "health";

/** Something personal in a free text. Holds nothing of it that would tell what it is. */
export interface PersonalDataFinding {
  readonly kind: PersonalDataKind;
  /** Of `nationalId`: `de-tax`, `it-cf`, `es-id`, `fr-nir`, `us-ssn`. */
  readonly scheme?: string;
  /** UTF-16 units from the beginning of the text. */
  readonly start: number;
  readonly end: number;
  /** Digits as `#` and letters as `x`; of a card its last four digits (PCI DSS 3.4.1). */
  readonly masked: string;
}

export interface PersonalDataOptions {
  /** Which kinds are looked for. Default: all. */
  readonly kinds?: readonly PersonalDataKind[];
  /** Whole words in small letters, in place of the built-in ones in English and German. */
  readonly healthWords?: ReadonlySet<string>;
}

export interface PersonalDataSearch {
  readonly findings: readonly PersonalDataFinding[];
  /** Whether the text was longer than what is read of one: 100,000 characters, 50 findings. */
  readonly truncated: boolean;
}

const longest = 100_000;
const most = 50;

type Span = readonly [start: number, end: number, scheme?: string];

/** In the order of precedence: where two overlap, the first one stays. */
const finders: readonly (readonly [PersonalDataKind, (text: string) => Iterable<Span>])[] = [
  ["iban", ibansIn],
  ["card", cards],
  ["nationalId", nationalIds],
  ["email", emails],
  ["birthDate", birthDates],
  ["phone", phones],
];

/**
 * Personal data that stands in a free text, such as a note: payment cards (Luhn, issuer's prefix),
 * IBANs, tax and social numbers with their check digits, e-mail addresses, telephone numbers, dates
 * of birth behind a word that says so, words about health. Time is linear in the text's length.
 *
 * Made for few false alarms: order numbers, dates, prices and versions are none of these. It does
 * not find everything, names least of all.
 *
 * @example
 * findPersonalData("Card 4111 1111 1111 1111").findings;
 * // [{ kind: "card", start: 5, end: 24, masked: "#### #### #### 1111" }]
 */
export function findPersonalData(
  text: string,
  options: PersonalDataOptions = {},
): PersonalDataSearch {
  const read = text.length > longest ? text.slice(0, longest) : text;
  const { kinds, healthWords: words = healthWords } = options;
  const found: PersonalDataFinding[] = [];
  const take = (kind: PersonalDataKind, [start, end, scheme]: Span): void => {
    if (found.some((one) => start < one.end && one.start < end)) return;
    const masked = mask(read.slice(start, end), kind);
    found.push({ kind, ...(scheme === undefined ? {} : { scheme }), start, end, masked });
  };
  const wanted = (kind: PersonalDataKind): boolean => kinds === undefined || kinds.includes(kind);
  let truncated = text.length > longest;
  const all: typeof finders = [...finders, ["health", (given) => healthIn(given, words)]];
  // Most texts have neither, and nothing but words is left to look at.
  const [hasDigit, hasAt] = [/\d/.test(read), read.includes("@")];
  for (const [kind, find] of all) {
    const isThere = kind === "health" || (kind === "email" ? hasAt : hasDigit);
    if (!isThere || !wanted(kind)) continue;
    for (const span of find(read)) {
      if (found.length >= most) {
        truncated = true;
        break;
      }
      take(kind, span);
    }
  }
  return { findings: found.sort((a, b) => a.start - b.start), truncated };
}

function mask(text: string, kind: PersonalDataKind): string {
  const hidden = text.replace(/\p{N}/gu, "#").replace(/\p{L}/gu, "x");
  return kind === "card" ? hidden.slice(0, -4) + text.slice(-4) : hidden;
}

/** Visa, Mastercard, JCB, Discover, Maestro, UnionPay in fours; American Express; Diners Club. */
const cardForm =
  /(?<![\d.,]|\d{4}[ -])(?:(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|35\d\d|6\d{3})([ -]?)\d{4}\1\d{4}\1\d{4}|3[47]\d\d([ -]?)\d{6}\2\d{5}|3[0689]\d\d([ -]?)\d{6}\3\d{4})(?![\d]|[.,]\d)/g;

function* cards(text: string): Generator<Span> {
  for (const { 0: shown, index } of text.matchAll(cardForm)) {
    const digits = shown.replace(/\D/g, "");
    if (isLuhn(digits) && new Set(digits).size > 1) yield [index, index + shown.length];
  }
}

const idForms: readonly (readonly [string, RegExp, (code: string) => boolean])[] = [
  ["it-cf", /(?<![A-Za-z0-9])[A-Za-z]{6}[A-Za-z0-9]{9}[A-Za-z](?![A-Za-z0-9])/g, isCodiceFiscale],
  [
    "fr-nir",
    /(?<![\dA-Za-z])[12] ?\d{2} ?\d{2} ?\d[\dABab] ?\d{3} ?\d{3} ?\d{2}(?![\dA-Za-z])/g,
    isFrenchSocialId,
  ],
  ["es-id", /(?<![A-Za-z0-9])(?:\d{8}|[XYZxyz]-?\d{7})-?[A-Za-z](?![A-Za-z0-9])/g, isSpanishId],
  ["de-tax", /(?<![\d.,+/-]|\d )[1-9]\d ?\d{3} ?\d{3} ?\d{3}(?![\d]| \d|[.,/-]\d)/g, isGermanTaxId],
  // Without its hyphens it is any number of nine digits.
  ["us-ssn", /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\d-])/g, () => true],
];

function* nationalIds(text: string): Generator<Span> {
  for (const [scheme, form, isValid] of idForms) {
    for (const { 0: shown, index } of text.matchAll(form))
      if (isValid(shown.replace(/[ -]/g, ""))) yield [index, index + shown.length, scheme];
  }
}

const mailbox = /[\w.!#$%&'*+/=?^`{|}~-]/;
const host = /[\p{L}\p{N}.-]/u;

/** From each `@` outward, as far as RFC 5321 lets an address go. */
function* emails(text: string): Generator<Span> {
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    let start = at;
    while (start > 0 && at - start < 65 && mailbox.test(text[start - 1] ?? "")) start--;
    let end = at + 1;
    while (end < text.length && end - at < 254 && host.test(text[end] ?? "")) end++;
    while (end > at && /[.-]/.test(text[end - 1] ?? "")) end--;
    while (start < at && /[.'/]/.test(text[start] ?? "")) start++;
    if (start < at && normalizeEmailAddress(text.slice(start, end)).ok) yield [start, end];
  }
}

const phoneForms: readonly RegExp[] = [
  // International.
  /(?:(?<![\w+])\+|(?<![\w+]|\d[ -])00)[1-9](?:[ .\-/()]{0,2}\d){6,14}(?!\d)/g,
  // North America: (504) 621-8927.
  /(?<![\w.,+-])(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?![\w-]|[.,]\d)/g,
  // A national prefix 0 and groups: 030 1234567, 0171/1234567.
  /(?<![\w.,:+-]|\d )\(?0[1-9]\d{1,4}\)?[ /-]{1,3}\d{3,8}(?:[ -]\d{1,5}){0,3}(?![\w-]|[.,:]\d)/g,
  // Behind a word that says so.
  /(?<![\p{L}\d])(?:tel|phone|mobile|mobil|handy|telefon|cell|fax)\.?:? {0,2}\(?\d(?:[ .\-/()]{0,2}\d){5,13}(?!\d)/giu,
];

function* phones(text: string): Generator<Span> {
  for (const form of phoneForms) {
    for (const { 0: shown, index } of text.matchAll(form)) {
      const lead = shown.search(/[+(\d]/);
      yield [index + lead, index + shown.length];
    }
  }
}

const birthForm =
  /(?<![\p{L}\d])(?:born|birth ?day|birth ?date|date of birth|d\.?o\.?b|geb|geboren|geburtstag|geburtsdatum|né|née|nato|nata)\.?[ :]{0,3}(?:is|on|am|le|il|ist|the)?[ :]{0,3}((?:\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4})|(?:\d{4}-\d\d-\d\d)|(?:\d{1,2}\.? \p{L}{3,9}\.? \d{4})|(?:\p{L}{3,9} \d{1,2}(?:st|nd|rd|th)?,? \d{4}))(?!\d)/giu;

function* birthDates(text: string): Generator<Span> {
  for (const { 0: shown, 1: date = "", index } of text.matchAll(birthForm))
    yield [index + shown.length - date.length, index + shown.length];
}

const word = unicodePattern("[\\p{L}\\p{M}]+(?:'s)?", "gu");

function* healthIn(text: string, words: ReadonlySet<string>): Generator<Span> {
  for (const { 0: shown, index } of text.matchAll(word()))
    if (shown.length <= 40 && words.has(shown.toLowerCase())) yield [index, index + shown.length];
}
