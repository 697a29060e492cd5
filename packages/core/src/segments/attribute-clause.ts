import type { AttributesOf, Schema } from "../contacts/schema.js";
import type { LeapPolicy } from "../timing/anniversary.js";
import type { CalendarPeriod } from "../timing/calendar-period.js";
import type { DurationText } from "../timing/duration-text.js";
import type { Scalar } from "./comparison.js";
import type { DateRef, DayRange } from "./date-comparison.js";
import type { AttributeNode, DateNode, MissingPolicy, ZoneRule } from "./segment.js";

/**
 * Paths such as `city` and `address.city`: members of objects, not of lists, up to four levels
 * deep.
 */
export type DataPathOf<T, Depth extends readonly unknown[] = []> = unknown extends T
  ? string
  : Depth["length"] extends 4
    ? never
    : T extends readonly unknown[] | Scalar
      ? never
      : {
          [K in keyof T & string]-?:
            | K
            | `${K}.${DataPathOf<NonNullable<T[K]>, [...Depth, unknown]>}`;
        }[keyof T & string];

/** The type of the value at a path; `never` if the type has no such path. */
export type ValueAt<T, Path extends string> = unknown extends T
  ? Scalar | readonly Scalar[]
  : Path extends keyof T
    ? NonNullable<T[Path]>
    : Path extends `${infer Key}.${infer Rest}`
      ? Key extends keyof T
        ? ValueAt<NonNullable<T[Key]>, Rest>
        : never
      : never;

export type AttributePathOf<S extends Schema> = DataPathOf<AttributesOf<S>>;

export interface AttributeOptions {
  /**
   * The result for a contact without the attribute. `unknown` by default: neither the clause nor
   * its negation is met.
   */
  readonly missing?: MissingPolicy;
  /** The time zone in which local dates are read; the segment's by default. */
  readonly zone?: ZoneRule;
  readonly note?: string;
}

/**
 * The comparisons that a value of this type allows. A path that does not exist allows all of them,
 * because the compiler has reported the path already.
 */
export type ClauseFor<Value> = [Value] extends [never]
  ? AnyClause
  : [Value] extends [readonly (infer Item)[]]
    ? ListClause<Item & Scalar>
    : [Value] extends [number]
      ? NumberClause<Value>
      : [Value] extends [string]
        ? TextClause<Value>
        : [Value] extends [boolean]
          ? ValueClause<Value>
          : [Value] extends [Scalar]
            ? ValueClause<Value>
            : PresenceClause;

export interface PresenceClause {
  isKnown(): AttributeNode;
  isUnknown(): AttributeNode;
  /** True for a missing value, `""`, `[]` and `{}`. */
  isEmpty(): AttributeNode;
}

export interface ValueClause<Value extends Scalar> extends PresenceClause {
  is(value: Value): AttributeNode;
  isNot(value: Value): AttributeNode;
  isOneOf(values: readonly Value[]): AttributeNode;
  isNoneOf(values: readonly Value[]): AttributeNode;
}

export interface NumberClause<Value extends number = number> extends ValueClause<Value> {
  moreThan(value: number): AttributeNode;
  atLeast(value: number): AttributeNode;
  lessThan(value: number): AttributeNode;
  atMost(value: number): AttributeNode;
  /** Both ends included. */
  between(low: number, high: number): AttributeNode;
}

export interface ListClause<Item extends Scalar> extends PresenceClause {
  has(item: Item): AttributeNode;
  hasAny(items: readonly Item[]): AttributeNode;
  hasAll(items: readonly Item[]): AttributeNode;
  hasNone(items: readonly Item[]): AttributeNode;
}

export interface DateClause<Node> {
  before(ref: DateRef): Node;
  /** On or after. */
  since(ref: DateRef): Node;
  /** On or after the first date, and before the second. */
  between(from: DateRef, to: DateRef): Node;
  /** At any time of this local day. */
  on(day: string): Node;
  inLast(duration: DurationText): Node;
  inNext(duration: DurationText): Node;
  /** Whole local days from today: `{ from: -6, to: 0 }` is the last seven. */
  inDays(days: DayRange): Node;
  /**
   * In a range of calendar periods, such as `thisPeriod({ unit: "month" })` or `lastPeriod({ unit:
   * "week", weekStart: "mon" })`.
   */
  inPeriod(period: CalendarPeriod): Node;
  /** A yearly return of the date falls on one of these days; today by default. */
  hasAnniversary(days?: DayRange & { readonly leap?: LeapPolicy }): Node;
}

