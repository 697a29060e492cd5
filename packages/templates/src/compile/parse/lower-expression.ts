import type { JsonValue } from "@wellsent/core";
import { fault, suggestion } from "../fault.js";
import type { Expr, ExprRecord, Place } from "../ir.js";
import { byName, greeting, isScoped, lookUp } from "./look-up.js";
import type { LowerContext } from "./lower-context.js";
import type { LexicalScope } from "./scope.js";
import {
  isBoolean,
  isNull,
  isNumber,
  isPath,
  isString,
  isSubExpression,
  isUndefined,
  nodePlace,
} from "./syntax-tree.js";
import { computed, nothing, toExpr, type Value } from "./value.js";

/** The value of a syntax node: a path, a literal or a formatter's call. */
function lowerExpression(
  node: hbs.AST.Node,
  scope: LexicalScope,
  source: string,
  context: LowerContext,
): Expr {
  return toExpr(lowerValue(node, scope, source, context), nodePlace(node, source), context);
}

/** The same, for what goes deeper into it: a block, a partial's context or argument. */
export function lowerValue(
  node: hbs.AST.Node,
  scope: LexicalScope,
  source: string,
  context: LowerContext,
): Value {
  if (isString(node) || isNumber(node) || isBoolean(node))
    return computed({ kind: "literal", value: node.value });
  if (isNull(node) || isUndefined(node)) return nothing;
  if (isSubExpression(node))
    return computed(lowerCall(node.path, node.params, node.hash, scope, source, context));
  if (isPath(node)) return lookUp(node, scope, source, context);
  throw fault(
    "TEMPLATE_NOT_ALLOWED",
    `${node.type} is not part of the template language.`,
    nodePlace(node, source),
  );
}

/** `{{path}}`, `{{path fallback="…"}}` or `{{formatter value option=…}}`. */
export function lowerCall(
  callee: hbs.AST.Node,
  params: readonly hbs.AST.Node[],
  hash: hbs.AST.Hash | undefined,
  scope: LexicalScope,
  source: string,
  context: LowerContext,
): Expr {
  const place = nodePlace(callee, source);
  const options = lowerHash(hash, scope, source, context);
  const name = simpleName(callee);
  if (name === "segment" && params.length > 0) return lowerMember(params, source, place, context);
  if (name === "salutation" && !context.compat && params.length === 0)
    return greeting(options, context);
  const { fallback, ...named } = options;
  const shadowed = name !== undefined && scope.names.has(name);
  if (shadowed && (params.length > 0 || Object.keys(named).length > 0))
    throw shadowedName(name, place);
  const own = name !== undefined && context.ownHelpers.has(name) && !shadowed;
  const asField = !own && params.length === 0 && Object.keys(named).length === 0;
  const value = asField
    ? fieldValue(callee, scope, source, context)
    : formatterCall(name, params, named, scope, source, place, context);
  return withFallback(value, fallback, context);
}

function fieldValue(
  callee: hbs.AST.Node,
  scope: LexicalScope,
  source: string,
  context: LowerContext,
): Expr {
  const place = nodePlace(callee, source);
  // Handlebars reads {{"foo bar"}}, {{12}} and {{true}} as names.
  const value = isPath(callee)
    ? lookUp(callee, scope, source, context)
    : byName([literalName(callee, source)], scope, place, context);
  return toExpr(value, place, context);
}

/** A block parameter that has taken a name away. */
export function shadowedName(name: string, place: Place): Error {
  return fault(
    "TEMPLATE_NAME_SHADOWED",
    `“${name.slice(0, 60)}” is a block parameter here, and nothing to call.`,
    place,
    "Give the block parameter another name.",
  );
}

function formatterCall(
  name: string | undefined,
  params: readonly hbs.AST.Node[],
  hash: ExprRecord,
  scope: LexicalScope,
  source: string,
  place: Place,
  context: LowerContext,
): Expr {
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
}

function lowerMember(
  params: readonly hbs.AST.Node[],
  source: string,
  place: Place,
  context: LowerContext,
): Expr {
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
      nodePlace(id, source),
    );
  }
  context.asked.add(id.value);
  return { kind: "member", segment: id.value };
}

function lowerHash(
  hash: hbs.AST.Hash | undefined,
  scope: LexicalScope,
  source: string,
  context: LowerContext,
): ExprRecord {
  const entries = (hash?.pairs ?? []).map(
    (pair) => [pair.key, lowerExpression(pair.value, scope, source, context)] as const,
  );
  return Object.fromEntries(entries);
}

/** The hole's own fallback first, then that of the field; each may again be a field with one. */
function withFallback(value: Expr, fallback: Expr | undefined, context: LowerContext): Expr {
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
}

/** A chain with one more link, unless it already ends with what is always there. */
function ending(chain: Expr, last: Expr | undefined): Expr {
  if (last === undefined || chain.kind === "literal") return chain;
  if (chain.kind === "fallback") return { ...chain, otherwise: ending(chain.otherwise, last) };
  return { kind: "fallback", of: chain, otherwise: last };
}

function declaredFallback(value: Expr, context: LowerContext): Expr | undefined {
  const of = value.kind === "call" ? value.args[0] : value;
  const declared = of?.kind === "path" ? context.fields.at(of.field)?.fallback : undefined;
  return declared === undefined || declared === null
    ? undefined
    : { kind: "literal", value: declared };
}

/**
 * A formatter in a hole is given the fallback of a field that is missing, and where it can make
 * nothing of that (`{{date at}}` of "soon"), the fallback stands as it is. Conditions see the field
 * alone.
 */
export function withFieldFallbacks(expr: Expr, context: LowerContext): Expr {
  if (expr.kind === "path") return withFallback(expr, undefined, context);
  if (expr.kind !== "call") return expr;
  const last = declaredFallback(expr, context);
  const call: Expr = { ...expr, args: expr.args.map((arg) => withFieldFallbacks(arg, context)) };
  return last === undefined ? call : { kind: "fallback", of: call, otherwise: last };
}

export function simpleName(node: hbs.AST.Node): string | undefined {
  return isPath(node) &&
    !node.data &&
    node.depth === 0 &&
    node.parts.length === 1 &&
    !isScoped(node)
    ? node.parts[0]
    : undefined;
}

function literalName(node: hbs.AST.Node, source: string): string {
  if (isString(node)) return node.value;
  const value: JsonValue | undefined =
    isNumber(node) || isBoolean(node) ? node.value : isNull(node) ? null : undefined;
  if (value !== undefined || isUndefined(node)) return String(value);
  throw fault(
    "TEMPLATE_NOT_ALLOWED",
    `${node.type} cannot stand in a hole.`,
    nodePlace(node, source),
  );
}
