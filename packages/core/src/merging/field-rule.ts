import type { JsonValue } from "../json.js";
import type { ValueOrigin, ValueSource } from "../ports/store/contact-change.js";

/**
 * Which of two values a merge keeps. `newest`: the one whose origin is known and later; `longest`:
 * the one that says more; `ranked`: the one from the better source. Where that does not decide, the
 * others do, in this order. `keep` and `other` name a side.
 */
export type FieldRule = "newest" | "longest" | "ranked" | "keep" | "other";

/** One value with where it came from. `value` is undefined where the contact has none. */
export interface Candidate {
  readonly value: JsonValue | undefined;
  readonly origin: Pick<ValueOrigin, "source" | "at"> | null;
}

type Side = "keep" | "other";
/** Negative: the first one goes before; 0: neither. */
type Order = (one: Candidate, two: Candidate) => number;

/**
 * The side whose value a merge keeps. But for `keep` and `other` this is the maximum of a total
 * order of values with their origins: in whatever order several contacts are merged, the same value
 * is left.
 *
 * @param rank sources, the best first. What is not named comes after those that are.
 */
export function chooseSide(
  rule: FieldRule,
  rank: readonly ValueSource[],
  keep: Candidate,
  other: Candidate,
): Side {
  if (keep.value === undefined) return other.value === undefined ? "keep" : "other";
  if (other.value === undefined) return "keep";
  if (rule === "keep" || rule === "other") return rule;
  const ranked: Order = (one, two) => place(rank, one) - place(rank, two);
  const orders: Readonly<Record<typeof rule, readonly Order[]>> = {
    newest: [newer, longer, ranked],
    longest: [longer, newer, ranked],
    ranked: [ranked, newer, longer],
  };
  for (const order of [...orders[rule], textual]) {
    const found = order(keep, other);
    if (found !== 0) return found < 0 ? "keep" : "other";
  }
  return "keep";
}

function place(rank: readonly ValueSource[], { origin }: Candidate): number {
  if (origin === null) return rank.length + 1;
  const found = rank.indexOf(origin.source);
  return found === -1 ? rank.length : found;
}

function newer(one: Candidate, two: Candidate): number {
  const [first, second] = [one.origin?.at ?? -Infinity, two.origin?.at ?? -Infinity];
  return first === second ? 0 : first > second ? -1 : 1;
}

function longer(one: Candidate, two: Candidate): number {
  return canonical(two.value).length - canonical(one.value).length;
}

function textual(one: Candidate, two: Candidate): number {
  const [first, second] = [one, two].map(({ value, origin }) =>
    JSON.stringify([canonical(value), origin?.source ?? ""]),
  );
  if (first === undefined || second === undefined || first === second) return 0;
  return first < second ? -1 : 1;
}

/** The JSON of a value, with the members of objects in the order of their names. */
function canonical(value: JsonValue | undefined): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.entries<JsonValue>(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join()}}`;
}
