import { murmur3 } from "../hash/murmur3.js";
import type { BlockingKey, BlockingPart, DuplicateField } from "./duplicate-options.js";
import { localPart, nationalDigits } from "./field-kinds.js";
import type { Column, Table } from "./read-records.js";
import { soundex } from "./soundex.js";

/** A record has at most so many keys of one kind. */
const mostKeys = 16;

/**
 * Says which records are compared, by these fields: those with equal values; names that sound alike
 * together with another name, a year or a code; names with the same beginning together with a year;
 * texts that share words or groups of letters.
 * @example
 * const blocking = [...defaultBlocking(fields), { parts: [{ path: "city", take: "exact" }] }];
 */
export function defaultBlocking(fields: readonly DuplicateField[]): readonly BlockingKey[] {
  const of = (...kinds: readonly string[]) => fields.filter(({ kind }) => kinds.includes(kind));
  const [names, dates, codes, texts] = [of("name"), of("date"), of("digits"), of("text")];
  const key = (...parts: readonly [string, BlockingPart][]): BlockingKey => ({
    parts: parts.map(([path, take]) => ({ path, take })),
  });
  return [
    ...of("email", "phone", "digits", "date", "exact", "text").map(({ path }) =>
      key([path, "exact"]),
    ),
    ...of("email", "phone").map(({ path }) => key([path, "tail"])),
    ...names.flatMap(({ path }, index) => [
      ...names
        .slice(index + 1)
        .flatMap((other) => [
          { ...key([path, "phonetic"], [other.path, "phonetic"]), anyOrder: true },
          key([path, "prefix"], [other.path, "grams"]),
          key([path, "grams"], [other.path, "prefix"]),
        ]),
      ...dates.flatMap((date) => [
        key([path, "phonetic"], [date.path, "year"]),
        key([path, "phonetic"], [date.path, "monthDay"]),
        key([path, "prefix"], [date.path, "year"]),
      ]),
      ...codes.map((code) => key([path, "phonetic"], [code.path, "exact"])),
      ...texts.map((text) => key([path, "prefix"], [text.path, "grams"])),
      key([path, "exact"]),
    ]),
    ...texts.map(({ path }) => key([path, "words"])),
    // Texts alone, or one name alone, have nothing to be joined with.
    ...(names.length > 1 ? [] : [...names, ...texts].map(({ path }) => key([path, "grams"]))),
  ];
}

export function blockingName({ parts }: BlockingKey): string {
  return parts.map(({ path, take }) => `${path}.${take}`).join("+");
}

/** The keys of a record, for one kind of key. */
export function keysOf(table: Table, { parts, anyOrder }: BlockingKey) {
  const takers = parts.map(({ path, take }) => {
    const column = table.columns.find(({ field }) => field.path === path);
    return column === undefined ? () => [] : taker(column, take);
  });
  return (record: number): readonly string[] => {
    let keys: readonly (readonly string[])[] = [[]];
    for (const take of takers) {
      const taken = take(record);
      keys = keys.flatMap((key) => taken.map((part) => [...key, part])).slice(0, mostKeys);
    }
    return [...new Set(keys.map((key) => (anyOrder ? key.toSorted() : key).join("\n")))];
  };
}

function taker({ texts, values }: Column, take: BlockingPart) {
  const known = new Map<number, readonly string[]>();
  const partsOf = (number: number): readonly string[] => {
    const before = known.get(number);
    if (before !== undefined) return before;
    const parts = takers[take](texts[number] ?? "").filter((part) => part !== "");
    known.set(number, parts);
    return parts;
  };
  return (record: number): readonly string[] => (values[record] ?? []).flatMap(partsOf);
}

export const takers: Readonly<Record<BlockingPart, (text: string) => readonly string[]>> = {
  exact: (text) => [text],
  phonetic: (text) => [soundex(text)],
  prefix: (text) => [text.slice(0, 3)],
  year: (text) => [text.slice(0, 4)],
  monthDay: (text) => [text.slice(4)],
  tail: (text) => [text.includes("@") ? localPart(text) : text.slice(-nationalDigits)],
  words: (text) => text.split(" ").filter((word) => word.length >= 4),
  grams,
};

/**
 * MinHash (Broder 1997): of all groups of three letters those with the least hash, under two
 * hashes. Two values have one in common as often as they have groups in common.
 */
function grams(text: string): readonly string[] {
  const padded = ` ${text} `;
  return [0, 1].map((salt) => {
    let least = Number.POSITIVE_INFINITY;
    let found = "";
    for (let at = 0; at + 3 <= padded.length; at++) {
      const gram = padded.slice(at, at + 3);
      const hash = murmur3(gram, salt);
      if (hash < least) {
        least = hash;
        found = gram;
      }
    }
    return `${salt}${found}`;
  });
}
