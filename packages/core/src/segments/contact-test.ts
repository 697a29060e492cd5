import { isObject, type JsonValue } from "../json.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { attributeReader } from "./attribute-reader.js";
import type { Comparison, Scalar } from "./comparison.js";
import { attributeTest } from "./occurrence.js";
import type { AttributeNode } from "./segment.js";

/** Whether a clause that reads nothing but the contact's record is definitely met. */
export type ContactTest = (contact: ContactRecord) => boolean;

/**
 * Compiles "definitely met" or, with `sign` false, "definitely not met". An unknown clause is
 * neither, so the sign is compared once and no third value is carried along.
 */
export function contactTest(node: AttributeNode, sign: boolean): ContactTest {
  const { path, is, missing = "unknown" } = node;
  const [first = "", second, ...rest] = path.split(".");
  const unreadable = missing === "unknown" ? false : (missing === "match") === sign;
  if (rest.length === 0 && isPlain(first) && (second === undefined || isPlain(second))) {
    const fused = fusedTest({ first, second, is, sign, unreadable });
    if (fused !== null) return fused;
  }
  const test = attributeTest(node, attributeReader(path));
  return (contact) => test(contact) === sign;
}

/**
 * Whether reading such a member of any JSON value finds own members only, so that `hasOwn` need
 * not be asked: neither objects nor lists inherit the name, and it is no index of a list.
 */
export function isPlain(name: string): boolean {
  return !(name in Array.prototype) && !/^[\d$]/.test(name);
}

interface FusedInput {
  readonly first: string;
  readonly second: string | undefined;
  readonly is: Comparison;
  readonly sign: boolean;
  /** The answer for a missing value and for one that the comparison cannot read. */
  readonly unreadable: boolean;
}

/** Reading and comparing in one function, for the common comparisons; `null` for the others. */
function fusedTest({ first, second, is, sign, unreadable }: FusedInput): ContactTest | null {
  if ("eq" in is || "ne" in is) {
    const wanted = "eq" in is ? is.eq : is.ne;
    const equal = "eq" in is === sign;
    return (contact) => {
      const value = find(contact, first, second);
      return value === undefined || value === null ? unreadable : (value === wanted) === equal;
    };
  }
  if ("exists" in is) {
    const known = is.exists === sign;
    return (contact) => {
      const value = find(contact, first, second);
      return (value !== undefined && value !== null) === known;
    };
  }
  if ("in" in is) return memberTest(first, second, is.in, sign, unreadable);
  if ("nin" in is) return memberTest(first, second, is.nin, !sign, unreadable);
  if ("has" in is) {
    const { has } = is;
    return (contact) => {
      const value = find(contact, first, second);
      return Array.isArray(value) ? value.includes(has) === sign : unreadable;
    };
  }
  const range = numberRange(is);
  if (range === null) return null;
  const { low, high, open } = range;
  if (open) {
    return (contact) => {
      const value = find(contact, first, second);
      return typeof value === "number" ? (value > low && value < high) === sign : unreadable;
    };
  }
  return (contact) => {
    const value = find(contact, first, second);
    return typeof value === "number" ? (value >= low && value <= high) === sign : unreadable;
  };
}

/** The numbers that an ordering comparison admits; with `open`, without the ends. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
  readonly open: boolean;
}

/** `null` for a comparison that does not order numbers. JSON holds no infinite ones. */
export function numberRange(is: Comparison): NumberRange | null {
  const [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if ("gt" in is) return { low: is.gt, high, open: true };
  if ("gte" in is) return { low: is.gte, high, open: false };
  if ("lt" in is) return { low, high: is.lt, open: true };
  if ("lte" in is) return { low, high: is.lte, open: false };
  if ("between" in is) return { low: is.between[0], high: is.between[1], open: false };
  return null;
}

function memberTest(
  first: string,
  second: string | undefined,
  values: readonly Scalar[],
  found: boolean,
  unreadable: boolean,
): ContactTest {
  if (values.length > 4) {
    const set = new Set<JsonValue>(values);
    return (contact) => {
      const value = find(contact, first, second);
      return value === undefined || value === null ? unreadable : set.has(value) === found;
    };
  }
  // Without a value in its place, one stands twice. Comparing is cheaper than hashing.
  const [a, b = a, c = a, d = a] = values;
  return (contact) => {
    const value = find(contact, first, second);
    if (value === undefined || value === null) return unreadable;
    return (value === a || value === b || value === c || value === d) === found;
  };
}

function find(
  { attributes }: ContactRecord,
  first: string,
  second: string | undefined,
): JsonValue | undefined {
  const value = attributes[first];
  if (second === undefined) return value;
  return isObject(value) ? value[second] : undefined;
}
