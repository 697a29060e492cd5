import { isMissing } from "../fields/missing.js";
import type { Formatter } from "../format/index.js";
import type { Expression, FieldUse } from "../program/index.js";
import { salutation } from "../salutation/index.js";
import { addFallback, addReason, type Frame } from "./frame.js";
import { own } from "./own.js";

/** An expression made ready to run: closures over its constants, so that nothing is looked up by name while rendering. */
export interface ExpressionNode {
  readonly evaluate: (frame: Frame) => unknown;
  /** Its field, for a path that has one. */
  readonly use: FieldUse | undefined;
  /** Its name in reasons and fallbacks. */
  readonly path: string;
  /** For a fallback: both sides. */
  readonly of?: ExpressionNode;
  readonly otherwise?: ExpressionNode;
  /** For a call: what it is given. */
  readonly given?: readonly ExpressionNode[];
  /** True for an address of the message, which the host must have given. */
  readonly link?: true;
}

/** Makes the nodes of a part. Children come first, so each finds its own ready. */
export function expressionNodes(
  expressions: readonly Expression[],
  fields: readonly FieldUse[],
  formatters: ReadonlyMap<string, Formatter>,
): readonly ExpressionNode[] {
  const nodes: ExpressionNode[] = [];
  for (const expression of expressions) nodes.push(nodeOf(expression, nodes, fields, formatters));
  return nodes;
}

const leaf = (evaluate: ExpressionNode["evaluate"], path = "", use?: FieldUse): ExpressionNode => ({
  evaluate,
  use,
  path,
});
const nothing = leaf(() => undefined);

function nodeOf(
  expression: Expression,
  nodes: readonly ExpressionNode[],
  fields: readonly FieldUse[],
  formatters: ReadonlyMap<string, Formatter>,
): ExpressionNode {
  const at = (index: number): ExpressionNode => nodes[index] ?? nothing;
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      return leaf(() => value);
    }
    case "path": {
      const use = expression.field < 0 ? undefined : fields[expression.field];
      return leaf(walk(expression.scope, expression.keys), use?.path ?? expression.keys.join("."), use);
    }
    case "loop":
      return leaf(loopVariable(expression.scope, expression.variable));
    case "fallback": {
      const of = at(expression.of);
      const otherwise = at(expression.otherwise);
      const evaluate = (frame: Frame): unknown => {
        const value = of.evaluate(frame);
        return isMissing(value, of.use) ? otherwise.evaluate(frame) : value;
      };
      return { ...leaf(evaluate, of.path), of, otherwise };
    }
    case "call":
      return call(expression.helper, expression.args.map(at), namedNodes(expression.hash, at), formatters);
    case "present": {
      const of = at(expression.of);
      const evaluate = (frame: Frame): boolean => {
        const value = of.evaluate(frame);
        return value === 0 || (Array.isArray(value) ? value.length > 0 : Boolean(value));
      };
      return leaf(evaluate, of.path);
    }
    case "member": {
      const { segment } = expression;
      return leaf((frame) => frame.input.memberships.includes(segment), segment);
    }
    case "url": {
      const { role } = expression;
      return { ...leaf((frame) => frame.input.links[role] || undefined, role), link: true };
    }
    case "salutation":
      return greeting(namedNodes(expression.options, at));
  }
}

type Named = readonly (readonly [name: string, node: ExpressionNode])[];

const namedNodes = (named: Readonly<Record<string, number>>, at: (index: number) => ExpressionNode): Named =>
  Object.entries(named).map(([name, index]) => [name, at(index)] as const);

/** From a scope downwards. At the root an attribute comes first, then `event` for the triggering event's data, then that data itself. */
function walk(scope: number, keys: readonly string[]): (frame: Frame) => unknown {
  const [first, ...rest] = keys;
  if (first === undefined) return (frame) => frame.scopes[scope];
  if (scope === 0) {
    const begin = (frame: Frame): unknown => {
      const attribute = own(frame.scopes[0], first);
      if (attribute !== undefined) return attribute;
      return first === "event" ? frame.input.data : own(frame.input.data, first);
    };
    return rest.length === 0 ? begin : (frame) => descend(begin(frame), rest);
  }
  if (rest.length === 0) return (frame) => own(frame.scopes[scope], first);
  return (frame) => descend(frame.scopes[scope], keys);
}

function descend(from: unknown, keys: readonly string[]): unknown {
  let value = from;
  for (let index = 0; index < keys.length; index++) value = own(value, keys[index] ?? "");
  return value;
}

function loopVariable(scope: number, variable: "index" | "key" | "first" | "last"): (frame: Frame) => unknown {
  switch (variable) {
    case "index":
      return (frame) => frame.positions[scope];
    case "key":
      return (frame) => frame.keys[scope]?.[frame.positions[scope] ?? 0] ?? frame.positions[scope];
    case "first":
      return (frame) => frame.positions[scope] === 0;
    case "last":
      return (frame) => (frame.positions[scope] ?? 0) + 1 === frame.lengths[scope];
  }
}

function call(
  helper: string,
  args: readonly ExpressionNode[],
  hash: Named,
  formatters: ReadonlyMap<string, Formatter>,
): ExpressionNode {
  const formatter = formatters.get(helper);
  const evaluate = (frame: Frame): unknown => {
    const options: Record<string, unknown> = {};
    // What a declared field says of itself, such as its currency, holds unless the template says otherwise.
    Object.assign(options, args[0]?.use?.options);
    for (const [name, node] of hash) options[name] = node.evaluate(frame);
    const values = args.map((node) => {
      const value = node.evaluate(frame);
      return node.use?.declared === true && isMissing(value, node.use) ? undefined : value;
    });
    try {
      const value = formatter?.(values, options, frame.format);
      return typeof value === "function" ? undefined : value;
    } catch {
      // The formatter's own message may hold the value it was given.
      addReason(frame, "FORMATTER_FAILED", helper);
      return undefined;
    }
  };
  return { ...leaf(evaluate, helper), given: args };
}

function greeting(options: Named): ExpressionNode {
  const chosen = new Map(options);
  const evaluate = (frame: Frame): string => {
    const value = (name: string, attribute: string): unknown =>
      chosen.get(name)?.evaluate(frame) ?? own(frame.scopes[0], attribute);
    const fallback = chosen.get("fallback")?.evaluate(frame);
    const made = salutation({
      locale: frame.format.locale,
      form: value("form", "") === "formal" ? "formal" : "informal",
      firstName: value("first", "firstName"),
      lastName: value("last", "lastName"),
      gender: value("gender", "gender"),
      ...(typeof fallback === "string" ? { fallback } : {}),
    });
    if (made.neutral) addFallback(frame, "salutation");
    return made.text;
  };
  return leaf(evaluate, "salutation");
}
