import type { JsonValue } from "@wellsent/core";
import type { LoopVariable, UrlRole } from "../../program/index.js";
import { greetingsOf } from "../../salutation/greetings.js";
import { fault, suggestion } from "../fault.js";
import type { Expr, ExprRecord, Place } from "../ir.js";
import type { LowerContext } from "./lower-context.js";
import { type Base, descend, type Scope } from "./scope.js";
import {
  isBoolean,
  isNull,
  isNumber,
  isPath,
  isString,
  isSubExpression,
  isUndefined,
  placeOf,
} from "./syntax-tree.js";

const urlRoles: Readonly<Record<string, UrlRole>> = {
  unsubscribe: "unsubscribe",
  preferences: "preferences",
  viewInBrowser: "view",
  confirm: "confirm",
  privacyNotice: "wording",
};

const loopVariables: ReadonlySet<string> = new Set<LoopVariable>(["index", "key", "first", "last"]);
const isLoopVariable = (name: string): name is LoopVariable => loopVariables.has(name);

/** The value of a syntax node: a path, a literal or a formatter's call. */
export const lowerExpression = (
  node: hbs.AST.Node,
  scope: Scope,
  source: string,
  context: LowerContext,
): Expr => {
  if (isString(node) || isNumber(node) || isBoolean(node))
    return { kind: "literal", value: node.value };
  if (isNull(node) || isUndefined(node)) return { kind: "literal", value: null };
  if (isSubExpression(node))
    return lowerCall(node.path, node.params, node.hash, scope, source, context);
  if (isPath(node)) return lowerPath(node, scope, source, context);
  throw fault(
    "TEMPLATE_NOT_ALLOWED",
    `${node.type} is not part of the template language.`,
    placeOf(node, source),
  );
};

/** `{{path}}`, `{{path fallback="…"}}` or `{{formatter value option=…}}`. */
export const lowerCall = (
  callee: hbs.AST.Node,
  params: readonly hbs.AST.Node[],
  hash: hbs.AST.Hash | undefined,
  scope: Scope,
  source: string,
  context: LowerContext,
): Expr => {
  const place = placeOf(callee, source);
  const options = lowerHash(hash, scope, source, context);
  const name = simpleName(callee);
  if (name === "segment" && params.length > 0) return memberOf(params, source, place, context);
  if (name === "salutation" && !context.compat && params.length === 0)
    return greeting(options, context);
  const { fallback, ...named } = options;
  const own = name !== undefined && context.ownHelpers.has(name);
  const asField = !own && params.length === 0 && Object.keys(named).length === 0;
  const value = asField
    ? fieldValue(callee, scope, source, context)
    : formatterCall(name, params, named, scope, source, place, context);
  return withFallback(value, fallback, context);
};

const fieldValue = (
  callee: hbs.AST.Node,
  scope: Scope,
  source: string,
  context: LowerContext,
): Expr => {
  // Handlebars reads {{"foo bar"}}, {{12}} and {{true}} as names.
  if (!isPath(callee))
    return pathTo(
      descend(scope.base, [literalName(callee, source)]),
      placeOf(callee, source),
      context,
    );
  return lowerPath(callee, scope, source, context);
};

const formatterCall = (
  name: string | undefined,
  params: readonly hbs.AST.Node[],
  hash: ExprRecord,
  scope: Scope,
  source: string,
  place: Place,
  context: LowerContext,
): Expr => {
  if (name === "lookup") {
    throw fault(
      "TEMPLATE_NOT_ALLOWED",
      "A dynamic lookup cannot be checked.",
      place,
      "Write the path out.",
    );
  }
  if (name === undefined || !context.helpers.has(name)) {
    const close = suggestion(name ?? "", context.helpers);
    throw fault(
      "TEMPLATE_HELPER_UNKNOWN",
      `No formatter “${(name ?? "…").slice(0, 60)}” is registered.${close === undefined ? "" : ` Did you mean “${close}”?`}`,
      place,
      "Register it under helpers, or use a built-in one.",
    );
  }
  context.called.add(name);
  return {
    kind: "call",
    helper: name,
    args: params.map((param) => lowerExpression(param, scope, source, context)),
    hash,
  };
};

