import type { Scalar } from "../../segments/comparison.js";
import type { SameKey } from "../../segments/same-key.js";
import type {
  AttributeNode,
  EventPredicate,
  SegmentLeaf,
  SegmentNode,
} from "../../segments/segment.js";
import { durationLength } from "../../timing/duration.js";
import type { DurationText } from "../../timing/duration-text.js";

/** How one language says what a segment asks. */
export interface SegmentWords {
  /** Between the parts of a group, with the spaces. */
  readonly and: string;
  readonly or: string;
  not(inner: string): string;
  leaf(node: SegmentLeaf): string;
  attribute(node: AttributeNode): string;
  /** `of the same cart`, `whose order is its id`. */
  same(key: SameKey): string;
}

export function nodeWords(words: SegmentWords, node: SegmentNode): string {
  if (node.op === "not") return words.not(nodeWords(words, node.of));
  if (node.op === "and" || node.op === "or")
    return joined(words, node.op, node.of, (part) => nodeWords(words, part));
  return words.leaf(node);
}

export function predicateWords(words: SegmentWords, node: EventPredicate): string {
  if (node.op === "attr") return words.attribute(node);
  if (node.op === "not") return words.not(predicateWords(words, node.of));
  return joined(words, node.op, node.of, (part) => predicateWords(words, part));
}

function joined<N extends { readonly op: string }>(
  words: SegmentWords,
  op: "and" | "or",
  nodes: readonly N[],
  describe: (node: N) => string,
): string {
  return nodes
    .map((node) => (node.op === "and" || node.op === "or" ? `(${describe(node)})` : describe(node)))
    .join(words[op]);
}

/** A list this long is read by nobody: then the number of the rest is said. */
const mostListed = 20;

/** `"a", "b"`, with what the language says of the rest. */
export function listWords(
  values: readonly string[],
  between: string,
  rest: (count: number) => string,
): string {
  const shown = values.slice(0, mostListed).join(between);
  return values.length > mostListed ? `${shown} ${rest(values.length - mostListed)}` : shown;
}

export function quoted(value: Scalar): string {
  return JSON.stringify(value);
}

export function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))} %`;
}

export type DurationUnit = "day" | "hour" | "minute" | "second";

const units: readonly (readonly [DurationUnit, number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/**
 * A duration as a whole number of the largest unit of which it has more than one, so that languages
 * need its plural alone: a day is 24 hours, two weeks are 14 days.
 */
export function durationParts(duration: DurationText): readonly [number, DurationUnit] {
  const length = durationLength(duration);
  for (const [unit, size] of units)
    if (length % size === 0 && length > size) return [length / size, unit];
  return [length / 1000, "second"];
}
