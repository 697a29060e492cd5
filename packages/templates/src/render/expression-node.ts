import { isOrdinaryUrl } from "../escape/index.js";
import { beginsVisibly, isMissing, isUnusable } from "../fields/missing.js";
import { isOrdinaryName } from "../fields/real-name.js";
import { type Formatter, truthy } from "../format/index.js";
import type { Expression, FieldUse, LoopVariable } from "../program/index.js";
import { type Greetings, greet } from "../salutation/greet.js";
import { isText, own } from "../unknown-value.js";
import { addFallback, addReason, type Frame } from "./frame.js";

/**
 * An expression that is ready to run. It is a closure over its constants, so nothing is looked up
 * by name while rendering. All nodes have the same properties in the same order, which engines read
 * faster.
 */
export interface ExpressionNode {
  readonly evaluate: (frame: Frame) => unknown;
  /** The field of a path, if it is declared. */
  readonly use: FieldUse | undefined;
  /** The name of the expression in reasons and fallbacks. */
  readonly path: string;
  /** For a fallback: both sides. */
  readonly of: ExpressionNode | undefined;
  readonly otherwise: ExpressionNode | undefined;
  /** The arguments of a call. */
  readonly given: readonly ExpressionNode[];
  /** True for an address of the message that the host must supply. */
  readonly link: boolean;
  /** A fast way to read the value in the usual case; null if there is none. */
  readonly quick: QuickNode | null;
}

/**
 * A path whose value is printed as it is if it is a string that {@link isOrdinary} accepts and is
 * not too long.
 */
export interface QuickNode {
  /** Where a path of one step begins, and its property. Otherwise -1 and an empty property. */
  readonly scope: number;
  readonly key: string;
  readonly evaluate: (frame: Frame) => unknown;
  readonly kind: "text" | "name" | "url";
  readonly maxLength: number;
}

/**
 * True for a string that needs neither its fallback nor any change before it is escaped. False
 * means that the full way is needed to find out.
 */
export function isOrdinary(value: string, kind: QuickNode["kind"]): boolean {
  if (kind === "url") return isOrdinaryUrl(value);
  return kind === "name" ? isOrdinaryName(value) : beginsVisibly(value);
}

/**
 * The value of a quick node. Paths of one step, which are most, are read here, because an
 * unpredictable call would double the cost.
 */
export function readQuick({ scope, key, evaluate }: QuickNode, frame: Frame): unknown {
  if (scope < 0) return evaluate(frame);
  const value = own(frame.scopes[scope], key);
  // At the root an attribute comes first, but is not the only source.
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
  if (kind === undefined || use?.options["hosts"] !== undefined) return null;
  const scope = keys.length === 1 ? from : -1;
  return { scope, key: keys[0] ?? "", evaluate, kind, maxLength: use?.maxLength ?? 0x3fffffff };
}

/** An expression that reads nothing. */
export const blank: ExpressionNode = {
  evaluate: () => undefined,
  use: undefined,
  path: "",
  of: undefined,
  otherwise: undefined,
  given: [],
  link: false,
  quick: null,
};

type Formatters = ReadonlyMap<string, Formatter>;

/** Makes the nodes of a part. Children come first, so that each node finds its children ready. */
export function expressionNodes(
  expressions: readonly Expression[],
  fields: readonly FieldUse[],
  formatters: Formatters,
): readonly ExpressionNode[] {
  const nodes: ExpressionNode[] = [];
  for (const expression of expressions)
    nodes.push({ ...blank, ...made(expression, nodes, fields, formatters) });
  return nodes;
}

/** The properties of a node that differ from {@link blank}. */
function made(
  expression: Expression,
  nodes: readonly ExpressionNode[],
  fields: readonly FieldUse[],
  formatters: Formatters,
): Partial<ExpressionNode> {
  const at = (index: number): ExpressionNode => nodes[index] ?? blank;
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      return { evaluate: () => value };
    }
    case "path": {
      const { scope, keys, field } = expression;
      const use = fields[field];
      const evaluate = walk(scope, keys);
      return {
        evaluate,
        use,
        path: use?.path ?? keys.join("."),
        quick: quickNode(evaluate, use, scope, keys),
      };
    }
    case "loop": {
      const { scope, variable } = expression;
      const read = loopVariables[variable];
      return { evaluate: (frame) => read(frame, scope) };
    }
    case "fallback": {
      const of = at(expression.of);
      const otherwise = at(expression.otherwise);
      const { use, path, quick } = of;
      const evaluate = (frame: Frame): unknown => {
        const value = of.evaluate(frame);
        return isMissing(value, use) ? otherwise.evaluate(frame) : value;
      };
      return { evaluate, path, of, otherwise, quick };
    }
    case "call":
      return call(
        expression.helper,
        expression.args.map(at),
        namedNodes(expression.hash, at),
        formatters,
      );
    case "present": {
      const { evaluate: read, use, path } = at(expression.of);
      const evaluate = (frame: Frame): boolean => {
        const value = read(frame);
        return (value === 0 || truthy(value)) && !isUnusable(value, use);
      };
      return { evaluate, path };
    }
    case "member": {
      const { segment } = expression;
      return { evaluate: ({ input }) => input.memberships.includes(segment), path: segment };
    }
    case "url": {
      const { role } = expression;
      const evaluate = ({ input }: Frame): unknown => input.links[role] || undefined;
      return { evaluate, path: role, link: true, quick: quickNode(evaluate) };
    }
    case "salutation":
      return greeting(expression.greetings, namedNodes(expression.options, at));
  }
}

