import { isObject, type JsonValue } from "../../json.js";
import { type Comparison, comparator, type Scalar } from "../../segments/comparison.js";
import type { Segment, SegmentNode } from "../../segments/segment.js";
import {
  clause,
  type ForeignOptions,
  type ForeignPath,
  group,
  isScalar,
  readForeign,
  refuse,
  scalarList,
} from "./foreign-condition.js";

/**
 * Reads a JSON Logic rule: `and`, `or`, `!`, `!!`, `if`, `==`, `===`, `!=`, `!==`, `<`, `<=`, `>`,
 * `>=` with two or three values, `in`, `missing`, and `var` with a default, compared with constants.
 *
 * Every clause has an answer for everybody, as there: a missing attribute is `null`. Nothing is
 * coerced: `==` is read as `===`, and neither a missing value nor text is below or above a number. A
 * comparison with `null` asks if there is a value, of whatever kind: of lists as well, for which
 * some interpreters have no answer.
 *
 * @throws DefinitionError `DEFINITION_SEGMENT_FOREIGN` with the path of what has no equal, such as
 * `and[1].+`; `DEFINITION_SEGMENT_DEPTH`, and what `parseSegment` throws
 * @example
 * const adults = segmentFromJsonLogic({ ">=": [{ var: "age" }, 18] }, { id: "adults" });
 */
export function segmentFromJsonLogic(rule: unknown, options: ForeignOptions): Segment {
  return readForeign(rule, options, (json) => readRule(json, ""));
}

function readRule(rule: unknown, path: ForeignPath): SegmentNode {
  if (typeof rule === "boolean") return { op: "const", value: rule };
  const { key, args, at } = readCall(rule, path);
  switch (key) {
    case "and":
    case "or":
      if (args.length === 0) refuse("a group without conditions", at);
      return group(
        key,
        args.map((one, index) => readRule(one, `${at}[${index}]`)),
      );
    case "!":
      return { op: "not", of: readRule(args[0], at) };
    case "!!":
      return readRule(args[0], at);
    case "if":
    case "?:":
      return readChoice(args, at);
    case "==":
    case "===":
      return readEqual(args, at);
    case "!=":
    case "!==":
      return { op: "not", of: readEqual(args, at) };
    case "<":
    case "<=":
    case ">":
    case ">=":
      return readOrder(key, args, at);
    case "in":
      return readIn(args, at);
    case "missing":
      return readMissing(args, at);
    case "var":
      return readTruthy(readVariable(rule, path), at);
    default:
      return refuse("this operator is not known", at);
  }
}

function readCall(rule: unknown, path: ForeignPath) {
  const [[key, value] = ["", undefined], ...more] = isObject(rule) ? Object.entries(rule) : [];
  if (key === "" || more.length > 0) refuse("it needs an object with one operator", path);
  const args: readonly unknown[] = Array.isArray(value) ? value : [value];
  return { key, args, at: path === "" ? key : `${path}.${key}` };
}

/** An attribute, and its value where there is none. */
interface Variable {
  readonly name: string;
  readonly fallback: JsonValue;
}

function isVariable(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 1 && Object.hasOwn(value, "var");
}

function readVariable(value: unknown, path: ForeignPath): Variable {
  const { args, at } = readCall(value, path);
  const [name, fallback = null, ...more] = args;
  if (typeof name !== "string" || name === "" || more.length > 0)
    refuse("a variable is the name of an attribute", at);
  if (fallback !== null && !isScalar(fallback))
    refuse("a default is a text, a number or a boolean", at);
  return { name, fallback };
}

/** The clause answers for a missing attribute as it does for the default. */
function ask({ name, fallback }: Variable, is: Comparison): SegmentNode {
  if (fallback === null) return clause(name, is, "nomatch");
  return clause(name, is, comparator(is)(fallback) === true ? "match" : "nomatch");
}

