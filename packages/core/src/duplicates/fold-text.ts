import { unicodePattern } from "../unicode-pattern.js";

/** What is beyond is left out: nobody's name is longer, and a comparison costs its square. */
const longest = 128;

const marks = unicodePattern("\\p{M}+", "gu");
const between = unicodePattern("[^\\p{L}\\p{N}]+", "gu");
const plain = /^[a-z0-9]*$/;
const letters: Readonly<Record<string, string>> = {
  ...{ ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" },
};

/**
 * Letters and digits in lower case, without accents, words apart by one space. Lone surrogates are
 * no letters.
 */
export function foldText(given: string): string {
  const text = given.slice(0, longest);
  if (plain.test(text)) return text;
  return text
    .normalize("NFKD")
    .replace(marks(), "")
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => letters[letter] ?? letter)
    .replace(between(), " ")
    .trim()
    .slice(0, longest);
}

/** Letters and digits alone, of a code that people write with and without spaces. */
export function foldCode(given: string): string {
  return foldText(given).replaceAll(" ", "");
}

/** The digits of a text. */
export function digitsOf(given: string): string {
  return given.slice(0, longest).replace(/\D+/g, "");
}

/** Year, month and day of a date as digits, where it begins or ends with its year. */
export function dateDigits(given: string): string {
  const text = given.slice(0, longest).trim();
  const yearLast = /^(\d{1,2})\D(\d{1,2})\D(\d{4})$/.exec(text);
  if (yearLast === null) return digitsOf(text).slice(0, 8);
  const [, day = "", month = "", year = ""] = yearLast;
  return `${year}${month.padStart(2, "0")}${day.padStart(2, "0")}`;
}