const memberOf = (
  params: readonly hbs.AST.Node[],
  source: string,
  place: Place,
  context: LowerContext,
): Expr => {
  const [id, ...rest] = params;
  if (id === undefined || !isString(id) || rest.length > 0) {
    throw fault(
      "TEMPLATE_SEGMENT_NAME",
      "A segment is named by one string.",
      place,
      'Write {{#segment "id"}}.',
    );
  }
  if (context.segments !== null && !context.segments.has(id.value)) {
    const close = suggestion(id.value, context.segments);
    throw fault(
      "TEMPLATE_SEGMENT_UNKNOWN",
      `No segment “${id.value.slice(0, 60)}” is known.${close === undefined ? "" : ` Did you mean “${close}”?`}`,
      placeOf(id, source),
    );
  }
  context.asked.add(id.value);
  return { kind: "member", segment: id.value };
};

const lowerHash = (
  hash: hbs.AST.Hash | undefined,
  scope: Scope,
  source: string,
  context: LowerContext,
): ExprRecord => {
  const entries = (hash?.pairs ?? []).map(
    (pair) => [pair.key, lowerExpression(pair.value, scope, source, context)] as const,
  );
  return Object.fromEntries(entries);
};

/** The hole's own fallback first, then that of the field; each may again be a field with one. */
const withFallback = (value: Expr, fallback: Expr | undefined, context: LowerContext): Expr => {
  const last = declaredFallback(value, context);
  if (fallback !== undefined) {
    return {
      kind: "fallback",
      of: value,
      otherwise: ending(withFallback(fallback, undefined, context), last),
    };
  }
  return value.kind === "path" && last !== undefined
    ? { kind: "fallback", of: value, otherwise: last }
    : value;
};

/** A chain with one more link, unless it already ends with what is always there. */
const ending = (chain: Expr, last: Expr | undefined): Expr => {
  if (last === undefined || chain.kind === "literal") return chain;
  if (chain.kind === "fallback") return { ...chain, otherwise: ending(chain.otherwise, last) };
  return { kind: "fallback", of: chain, otherwise: last };
};

const declaredFallback = (value: Expr, context: LowerContext): Expr | undefined => {
  const of = value.kind === "call" ? value.args[0] : value;
  const declared = of?.kind === "path" ? context.fields.at(of.field)?.fallback : undefined;
  return declared === undefined || declared === null
    ? undefined
    : { kind: "literal", value: declared };
};

/**
 * A formatter in a hole is given the fallback of a field that is missing, and where it can make
 * nothing of that (`{{date at}}` of "soon"), the fallback stands as it is. Conditions see the field
 * alone.
 */
export const withFieldFallbacks = (expr: Expr, context: LowerContext): Expr => {
  if (expr.kind === "path") return withFallback(expr, undefined, context);
  if (expr.kind !== "call") return expr;
  const last = declaredFallback(expr, context);
  const call: Expr = { ...expr, args: expr.args.map((arg) => withFieldFallbacks(arg, context)) };
  return last === undefined ? call : { kind: "fallback", of: call, otherwise: last };
};

const lowerPath = (
  node: hbs.AST.PathExpression,
  scope: Scope,
  source: string,
  context: LowerContext,
): Expr => {
  const place = placeOf(node, source);
  if (node.data) {
    const [name = "", ...keys] = node.parts;
    if (name === "root")
      return (
        systemValue(keys, context) ??
        pathTo({ scope: 0, keys, path: keys.join(".") }, place, context)
      );
    const loop = scope.loops.at(-1 - node.depth);
    if (isLoopVariable(name) && keys.length === 0 && loop !== undefined)
      return { kind: "loop", scope: loop, variable: name };
    if (context.compat) return { kind: "literal", value: null };
    throw fault(
      "TEMPLATE_DATA_UNKNOWN",
      `@${node.parts.join(".").slice(0, 60)} means nothing here.`,
      place,
      "@index, @key, @first, @last work inside each; @root everywhere.",
    );
  }
  const found = lookUp(node, scope, source, context);
  return "expr" in found ? found.expr : pathTo(found.base, place, context);
};

