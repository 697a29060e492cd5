import {
  helpWords,
  hintSigns,
  hintWords,
  politeSigns,
  politeWords,
  readWords,
  startWords,
  stopWords,
  type Words,
} from "../rules/index.js";

/**
 * What a text message wants. `possible_opt_out`: likely a stop, for a person to look at, and
 * nothing is sent until then.
 */
export type KeywordReading =
  | { readonly keyword: "stop" | "start" | "help"; readonly language: string }
  | { readonly keyword: "possible_opt_out" }
  | { readonly keyword: "none" };

/** Letters that no decomposition takes their stroke or dot from. */
const strokes: Readonly<Record<string, string>> = {
  ı: "i",
  ł: "l",
  ø: "o",
  đ: "d",
  æ: "ae",
  ß: "ss",
};

/** Made at the first text: the tables behind `\p{…}` cost an import more than a function does. */
let around: RegExp | undefined;
let between: RegExp | undefined;

/**
 * Letters of every width and case alike, without accents, which many leave out; what people put
 * around a word in a hurry is no part of it.
 */
function plain(text: string): string {
  around ??= /[\p{M}\p{Cf}'’]/gu;
  between ??= /[^\p{L}\p{N}]+/gu;
  return text
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replace(around, "")
    .replace(/[ıłøđæß]/gu, (letter) => strokes[letter] ?? letter)
    .replace(between, " ")
    .trim();
}

function indexWords(words: Words): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(words)
      .flatMap(([language, list]) =>
        readWords(list).map((word) => [plain(word), language] as const),
      )
      .reverse(),
  );
}

/** Words as they stand between spaces. */
function matchAny(words: string): RegExp {
  return new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${readWords(words).map(plain).join("|")})(?![\\p{L}\\p{N}])`,
    "gu",
  );
}

interface Vocabulary {
  readonly stops: ReadonlyMap<string, string>;
  readonly starts: ReadonlyMap<string, string>;
  readonly helps: ReadonlyMap<string, string>;
  readonly polite: RegExp;
  readonly courtesies: readonly string[];
  readonly hints: RegExp;
  readonly signs: readonly string[];
  /** Of the Latin alphabet: elsewhere one letter makes another word too often. */
  readonly nearly: readonly string[];
}

function readVocabulary(): Vocabulary {
  const stops = indexWords(stopWords);
  return {
    stops,
    starts: indexWords(startWords),
    helps: indexWords(helpWords),
    polite: matchAny(politeWords),
    courtesies: readWords(politeSigns).map(plain),
    hints: matchAny(hintWords),
    signs: readWords(hintSigns).map(plain),
    nearly: [...stops.keys()].filter((word) => /^[a-z]{4,}$/u.test(word)),
  };
}

let known: Vocabulary | undefined;

/** Made at the first text message: most programs that import the package read none. */
function vocabulary(): Vocabulary {
  known ??= readVocabulary();
  return known;
}

function withoutPoliteness(text: string): string {
  return vocabulary()
    .courtesies.reduce(
      (rest, sign) => rest.replaceAll(sign, " "),
      text.replace(vocabulary().polite, " "),
    )
    .replace(/ +/gu, " ")
    .trim();
}

function isHint(text: string): boolean {
  return (
    text.search(vocabulary().hints) >= 0 || vocabulary().signs.some((sign) => text.includes(sign))
  );
}

/**
 * Reads the answer to a text message. A stop word counts when it is the whole message, politeness
 * aside; when it stands among others, or is misspelt by a letter, a person decides and nothing is
 * sent meanwhile.
 */
export function readKeyword(text: string): KeywordReading {
  const whole = plain(text);
  if (whole === "") return { keyword: "none" };
  const bare = withoutPoliteness(whole);
  const { stops, starts, helps } = vocabulary();
  for (const candidate of [whole, bare]) {
    const stop = stops.get(candidate);
    if (stop !== undefined) return { keyword: "stop", language: stop };
    const start = starts.get(candidate);
    if (start !== undefined) return { keyword: "start", language: start };
    const help = helps.get(candidate);
    if (help !== undefined) return { keyword: "help", language: help };
  }
  if (isHint(whole) || isNearMiss(bare)) return { keyword: "possible_opt_out" };
  return { keyword: "none" };
}

function isNearMiss(text: string): boolean {
  return (
    !text.includes(" ") &&
    text.length >= 3 &&
    vocabulary().nearly.some((word) => differsByOne(text, word))
  );
}

/** One letter added, left out, changed, or two neighbours swapped. */
function differsByOne(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && a[head] === b[head]) head++;
  const restA = a.slice(head);
  const restB = b.slice(head);
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0])
  );
}
