import type { JsonValue } from "@wellsent/core";
import type { LoopVariable, UrlRole } from "../program/index.js";
import type { Greetings } from "../salutation/greet.js";

/** Where something stands in the author's source. Lines and columns count from 1. */
export interface Place {
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** {@link Expression} of the program, still as a tree. Scopes are absolute already. */
export type Expr =
  | { readonly kind: "literal"; readonly value: JsonValue }
  | {
      readonly kind: "path";
      readonly scope: number;
      readonly keys: readonly string[];
      readonly field: number;
    }
  | { readonly kind: "loop"; readonly scope: number; readonly variable: LoopVariable }
  | { readonly kind: "fallback"; readonly of: Expr; readonly otherwise: Expr }
  | {
      readonly kind: "call";
      readonly helper: string;
      readonly args: readonly Expr[];
      readonly hash: ExprRecord;
    }
  | { readonly kind: "present"; readonly of: Expr }
  | { readonly kind: "member"; readonly segment: string }
  | { readonly kind: "url"; readonly role: UrlRole }
  | { readonly kind: "salutation"; readonly greetings: Greetings; readonly options: ExprRecord };

export type ExprRecord = Readonly<Record<string, Expr>>;

/**
 * A template after Handlebars: what is static, what is not, and nothing that only a runtime could
 * know the shape of.
 */
export type Node = TextNode | ValueNode | IfNode | EachNode;

export interface TextNode {
  readonly kind: "text";
  readonly text: string;
  readonly place: Place;
}

export interface ValueNode {
  readonly kind: "value";
  readonly expr: Expr;
  /** `{{{ }}}`. */
  readonly raw: boolean;
  /**
   * A field that may be missing, has no fallback, and is not known to be there by a condition
   * around it.
   */
  readonly maybeMissing: boolean;
  readonly place: Place;
}

export interface IfNode {
  readonly kind: "if";
  readonly test: Expr;
  readonly negated: boolean;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
  readonly place: Place;
  /** As the author wrote it, for messages: `{{#if vip}}`. */
  readonly label: string;
}

export interface EachNode {
  readonly kind: "each";
  readonly list: Expr;
  readonly scope: number;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
  readonly place: Place;
  readonly label: string;
}

/** Two expressions with one key have one value wherever both can be evaluated. */
export function exprKey(expr: Expr): string {
  return JSON.stringify(expr);
}

/** The deepest scope an expression reads: it means nothing outside the loop of that scope. */
export function deepestScope(expr: Expr): number {
  switch (expr.kind) {
    case "path":
    case "loop":
      return expr.scope;
    case "fallback":
      return Math.max(deepestScope(expr.of), deepestScope(expr.otherwise));
    case "present":
      return deepestScope(expr.of);
    case "call":
      return Math.max(
        0,
        ...expr.args.map(deepestScope),
        ...Object.values(expr.hash).map(deepestScope),
      );
    case "salutation":
      return Math.max(0, ...Object.values(expr.options).map(deepestScope));
    default:
      return 0;
  }
}