/** Comparisons of text, and of dates stored as text: `2026-01-10`, `2026-01-10T08:00:00+01:00`. */
export interface TextClause<Value extends string = string>
  extends ValueClause<Value>,
    DateClause<DateNode> {
  startsWith(text: string): AttributeNode;
  endsWith(text: string): AttributeNode;
  contains(text: string): AttributeNode;
  /** Equal, ignoring case. */
  isLike(text: string): AttributeNode;
  /** Matches a glob over the whole text: `*` is any run of characters, `?` any one character. */
  matches(glob: string): AttributeNode;
  isVersion(range: { readonly gte?: string; readonly lt?: string }): AttributeNode;
}

/** All comparisons, without types: {@link ClauseFor} is a subset of them. */
export interface AnyClause
  extends Omit<NumberClause, keyof ValueClause<Scalar> | "between">,
    ListClause<Scalar>,
    Omit<TextClause, keyof ValueClause<Scalar> | "between">,
    ValueClause<Scalar> {
  between(low: number, high: number): AttributeNode;
  between(from: DateRef, to: DateRef): DateNode;
}

export function attributeClause(
  path: string,
  { missing, zone, note }: AttributeOptions = {},
): AnyClause {
  const rest = {
    ...(missing === undefined ? {} : { missing }),
    ...(note === undefined ? {} : { note }),
  };
  const attribute = (is: AttributeNode["is"]): AttributeNode => ({ op: "attr", path, is, ...rest });
  const date = (is: DateNode["is"]): DateNode => ({
    op: "date",
    path,
    is,
    ...(zone === undefined ? {} : { zone }),
    ...rest,
  });
  function between(low: number, high: number): AttributeNode;
  function between(from: DateRef, to: DateRef): DateNode;
  function between(low: number | DateRef, high: number | DateRef): AttributeNode | DateNode {
    if (typeof low === "number" || typeof high === "number") {
      return attribute({ between: [Number(low), Number(high)] });
    }
    return date({ between: [low, high] });
  }
  return {
    isKnown: () => attribute({ exists: true }),
    isUnknown: () => attribute({ exists: false }),
    isEmpty: () => attribute({ empty: true }),
    is: (eq) => attribute({ eq }),
    isNot: (ne) => attribute({ ne }),
    isOneOf: (values) => attribute({ in: values }),
    isNoneOf: (values) => attribute({ nin: values }),
    moreThan: (gt) => attribute({ gt }),
    atLeast: (gte) => attribute({ gte }),
    lessThan: (lt) => attribute({ lt }),
    atMost: (lte) => attribute({ lte }),
    has: (item) => attribute({ has: item }),
    hasAny: (items) => attribute({ hasAny: items }),
    hasAll: (items) => attribute({ hasAll: items }),
    hasNone: (items) => attribute({ hasNone: items }),
    startsWith: (starts) => attribute({ starts }),
    endsWith: (ends) => attribute({ ends }),
    contains: (text) => attribute({ contains: text }),
    isLike: (eqFold) => attribute({ eqFold }),
    matches: (glob) => attribute({ matches: glob }),
    isVersion: (version) => attribute({ version }),
    ...dateClause(date),
    between,
  };
}

export function dateClause<Node>(node: (is: DateNode["is"]) => Node): DateClause<Node> {
  return {
    before: (ref) => node({ before: ref }),
    since: (ref) => node({ since: ref }),
    between: (from, to) => node({ between: [from, to] }),
    on: (day) => node({ on: day }),
    inLast: (duration) => node({ last: duration }),
    inNext: (duration) => node({ next: duration }),
    inDays: (days) => node({ day: days }),
    inPeriod: (period) => node({ period }),
    hasAnniversary: (days = { from: 0, to: 0 }) => node({ anniversary: days }),
  };
}