function readEqual(args: readonly unknown[], path: ForeignPath): SegmentNode {
  const [left, right] = args;
  if (args.length !== 2 || isVariable(left) === isVariable(right))
    refuse("an attribute is compared with a constant", path);
  const variable = readVariable(isVariable(left) ? left : right, path);
  const value = isVariable(left) ? right : left;
  if (value === null) {
    if (variable.fallback !== null) return { op: "const", value: false };
    return clause(variable.name, { exists: false }, "nomatch");
  }
  if (!isScalar(value)) refuse("an attribute is compared with a constant", path);
  return ask(variable, { eq: value });
}

const turned = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;
type Order = keyof typeof turned;

function readOrder(key: Order, args: readonly unknown[], path: ForeignPath): SegmentNode {
  const [first, second, third] = args;
  if (args.length === 2 && isVariable(first))
    return ask(readVariable(first, path), bound(key, second, path));
  if (args.length === 2 && isVariable(second))
    return ask(readVariable(second, path), bound(turned[key], first, path));
  if (args.length === 3 && isVariable(second)) {
    const variable = readVariable(second, path);
    return group("and", [
      ask(variable, bound(turned[key], first, path)),
      ask(variable, bound(key, third, path)),
    ]);
  }
  return refuse("an attribute is compared with a number", path);
}

function bound(key: Order, value: unknown, path: ForeignPath): Comparison {
  if (typeof value !== "number") refuse("an attribute is compared with a number", path);
  if (key === "<") return { lt: value };
  if (key === "<=") return { lte: value };
  return key === ">" ? { gt: value } : { gte: value };
}

/** Either the attribute is one of a list, or a value is in the attribute, a text or a list. */
function readIn(args: readonly unknown[], path: ForeignPath): SegmentNode {
  const [needle, hay] = args;
  if (args.length === 2 && isVariable(needle) && Array.isArray(hay))
    return ask(readVariable(needle, path), { in: scalarList(hay, path) });
  if (args.length !== 2 || !isVariable(hay) || !isScalar(needle))
    refuse("an attribute is looked for in a list, or a constant in an attribute", path);
  return readContains(readVariable(hay, path), needle);
}

function readContains(variable: Variable, needle: Scalar): SegmentNode {
  const has = ask(variable, { has: needle });
  return typeof needle === "string" ? group("or", [ask(variable, { contains: needle }), has]) : has;
}

function readMissing(args: readonly unknown[], path: ForeignPath): SegmentNode {
  const names = args.flat();
  if (names.length === 0 || !names.every((name) => typeof name === "string"))
    refuse("it needs the names of attributes", path);
  return group(
    "or",
    names.flatMap((name) => [
      clause(name, { exists: false }, "nomatch"),
      clause(name, { eq: "" }, "nomatch"),
    ]),
  );
}

/** `{ "if": [condition, then, else] }`, and any number of further conditions between. */
function readChoice(args: readonly unknown[], path: ForeignPath): SegmentNode {
  if (args.length < 3 || args.length % 2 === 0)
    refuse("a choice has a condition, what holds then, and what holds else", path);
  const last = readRule(args.at(-1), `${path}[${args.length - 1}]`);
  let rest = last;
  for (let index = args.length - 3; index >= 0; index -= 2) {
    const when = readRule(args[index], `${path}[${index}]`);
    const then = readRule(args[index + 1], `${path}[${index + 1}]`);
    rest = {
      op: "or",
      of: [
        { op: "and", of: [when, then] },
        { op: "and", of: [{ op: "not", of: when }, rest] },
      ],
    };
  }
  return rest;
}

/** Neither missing nor `""`, `[]`, 0 or false. */
function readTruthy(variable: Variable, path: ForeignPath): SegmentNode {
  if (variable.fallback !== null) refuse("a default is compared with a constant", path);
  const { name } = variable;
  return {
    op: "not",
    of: {
      op: "or",
      of: [clause(name, { empty: true }, "match"), clause(name, { in: [0, false] }, "nomatch")],
    },
  };
}
