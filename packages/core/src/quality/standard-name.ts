import { unicodePattern } from "../unicode-pattern.js";
import { generations, hyphenParticles, macNames, particles } from "./name-words.js";
import { tidyText } from "./tidy-text.js";

export interface NameOptions {
  /**
   * BCP 47. Turkish, Azeri and Lithuanian have an `i` of their own, Dutch writes `IJsbrand`, and
   * English capitalizes the first particle of a family name: `De Niro`.
   */
  readonly locale?: string | null;
  /** Whether the text is a family name alone: only there may a particle be the first word. */
  readonly part?: "given" | "family" | "full";
}

const upperLetter = unicodePattern("\\p{Lu}|\\p{Lt}");
const lowerLetter = unicodePattern("\\p{Ll}");
const firstLetter = unicodePattern("\\p{L}");
const longestName = 200;
const ownLetters = ["tr", "az", "lt"];

/**
 * A name as people write it, out of one that is all capitals or all small letters: `JEAN-LUC VAN
 * DER BERG` is `Jean-Luc van der Berg`. A name of mixed case is never changed, because whoever
 * wrote it knows better; white space around and between words is folded in any case. Standardizing
 * twice changes nothing.
 *
 * Known to it: particles, `Mc` and a list of `Mac`, `O'`, `D'` (small in French), `al-`, hyphens,
 * generations such as `III`, initials. Names of two consonants (`JP`) stay capitals.
 *
 * @example
 * standardName("O'BRIEN-MCDONALD III"); // "O'Brien-McDonald III"
 * standardName("DiCaprio"); // "DiCaprio"
 */
export function standardName(text: string, options: NameOptions = {}): string {
  const tidy = tidyText(text);
  if (tidy.length > longestName) return tidy;
  const capitals = upperLetter().test(tidy);
  if (capitals === lowerLetter().test(tidy)) return tidy;
  const language = options.locale?.slice(0, 2).toLowerCase() ?? "";
  const casing: Casing = {
    language,
    lower: (part) =>
      ownLetters.includes(language) ? part.toLocaleLowerCase(language) : part.toLowerCase(),
    upper: (part) =>
      ownLetters.includes(language) ? part.toLocaleUpperCase(language) : part.toUpperCase(),
  };
  const words = tidy.split(" ");
  const startsSmall = options.part === "family" && language !== "en";
  return words
    .map((word, index) => {
      const small = casing.lower(word);
      const isLast = index === words.length - 1;
      if (isLast && index > 0 && generations.has(small)) return casing.upper(word);
      if (!isLast && (index > 0 || startsSmall) && particles.has(small)) return small;
      if (capitals && /^[B-DF-HJ-NP-TV-XZ]{2}$/.test(word)) return word;
      return hyphenated(small, casing);
    })
    .join(" ");
}

interface Casing {
  readonly language: string;
  readonly lower: (text: string) => string;
  readonly upper: (text: string) => string;
}

function hyphenated(word: string, casing: Casing): string {
  const parts = word.split("-");
  return parts
    .map((part, index) =>
      index === 0 && parts.length > 1 && hyphenParticles.has(part)
        ? part
        : capitalized(part, casing),
    )
    .join("-");
}

/** One part of a word in small letters. */
function capitalized(part: string, casing: Casing): string {
  const [, letter = "", mark = "", rest = ""] = /^(\p{L})(['’])(\p{L}{2}.*)$/u.exec(part) ?? [];
  if (letter !== "") {
    const elided = casing.language === "fr" && (letter === "d" || letter === "l");
    return `${elided ? letter : casing.upper(letter)}${mark}${capitalized(rest, casing)}`;
  }
  if (/^mc\p{L}{2}/u.test(part)) return `Mc${first(part.slice(2), casing)}`;
  if (part.startsWith("mac") && macNames.has(part.slice(3)))
    return `Mac${first(part.slice(3), casing)}`;
  return first(part, casing);
}

function first(part: string, { language, upper, lower }: Casing): string {
  if (language === "nl" && part.startsWith("ij")) return `IJ${part.slice(2)}`;
  return part.replace(firstLetter(), (letter) => {
    const [capital = "", ...rest] = upper(letter);
    // `ß` has two capitals, and only the first one is wanted.
    return capital + lower(rest.join(""));
  });
}
