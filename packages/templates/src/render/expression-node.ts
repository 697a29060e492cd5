import { isOrdinaryUrl } from "../escape/index.js";
import { beginsVisibly, isMissing } from "../fields/missing.js";
import { isOrdinaryName } from "../fields/real-name.js";
import type { Formatter } from "../format/index.js";
import type { Expression, FieldUse, LoopVariable } from "../program/index.js";
import { type Greetings, greet } from "../salutation/greet.js";
import { addFallback, addReason, type Frame } from "./frame.js";
import { own } from "./own.js";

/**
 * An expression made ready to run: closures over its constants, so that nothing is looked up by name while rendering.
 * All have the same properties in the same order, which engines read faster.
 */
export interface ExpressionNode {
  readonly evaluate: (frame: Frame) => unknown;
  /** Its field, for a path that has one. */
  readonly use: FieldUse | undefined;
  /** Its name in reasons and fallbacks. */
  readonly path: string;
  /** For a fallback: both sides. */
  readonly of: ExpressionNode | undefined;
  readonly otherwise: ExpressionNode | undefined;
  /** For a call: what it is given. */
  readonly given: readonly ExpressionNode[];
  /** True for an address of the message, which the host must have given. */
  readonly link: boolean;
  /** How to read it when the value is as almost every value is; null where there is no short way. */
  readonly quick: QuickNode | null;
}

/** A path whose value is printed as it is when it is a string {@link isOrdinary} of its kind. */
export interface QuickNode {
  /** Of a path of one step: where it begins, and the property. Otherwise -1 and nothing. */
  readonly scope: number;
  readonly key: string;
  readonly evaluate: (frame: Frame) => unknown;
  readonly kind: "text" | "name" | "url";
  readonly maxLength: number;
}

/** True for a string that needs neither its fallback nor anything done to it before it is escaped. False says nothing. */
export function isOrdinary(value: string, { kind, maxLength }: QuickNode): boolean {
  if (value.length > maxLength) return false;
  if (kind === "url") return isOrdinaryUrl(value);
  return kind === "name" ? isOrdinaryName(value) : beginsVisibly(value);
}

/** What a quick node gives. One step, which most paths are, is taken here: a call that cannot be foreseen costs as much again. */
export function readQuick({ scope, key, evaluate }: QuickNode, frame: Frame): unknown {
  if (scope < 0) return evaluate(frame);
  const value = own(frame.scopes[scope], key);
  // At the root an attribute comes first, but not alone.
  return value === undefined && scope === 0 ? evaluate(frame) : value;
}

const quickKinds: { readonly [Type in FieldUse["type"]]?: QuickNode["kind"] } = {
  text: "text",
  html: "text",
  name: "name",
  url: "url",
  image: "url",
};

function quickNode(
  evaluate: (frame: Frame) => unknown,
  use?: FieldUse,
  from = -1,
  keys: readonly string[] = [],
): QuickNode | null {
  const kind = quickKinds[use?.type ?? "text"];
  if (kind === undefined) return null;
  const scope = keys.length === 1 ? from : -1;
  return { scope, key: keys[0] ?? "", evaluate, kind, maxLength: use?.maxLength ?? 0x3fffffff };
}

const blank: Omit<ExpressionNode, "evaluate"> = {
  use: undefined,
  path: "",
  of: undefined,
  otherwise: undefined,
  given: [],
  link: false,
  quick: null,
};

const node = (given: Partial<ExpressionNode> & Pick<ExpressionNode, "evaluate">): ExpressionNode => ({
  ...blank,
  ...given,
});

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

const nothing: ExpressionNode = node({ evaluate: () => undefined });

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
      return node({ evaluate: () => value });
    }
    case "path": {
      const use = expression.field < 0 ? undefined : fields[expression.field];
      const evaluate = walk(expression.scope, expression.keys);
      return node({
        evaluate,
        use,
        path: use?.path ?? expression.keys.join("."),
        quick: quickNode(evaluate, use, expression.scope, expression.keys),
      });
    }
    case "loop": {
      const { scope, variable } = expression;
      const read = loopVariables[variable];
      return node({ evaluate: (frame) => read(frame, scope) });
    }
    case "fallback": {
      const of = at(expression.of);
      const otherwise = at(expression.otherwise);
      const evaluate = (frame: Frame): unknown => {
        const value = of.evaluate(frame);
        return isMissing(value, of.use) ? otherwise.evaluate(frame) : value;
      };
      return node({ evaluate, path: of.path, of, otherwise, quick: of.quick });
    }
    case "call":
      return call(expression.helper, expression.args.map(at), namedNodes(expression.hash, at), formatters);
    case "present": {
      const of = at(expression.of);
      const evaluate = (frame: Frame): boolean => {
        const value = of.evaluate(frame);
        if (of.use?.declared === true && isMissing(value, of.use)) return false;
        return value === 0 || (Array.isArray(value) ? value.length > 0 : Boolean(value));
      };
      return node({ evaluate, path: of.path });
    }
    case "member": {
      const { segment } = expression;
      return node({ evaluate: (frame) => frame.input.memberships.includes(segment), path: segment });
    }
    case "url": {
      const { role } = expression;
      const evaluate = (frame: Frame): unknown => frame.input.links[role] || undefined;
      return node({ evaluate, path: role, link: true, quick: quickNode(evaluate) });
    }
    case "salutation":
      return greeting(expression.greetings, namedNodes(expression.options, at));
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

const loopVariables: Readonly<Record<LoopVariable, (frame: Frame, scope: number) => unknown>> = {
  index: ({ positions }, scope) => positions[scope],
  key: ({ keys, positions }, scope) => keys[scope]?.[positions[scope] ?? 0] ?? positions[scope],
  first: ({ positions }, scope) => positions[scope] === 0,
  last: ({ positions, lengths }, scope) => (positions[scope] ?? 0) + 1 === lengths[scope],
};

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
    const values = args.map((node) => argument(node, frame));
    try {
      const value = formatter?.(values, options, frame.format);
      return typeof value === "function" ? undefined : value;
    } catch {
      // The formatter's own message may hold the value it was given.
      addReason(frame, "FORMATTER_FAILED", helper);
      return undefined;
    }
  };
  return node({ evaluate, path: helper, given: args });
}

/** What a reader of the counts knows is the field, not what was done to it. */
export const countedAs = ({ path, given }: ExpressionNode): string => given[0]?.path || path;

/** What a formatter is given: a declared field's value or its fallback, and never what a hole would not print either. */
function argument(node: ExpressionNode, frame: Frame): unknown {
  const { use, of, otherwise } = node;
  if (of !== undefined && otherwise !== undefined) {
    if (!isMissing(of.evaluate(frame), of.use)) return argument(of, frame);
    addFallback(frame, countedAs(of));
    return argument(otherwise, frame);
  }
  const value = node.evaluate(frame);
  if (use?.declared !== true) return value;
  if (isMissing(value, use)) return undefined;
  if (typeof value !== "string" || use.maxLength === null || value.length <= use.maxLength) return value;
  addReason(frame, "FIELD_TOO_LONG", use.path);
  return undefined;
}

function greeting(greetings: Greetings, options: Named): ExpressionNode {
  const chosen = new Map(options);
  const evaluate = (frame: Frame): string => {
    const value = (name: string, attribute: string): unknown =>
      chosen.get(name)?.evaluate(frame) ?? own(frame.scopes[0], attribute);
    const fallback = chosen.get("fallback")?.evaluate(frame);
    const made = greet(greetings, {
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
  return node({ evaluate, path: "salutation" });
}
