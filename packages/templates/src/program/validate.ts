import { TemplateError } from "../errors/index.js";
import { accepts } from "../fields/missing.js";
import { offerFault } from "../fields/offers.js";
import { loopVariables } from "../render/expression-node.js";
import { isIndex, isKeyOf, isRecord, isText } from "../unknown-value.js";
import * as Escape from "./escape.js";
import type { Expression, UrlRole } from "./expression.js";
import * as Op from "./op.js";

/** A set, or the keys of a map. */
type Names = Pick<ReadonlySet<string>, "has" | "keys">;
type Test = (value: unknown) => boolean;
type Properties = Readonly<Record<string, unknown>>;
/** What is asked of each property; there may be others. */
type Shape = Readonly<Record<string, Test>>;

const roles: readonly unknown[] = [
  "unsubscribe",
  "preferences",
  "view",
  "confirm",
  "wording",
] satisfies readonly UrlRole[];

/**
 * Deep enough for any mail, and low enough that a forged program cannot ask for gigabytes of
 * scopes.
 */
const deepestScope = 64;

function orNull(isValue: Test): Test {
  return (value) => value === null || isValue(value);
}
const isTextOrNull: Test = orNull(isText);
const isBoolean: Test = (value) => typeof value === "boolean";
const isLimit: Test = orNull((value) => isIndex(value, 2 ** 31));
const isScope: Test = (value) => isIndex(value, deepestScope);
function isListWith(isItem: Test): Test {
  return (value) => Array.isArray(value) && value.every(isItem);
}
function isMapWith(isItem: Test): Test {
  return (value) => isRecord(value) && Object.values(value).every(isItem);
}
function conforms(value: unknown, shape: Shape): value is Properties {
  return isRecord(value) && Object.entries(shape).every(([key, test]) => test(value[key]));
}

const field: Shape = {
  path: isText,
  type: isKeyOf(accepts),
  required: isBoolean,
  declared: isBoolean,
  fallback: isTextOrNull,
  maxLength: isLimit,
  maxItems: isLimit,
  options: isRecord,
};

const link: Shape = {
  tracked: isBoolean,
  name: isTextOrNull,
  target: isTextOrNull,
  url: orNull(isRecord),
  query: isTextOrNull,
};

function shapeOfExpression(
  isChild: Test,
  isField: Test,
  isFormatter: Test,
): Readonly<Record<Expression["kind"], Shape>> {
  return {
    literal: { value: (value) => value !== undefined },
    path: { scope: isScope, keys: isListWith(isText), field: isField },
    loop: { scope: isScope, variable: isKeyOf(loopVariables) },
    fallback: { of: isChild, otherwise: isChild },
    call: { helper: isFormatter, args: isListWith(isChild), hash: isMapWith(isChild) },
    present: { of: isChild },
    member: { segment: isText },
    url: { role: (value) => roles.includes(value) },
    salutation: { greetings: isListWith(isText), options: isMapWith(isChild) },
  };
}

/**
 * What each operand is, by operation code: a segment, an expression, an escape, a scope of a loop,
 * a link, the beginning of an operation further on, or the body of the loop begun last in that
 * scope. That last is the only way back, and each turn consumes an item: every program ends.
 * Nothing leads into the middle of a link: where clicks are tracked there is none.
 */
const operandKinds: readonly string[] = ["s", "ex", "ef", "ef", "f", "ecf", "cb", "lf", ""];

/**
 * Throws what is wrong with the program as a whole, `TEMPLATE_PROGRAM_SHAPE` unless said otherwise.
 */
export function refuse(
  path: string,
  code: "SHAPE" | "VERSION" | "DIGEST" = "SHAPE",
  message = "This is no template program.",
): never {
  throw new TemplateError(`TEMPLATE_PROGRAM_${code}`, message, {
    path,
    remedy: "Compile it again with this release.",
  });
}

/**
 * The items of a list, once each was found to fit. `path` is that of what has the list, and a dot.
 */
function readItems<Item = unknown>(
  owner: Properties,
  name: string,
  fits: (item: Item, index: number) => boolean,
  path = "",
): readonly Item[] {
  const value = owner[name];
  if (!Array.isArray(value)) refuse(path + name);
  const bad = value.findIndex((item, index) => !fits(item, index));
  return bad < 0 ? value : refuse(`${path}${name}[${bad}]`);
}