type Named = readonly (readonly [name: string, node: ExpressionNode])[];

function namedNodes(
  named: Readonly<Record<string, number>>,
  at: (index: number) => ExpressionNode,
): Named {
  return Object.entries(named).map(([name, index]) => [name, at(index)] as const);
}

/**
 * Looks from a scope outward. At the root an attribute comes first, then `event` for the triggering
 * event's data, then that data itself.
 */
function walk(scope: number, keys: readonly string[]): (frame: Frame) => unknown {
  const [first, ...rest] = keys;
  if (first === undefined) return ({ scopes }) => scopes[scope];
  const begin =
    scope > 0
      ? ({ scopes }: Frame): unknown => own(scopes[scope], first)
      : ({ scopes, input }: Frame): unknown => {
          const attribute = own(scopes[0], first);
          if (attribute !== undefined) return attribute;
          return first === "event" ? input.data : own(input.data, first);
        };
  if (rest.length === 0) return begin;
  return (frame) => {
    let value = begin(frame);
    for (const key of rest) value = own(value, key);
    return value;
  };
}

export const loopVariables: Readonly<
  Record<LoopVariable, (frame: Frame, scope: number) => unknown>
> = {
  index: ({ positions }, scope) => positions[scope],
  key: ({ keys, positions }, scope) => keys[scope]?.[positions[scope] ?? 0] ?? positions[scope],
  first: ({ positions }, scope) => positions[scope] === 0,
  last: ({ positions, lengths }, scope) => (positions[scope] ?? 0) + 1 === lengths[scope],
};

function call(
  helper: string,
  given: readonly ExpressionNode[],
  hash: Named,
  formatters: Formatters,
): Partial<ExpressionNode> {
  const formatter = formatters.get(helper);
  const evaluate = (frame: Frame): unknown => {
    // The options that a declared field has, such as its currency, apply unless the template sets
    // its own.
    const options: Record<string, unknown> = { ...given[0]?.use?.options };
    for (const [name, node] of hash) options[name] = node.evaluate(frame);
    const values = given.map((node) => argument(node, frame));
    try {
      const value = formatter?.(values, options, frame.format);
      return typeof value === "function" ? undefined : value;
    } catch {
      // The formatter's own message may contain the value, so it is not used.
      addReason(frame, "FORMATTER_FAILED", helper);
      return undefined;
    }
  };
  return { evaluate, path: helper, given };
}

/** A reader of the counts knows the field, not the expression around it. */
function countedAs({ path, given }: ExpressionNode): string {
  return given[0]?.path || path;
}

/**
 * The first value in a chain of fallbacks that is present, or the last one. Those passed over are
 * noted.
 */
export function chosen(node: ExpressionNode, frame: Frame): ExpressionNode {
  let leaf = node;
  for (;;) {
    const { of, otherwise }: ExpressionNode = leaf;
    if (of === undefined || otherwise === undefined) return leaf;
    const passed = isMissing(of.evaluate(frame), of.use);
    if (passed) addFallback(frame, countedAs(of));
    leaf = passed ? otherwise : of;
  }
}

/**
 * The argument of a formatter: a declared field's value or its fallback, and never a value that a
 * hole would not print either.
 */
function argument(node: ExpressionNode, frame: Frame): unknown {
  const { evaluate, use } = chosen(node, frame);
  const value = evaluate(frame);
  if (use?.declared !== true) return value;
  return isMissing(value, use) || (isText(value) && isTooLong(value, use, frame))
    ? undefined
    : value;
}

/** Noted as a reason not to send to the recipient. */
export function isTooLong(text: string, { maxLength, path }: FieldUse, frame: Frame): boolean {
  const long = maxLength !== null && text.length > maxLength;
  if (long) addReason(frame, "FIELD_TOO_LONG", path);
  return long;
}

function greeting(greetings: Greetings, options: Named): Partial<ExpressionNode> {
  const chosen = new Map(options);
  const evaluate = (frame: Frame): string => {
    const told = (name: string): unknown => chosen.get(name)?.evaluate(frame);
    const known = (name: string, attribute: string): unknown =>
      told(name) ?? own(frame.scopes[0], attribute);
    const { text, neutral } = greet(greetings, {
      locale: frame.format.locale,
      form: told("form"),
      firstName: known("first", "firstName"),
      lastName: known("last", "lastName"),
      gender: known("gender", "gender"),
      fallback: told("fallback"),
    });
    if (neutral) addFallback(frame, "salutation");
    return text;
  };
  return { evaluate, path: "salutation" };
}