/** The place in the data that a path names; what `each` and `with` need. */
export const lowerBase = (
  node: hbs.AST.Node,
  scope: Scope,
  source: string,
  context: LowerContext,
): Base => {
  if (isPath(node) && node.data && node.parts[0] === "root") {
    const keys = node.parts.slice(1);
    return { scope: 0, keys, path: keys.join(".") };
  }
  const found = isPath(node) && !node.data ? lookUp(node, scope, source, context) : undefined;
  if (found !== undefined && "base" in found) return found.base;
  throw fault(
    "TEMPLATE_NOT_ALLOWED",
    "each, with and partial contexts take a field, nothing computed.",
    placeOf(node, source),
  );
};

const lookUp = (
  node: hbs.AST.PathExpression,
  scope: Scope,
  source: string,
  context: LowerContext,
): { base: Base } | { expr: Expr } => {
  const [first, ...rest] = node.parts;
  const scoped = /^(?:this\b|\.)/.test(node.original);
  if (node.depth === 0 && first !== undefined && !scoped) {
    const named = scope.names.get(first);
    if (named !== undefined && "base" in named) return { base: descend(named.base, rest) };
    if (named !== undefined && rest.length === 0) return named;
    const system = rest.length === 0 ? systemValue([first], context) : undefined;
    if (system !== undefined) return { expr: system };
  }
  if (node.depth > scope.own && !context.compat) {
    throw fault(
      "TEMPLATE_SCOPE",
      "../ leads out of this partial, and what Handlebars finds there depends on what else its caller does.",
      placeOf(node, source),
      "Pass it in, as in {{> row shop=../shop}}, or begin at @root.",
    );
  }
  let at: Scope | null = scope;
  for (let depth = node.depth; depth > 0 && at !== null; depth--) at = at.parent;
  if (at === null) {
    if (context.compat) return { expr: { kind: "literal", value: null } };
    throw fault(
      "TEMPLATE_SCOPE",
      "There are more ../ than blocks around this.",
      placeOf(node, source),
    );
  }
  return { base: descend(at.base, node.parts) };
};

const systemValue = (keys: readonly string[], context: LowerContext): Expr | undefined => {
  const [name = ""] = keys;
  if (context.compat || keys.length !== 1) return undefined;
  if (name === "salutation") return greeting({}, context);
  return Object.hasOwn(urlRoles, name)
    ? { kind: "url", role: urlRoles[name] ?? "unsubscribe" }
    : undefined;
};

const greeting = (options: ExprRecord, { fields }: LowerContext): Expr => ({
  kind: "salutation",
  greetings: greetingsOf(fields.locale),
  options,
});

export const pathTo = ({ scope, keys, path }: Base, place: Place, context: LowerContext): Expr => ({
  kind: "path",
  scope,
  keys,
  field: context.fields.use(path, place),
});

export const simpleName = (node: hbs.AST.Node): string | undefined =>
  isPath(node) &&
  !node.data &&
  node.depth === 0 &&
  node.parts.length === 1 &&
  !/^(?:this\b|\.)/.test(node.original)
    ? node.parts[0]
    : undefined;

const literalName = (node: hbs.AST.Node, source: string): string => {
  if (isString(node)) return node.value;
  const value: JsonValue | undefined =
    isNumber(node) || isBoolean(node) ? node.value : isNull(node) ? null : undefined;
  if (value !== undefined || isUndefined(node)) return String(value);
  throw fault(
    "TEMPLATE_NOT_ALLOWED",
    `${node.type} cannot stand in a hole.`,
    placeOf(node, source),
  );
};