/** Checks everything of a program but its parts. */
export function checkHead(program: Properties, formatters: Names, channel: "email" | "sms"): void {
  const head: Properties = { purpose: "", topic: "", ...program };
  for (const key of ["id", "digest", "messageClass", "locale", "purpose", "topic"])
    if (!isText(head[key])) refuse(key);
  if (program["channel"] !== channel) refuse("channel");
  const fault = offerFault(program);
  if (fault !== null) refuse(fault[0]);
  readItems(program, "segments", isText);
  readItems(program, "fields", (value) => conforms(value, field));
  readItems(program, "links", (value, index) => conforms(value, link) && value["index"] === index);
  for (const name of readItems<string>(program, "helpers", isText)) {
    if (!formatters.has(name)) {
      throw new TemplateError("TEMPLATE_HELPER_UNKNOWN", "It calls a formatter that nobody gave.", {
        path: `helpers.${name}`,
        remedy: `Pass it in formatters. Known: ${[...formatters.keys()].join(", ")}.`,
      });
    }
  }
}

/**
 * Checks that no operation, jump, expression, segment, field, link or scope of a part points out of
 * its table.
 */
export function checkPart(
  part: unknown,
  path: string,
  fields: number,
  links: number,
  formatters: Names,
): void {
  if (!isRecord(part)) refuse(path);
  if (part["layout"] !== undefined && (part["layout"] !== true || path !== "text"))
    refuse(`${path}.layout`);
  const inside = `${path}.`;
  /** Of the expression looked at: its children come before it. */
  let own = 0;
  const shapes = new Map<unknown, Shape>(
    Object.entries(
      shapeOfExpression(
        (value) => isIndex(value, own),
        (value) => value === -1 || isIndex(value, fields),
        (value) => isText(value) && formatters.has(value),
      ),
    ),
  );
  const isExpression = (value: unknown, index: number): boolean => {
    own = index;
    const shape = isRecord(value) ? shapes.get(value["kind"]) : undefined;
    return shape !== undefined && conforms(value, shape);
  };
  const below: Readonly<Record<string, number>> = {
    s: readItems(part, "segments", isText, inside).length,
    e: readItems(part, "expressions", isExpression, inside).length,
    x: Escape.htmlText + 1,
    c: deepestScope,
    l: links,
  };
  const ops = readItems<number>(part, "ops", Number.isInteger, inside);
  /** Where an operation begins: 1, or, in the middle of a link, 2 and where that link begins. */
  const places = new Int32Array(ops.length + 1);
  const jumps: (readonly [from: number, to: number])[] = [];
  /** By scope, the body of the loop that was last begun in it. */
  const loops = new Int32Array(deepestScope).fill(-1);
  let place = 1;
  let linkEnd = 0;
  for (let at = 0; at < ops.length; ) {
    if (at >= linkEnd) place = 1;
    places[at] = place;
    const start = at;
    const [code = 0, first = 0, second = 0] = ops.slice(start, start + 3);
    const fits = (kind: string, index: number): boolean => {
      const operand = ops[start + 1 + index] ?? -1;
      if (kind !== "f" && kind !== "b") {
        // Scope 0 is no loop's, and there is no link in a link.
        return (
          isIndex(operand, below[kind] ?? 0) &&
          (kind === "c" ? operand > 0 : kind !== "l" || place === 1)
        );
      }
      jumps.push([start, operand]);
      return kind === "f" ? operand > start : operand === loops[first];
    };
    // Nothing fits what an unknown operation asks for.
    const kinds = operandKinds[code] ?? "?";
    if (![...kinds].every(fits)) refuse(`${path}.ops[${start}]`);
    at += 1 + kinds.length;
    if (code === Op.EACH) loops[second] = at;
    if (code === Op.LINK) {
      place = start + 2;
      linkEnd = second;
    }
  }
  places[ops.length] = 1;
  for (const [from, to] of jumps) {
    if (places[to] !== 1 && places[to] !== places[from]) refuse(`${path}.ops[${from}]`);
  }
}
