import type { EscapeCode, Expression, Part } from "../../program/index.js";
import * as Op from "../../program/op.js";
import { type Expr, exprKey } from "../ir.js";

/** A jump whose target is not known yet. */
type Label = { at: number };

/** Writes one {@link Part}. Equal segments and equal expressions are kept once. */
export interface PartBuilder {
  text(text: string): void;
  value(expr: Expr, how: EscapeCode): void;
  /** Begins a condition; the label is where it goes when it does not hold. */
  branch(test: Expr, negated: boolean): Label;
  jump(): Label;
  land(label: Label): void;
  each(list: Expr, scope: number): { readonly exit: Label; readonly body: number };
  next(scope: number, body: number): void;
  link(index: number): Label;
  pixel(): void;
  build(): Part;
}

export function partBuilder(): PartBuilder {
  const ops: number[] = [];
  const segments: string[] = [];
  const expressions: Expression[] = [];
  const segmentIndex = new Map<string, number>();
  const expressionIndex = new Map<string, number>();
  let pending = "";

  const flush = (): void => {
    if (pending === "") return;
    let index = segmentIndex.get(pending);
    if (index === undefined) {
      index = segments.push(pending) - 1;
      segmentIndex.set(pending, index);
    }
    ops.push(Op.EMIT, index);
    pending = "";
  };

  const intern = (expr: Expr): number => {
    const key = exprKey(expr);
    const known = expressionIndex.get(key);
    if (known !== undefined) return known;
    const index = expressions.push(flatten(expr, intern)) - 1;
    expressionIndex.set(key, index);
    return index;
  };

  /** Emits an operation whose last operand is a target to be filled in. */
  const forward = (...operation: readonly number[]): Label => {
    flush();
    ops.push(...operation, -1);
    return { at: ops.length - 1 };
  };

  return {
    text: (text) => {
      pending += text;
    },
    value(expr, how) {
      flush();
      ops.push(Op.VALUE, intern(expr), how);
    },
    branch: (test, negated) => {
      const index = intern(test);
      return forward(negated ? Op.UNLESS : Op.IF, index);
    },
    jump: () => forward(Op.JUMP),
    land(label) {
      flush();
      ops[label.at] = ops.length;
    },
    each(list, scope) {
      const index = intern(list);
      const exit = forward(Op.EACH, index, scope);
      return { exit, body: ops.length };
    },
    next(scope, body) {
      flush();
      ops.push(Op.NEXT, scope, body);
    },
    link: (index) => forward(Op.LINK, index),
    pixel() {
      flush();
      ops.push(Op.PIXEL);
    },
    build() {
      flush();
      return { segments, ops, expressions };
    },
  };
}

/** Children are interned first, so that their indices are lower. */
function flatten(expr: Expr, intern: (expr: Expr) => number): Expression {
  const record = (values: Readonly<Record<string, Expr>>): Record<string, number> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, intern(value)]));
  switch (expr.kind) {
    case "fallback":
      return { kind: "fallback", of: intern(expr.of), otherwise: intern(expr.otherwise) };
    case "present":
      return { kind: "present", of: intern(expr.of) };
    case "call":
      return {
        kind: "call",
        helper: expr.helper,
        args: expr.args.map(intern),
        hash: record(expr.hash),
      };
    case "salutation":
      return { ...expr, options: record(expr.options) };
    default:
      return expr;
  }
}
