import { fault } from "../fault.js";
import type { Expr, Place } from "../ir.js";
import type { LowerContext } from "./lower-context.js";

/** What a name stands for while a template is lowered: known as far as the source tells. */
export type Value = Data | Merged | Computed;

/** A place in the data: properties `keys` of the item of a scope. */
export interface Data {
  readonly kind: "data";
  readonly scope: number;
  readonly keys: readonly string[];
  /** For the field catalog: `items[]`, `order.lines[]`. */
  readonly path: string;
  /** Of a loop's item: the list it goes over. */
  readonly of?: Data;
}

/**
 * The context of a partial that is called with arguments. Handlebars makes it anew for each call: a
 * copy of the context, with the arguments over it.
 */
export interface Merged {
  readonly kind: "merged";
  readonly under: Data | Computed;
  readonly args: ReadonlyMap<string, Value>;
}

/** A literal, a variable of a loop, or what a formatter gives. */
export interface Computed {
  readonly kind: "computed";
  readonly expr: Expr;
}

export const root: Data = { kind: "data", scope: 0, keys: [], path: "" };

export function computed(expr: Expr): Computed {
  return { kind: "computed", expr };
}

/** What Handlebars has for a name that nobody gave. */
export const nothing: Computed = computed({ kind: "literal", value: null });

/** The context of a partial, where Handlebars lets the first of two arguments of one name win. */
export function merged(under: Value, args: ReadonlyMap<string, Value>): Merged {
  return under.kind === "merged"
    ? { kind: "merged", under: under.under, args: new Map([...under.args, ...args]) }
    : { kind: "merged", under, args };
}

function isPosition(key: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(key);
}

/**
 * A property of a property of a value.
 *
 * @throws TemplateError `TEMPLATE_PARTIAL_CONTEXT`, `TEMPLATE_NOT_ALLOWED` where only a run could
 * tell.
 */
export function member(value: Value, keys: readonly string[], place: Place): Value {
  const [first, ...rest] = keys;
  if (first === undefined) return value;
  if (value.kind === "data") return descend(value, keys);
  if (value.kind === "computed") return ofComputed(value, first, rest, place);
  const argument = value.args.get(first);
  if (argument !== undefined) return member(argument, rest, place);
  const { under } = value;
  // A copy of a list or a text has no length, one of an object may.
  if (under.kind === "computed")
    return first === "length" ? nothing : ofComputed(under, first, rest, place);
  if (first === "length" && under !== root) throw ofCopy("its length", place);
  return descend(under, keys);
}

function ofComputed({ expr }: Computed, key: string, rest: readonly string[], place: Place): Value {
  if (expr.kind !== "literal") {
    throw fault(
      "TEMPLATE_NOT_ALLOWED",
      "What is computed has no fields: each, with and paths take a field of the data.",
      place,
    );
  }
  const { value } = expr;
  if (typeof value !== "string") return nothing;
  const found = key === "length" ? value.length : isPosition(key) ? value[Number(key)] : undefined;
  return found === undefined
    ? nothing
    : member(computed({ kind: "literal", value: found }), rest, place);
}

function descend(base: Data, keys: readonly string[]): Data {
  return {
    kind: "data",
    scope: base.scope,
    keys: [...base.keys, ...keys],
    path: [base.path, ...keys].filter((part) => part !== "").join("."),
    ...(base.of === undefined ? {} : { of: base.of }),
  };
}

/**
 * What a hole prints of it.
 *
 * @throws TemplateError `TEMPLATE_PARTIAL_CONTEXT` for what Handlebars prints as `[object Object]`.
 */
export function toExpr(value: Value, place: Place, context: LowerContext): Expr {
  if (value.kind === "computed") return value.expr;
  if (value.kind === "merged") throw ofCopy("the whole of it", place);
  return pathTo(value, place, context);
}

/** As a condition sees it: an object is always there. */
export function conditionExpr(value: Value, place: Place, context: LowerContext): Expr {
  return value.kind === "merged" ? { kind: "literal", value: true } : toExpr(value, place, context);
}

export function pathTo(
  { scope, keys, path }: Data,
  place: Place,
  context: LowerContext,
): Extract<Expr, { kind: "path" }> {
  return {
    kind: "path",
    scope,
    keys,
    field: context.fields.use(path, place),
  };
}

export function ofCopy(what: string, place: Place): Error {
  return fault(
    "TEMPLATE_PARTIAL_CONTEXT",
    `The context of a partial with arguments is a copy with those arguments in it; ${what} can neither be printed nor looped over.`,
    place,
    "Pass what is meant as an argument of its own, as in {{> row item=this}}.",
  );
}

/** Whether two values are one and the same whatever the data, never the same, or either. */
export type Likeness = "same" | "other" | "unsure";

/**
 * How much is known of a context: that it is there, that it may be null, that it may be undefined,
 * or that it may be and Handlebars has put an empty object in its place.
 */
export type Presence = "there" | "null" | "absent" | "replaced";

interface Known {
  readonly context: Value;
  readonly presence: Presence;
}

/**
 * Handlebars compares a new context with the one around it (`!=`), and counts a step of `../` only
 * where they differ: two equal texts are one context, and so are two nulls, or a text and a list
 * of that text alone.
 */
export function likeness(inner: Known, outer: Known, context: LowerContext): Likeness {
  if (isSame(inner.context, outer.context)) return "same";
  if (isObject(inner, context) || isObject(outer, context)) return "other";
  const step = stepsInto(inner.context, outer.context);
  if (step === null) return "unsure";
  // Something with a property is an object, which equals none of its own.
  if (step === "item" || inner.presence === "there") return "other";
  return outer.presence === "there" ? "other" : "unsure";
}

function isSame(a: Value, b: Value): boolean {
  return (
    a === b ||
    (a.kind === "data" &&
      b.kind === "data" &&
      a.scope === b.scope &&
      a.keys.length === b.keys.length &&
      a.keys.every((key, index) => key === b.keys[index]))
  );
}

function isObject({ context: value, presence }: Known, { fields }: LowerContext): boolean {
  if (value.kind === "computed") return false;
  if (value.kind === "merged" || (value.scope === 0 && value.keys.length === 0)) return true;
  return presence === "there" && fields.isObject(value.path);
}

/**
 * Whether a value lies under a named property of another, which is then an object: as such, or as
 * an item of a list there.
 */
function stepsInto(inner: Value, outer: Value): "property" | "item" | null {
  if (inner.kind !== "data" || outer.kind !== "data") return null;
  const { scope, keys, of } = inner;
  const inside =
    scope === outer.scope &&
    keys.length > outer.keys.length &&
    outer.keys.every((key, index) => key === keys[index]);
  const next = keys[outer.keys.length];
  if (inside && next !== undefined) {
    return next === "length" || isPosition(next) ? null : "property";
  }
  return of === undefined || stepsInto(of, outer) === null ? null : "item";
}
