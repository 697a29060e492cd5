import type { Comparison, Scalar } from "../../segments/index.js";

/** Ends are included or not; between them lie all numbers. */
interface Interval {
  readonly from: number;
  readonly fromOpen: boolean;
  readonly to: number;
  readonly toOpen: boolean;
}

/**
 * A set of values that contains every value which may come to one answer, and maybe more: what is
 * not in it certainly does not.
 */
export interface ValueRange {
  /** Whether no value at all is among them. */
  readonly missing: boolean;
  readonly numbers: readonly Interval[];
  /** These texts, or all but these. */
  readonly texts: { readonly only: boolean; readonly named: ReadonlySet<string> };
  readonly booleans: ReadonlySet<boolean>;
  /** Lists and objects. */
  readonly other: boolean;
}

/** For each answer, the values that may come to it. */
export interface Answers {
  readonly met: ValueRange;
  readonly unmet: ValueRange;
  readonly unknown: ValueRange;
}

const allNumbers: readonly Interval[] = [
  {
    ...{ from: Number.NEGATIVE_INFINITY, fromOpen: false },
    ...{ to: Number.POSITIVE_INFINITY, toOpen: false },
  },
];
const allTexts = { only: false, named: new Set<string>() };
const noTexts = { only: true, named: new Set<string>() };
const both: ReadonlySet<boolean> = new Set([true, false]);
const neither: ReadonlySet<boolean> = new Set();

const none: ValueRange = {
  missing: false,
  numbers: [],
  texts: noTexts,
  booleans: neither,
  other: false,
};
const present: ValueRange = {
  missing: false,
  numbers: allNumbers,
  texts: allTexts,
  booleans: both,
  other: true,
};
export const anything: ValueRange = { ...present, missing: true };
const absent: ValueRange = { ...none, missing: true };
const notNumbers: ValueRange = { ...anything, numbers: [] };
const notTexts: ValueRange = { ...anything, texts: noTexts };
const notLists: ValueRange = anything;

/** The answers of a clause of which nothing is known but that it has one. */
export const opaque: Answers = {
  met: { ...none, booleans: new Set([true]) },
  unmet: { ...none, booleans: new Set([false]) },
  unknown: absent,
};

/** No more than this many points are cut out of the numbers. */
const mostPoints = 64;

export function answersTo(is: Comparison): Answers {
  if ("eq" in is) return isAmong([is.eq]);
  if ("ne" in is) return flipped(isAmong([is.ne]));
  if ("in" in is) return isAmong(is.in);
  if ("nin" in is) return flipped(isAmong(is.nin));
  if ("gt" in is) return flipped(upTo(is.gt, false));
  if ("gte" in is) return flipped(upTo(is.gte, true));
  if ("lt" in is) return upTo(is.lt, true);
  if ("lte" in is) return upTo(is.lte, false);
  if ("between" in is) {
    const [from, to] = is.between;
    const inside = from > to ? [] : [closed(from, to)];
    const outside = from > to ? allNumbers : [below(from, true), above(to, true)];
    return numeric(inside, outside);
  }
  if ("exists" in is) {
    const answers = { met: present, unmet: absent, unknown: none };
    return is.exists ? answers : flipped(answers);
  }
  if ("empty" in is) {
    const blank = { only: true, named: new Set([""]) };
    const met = { ...absent, texts: blank, other: true };
    const full = { ...present, texts: { only: false, named: new Set([""]) } };
    const answers = { met, unmet: full, unknown: none };
    return is.empty ? answers : flipped(answers);
  }
  if ("has" in is || "hasAny" in is || "hasAll" in is || "hasNone" in is) {
    const lists = { ...none, other: true };
    return { met: lists, unmet: lists, unknown: notLists };
  }
  const texts = { ...none, texts: allTexts };
  // A text that is no version has no answer either.
  return { met: texts, unmet: texts, unknown: "version" in is ? anything : notTexts };
}

/** `null`: no value is in both. */
export function intersection(a: ValueRange, b: ValueRange): ValueRange | null {
  const common = a === anything ? b : commonValues(a, b);
  const empty =
    !common.missing &&
    common.numbers.length === 0 &&
    common.texts.only &&
    common.texts.named.size === 0 &&
    common.booleans.size === 0 &&
    !common.other;
  return empty ? null : common;
}

function commonValues(a: ValueRange, b: ValueRange): ValueRange {
  return {
    missing: a.missing && b.missing,
    numbers: a.numbers.flatMap((one) => b.numbers.flatMap((other) => overlap(one, other))),
    texts: commonTexts(a.texts, b.texts),
    booleans: new Set([...a.booleans].filter((value) => b.booleans.has(value))),
    other: a.other && b.other,
  };
}

function isAmong(values: readonly Scalar[]): Answers {
  const points = values.filter((value) => typeof value === "number");
  const texts = new Set(values.filter((value) => typeof value === "string"));
  const flags = new Set(values.filter((value) => typeof value === "boolean"));
  const met: ValueRange = {
    ...none,
    numbers: points.map((point) => closed(point, point)),
    texts: { only: true, named: texts },
    booleans: flags,
  };
  const unmet: ValueRange = {
    ...present,
    numbers: points.length > mostPoints ? allNumbers : points.reduce(without, allNumbers),
    texts: { only: false, named: texts },
    booleans: new Set([...both].filter((value) => !flags.has(value))),
  };
  return { met, unmet, unknown: absent };
}

function without(intervals: readonly Interval[], point: number): readonly Interval[] {
  return intervals.flatMap((one) => [
    ...overlap(one, below(point, true)),
    ...overlap(one, above(point, true)),
  ]);
}

function upTo(to: number, toOpen: boolean): Answers {
  return numeric([below(to, toOpen)], [above(to, !toOpen)]);
}

function numeric(met: readonly Interval[], unmet: readonly Interval[]): Answers {
  return {
    met: { ...none, numbers: met },
    unmet: { ...none, numbers: unmet },
    unknown: notNumbers,
  };
}

function flipped({ met, unmet, unknown }: Answers): Answers {
  return { met: unmet, unmet: met, unknown };
}

function closed(from: number, to: number): Interval {
  return { from, fromOpen: false, to, toOpen: false };
}

function below(to: number, toOpen: boolean): Interval {
  return { from: Number.NEGATIVE_INFINITY, fromOpen: false, to, toOpen };
}

function above(from: number, fromOpen: boolean): Interval {
  return { from, fromOpen, to: Number.POSITIVE_INFINITY, toOpen: false };
}

function overlap(a: Interval, b: Interval): readonly Interval[] {
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  const fromOpen = (a.from === from && a.fromOpen) || (b.from === from && b.fromOpen);
  const toOpen = (a.to === to && a.toOpen) || (b.to === to && b.toOpen);
  const empty = from > to || (from === to && (fromOpen || toOpen));
  return empty ? [] : [{ from, fromOpen, to, toOpen }];
}

function commonTexts(a: ValueRange["texts"], b: ValueRange["texts"]): ValueRange["texts"] {
  if (a.only)
    return {
      only: true,
      named: new Set([...a.named].filter((text) => b.named.has(text) === b.only)),
    };
  return b.only ? commonTexts(b, a) : { only: false, named: new Set([...a.named, ...b.named]) };
}
