import type { Segment } from "../segments/segment.js";
import { english } from "./words/english.js";
import { german } from "./words/german.js";
import { nodeWords, type SegmentWords } from "./words/node-words.js";

/** A language in which a segment can be said. */
export type Language = "en" | "de";

const languages: Readonly<Record<Language, SegmentWords>> = { en: english, de: german };

export interface DescribeOptions {
  /** `en` by default. */
  readonly language?: Language;
}

/**
 * The segment in plain English or German, for reviews, logs and user interfaces.
 * @example
 * console.log(describeSegment(lapsed));
 * console.log(describeSegment(lapsed, { language: "de" }));
 */
export function describeSegment(
  { where }: Pick<Segment, "where">,
  options: DescribeOptions = {},
): string {
  return nodeWords(wordsOf(options), where);
}

export function wordsOf({ language = "en" }: DescribeOptions): SegmentWords {
  return languages[language];
}
