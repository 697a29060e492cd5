import { TemplateError } from "../errors/index.js";
import * as Escape from "./escape.js";
import * as Op from "./op.js";
import { opLength } from "./program.js";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isIndex = (value: unknown, below: number): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value < below;
const isText = (value: unknown): boolean => typeof value === "string";
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === "string";
const every = (value: unknown, test: (item: unknown) => boolean): value is readonly unknown[] =>
  Array.isArray(value) && value.every(test);

/** Deep enough for any mail, and low enough that a forged program cannot ask for gigabytes of scopes. */
const deepestScope = 64;

/** Throws what is wrong with the program as a whole, `TEMPLATE_PROGRAM_SHAPE` unless said otherwise. */
export function refuse(
  path: string,
  code: "SHAPE" | "VERSION" | "DIGEST" = "SHAPE",
  message = "This is no template program as the compiler makes it.",
): never {
  throw new TemplateError(`TEMPLATE_PROGRAM_${code}`, message, {
    path,
    remedy: "Compile the template again with the installed version; programs are never edited by hand.",
  });
}

/** Checks everything of a program but its parts. */
export function checkHead(
  program: Readonly<Record<string, unknown>>,
  formatters: ReadonlySet<string>,
  channel: "email" | "sms",
): void {
  for (const key of ["id", "digest", "messageClass", "locale"]) if (!isText(program[key])) refuse(key);
  if (program["channel"] !== channel) refuse("channel");
  if (!every(program["fields"], isField)) refuse("fields");
  if (!every(program["segments"], isText)) refuse("segments");
  if (!every(program["helpers"], isText)) refuse("helpers");
  for (const name of program["helpers"]) {
    if (typeof name === "string" && !formatters.has(name)) {
      throw new TemplateError(
        "TEMPLATE_HELPER_UNKNOWN",
        "The program calls a formatter that was not given to the loader.",
        {
          path: `helpers.${name}`,
          remedy: `Pass it as formatters. Known are: ${[...formatters].join(", ")}.`,
        },
      );
    }
  }
  if (!Array.isArray(program["links"])) refuse("links");
}

function isField(value: unknown): boolean {
  return (
    isObject(value) &&
    isText(value["path"]) &&
    isText(value["type"]) &&
    typeof value["required"] === "boolean" &&
    typeof value["declared"] === "boolean" &&
    isTextOrNull(value["fallback"]) &&
    (value["maxLength"] === null || isIndex(value["maxLength"], 2 ** 31)) &&
    (value["maxItems"] === null || isIndex(value["maxItems"], 2 ** 31)) &&
    isObject(value["options"])
  );
}

/** Checks that no operation, jump, expression, segment, field, link or scope of a part points out of its table. */
export function checkPart(
  part: unknown,
  path: string,
  fields: number,
  links: number,
  helpers: ReadonlySet<string>,
): void {
  if (!isObject(part)) refuse(path);
  const { segments, ops, expressions } = part;
  if (!every(segments, isText)) refuse(`${path}.segments`);
  if (!Array.isArray(expressions)) refuse(`${path}.expressions`);
  if (!Array.isArray(ops)) refuse(`${path}.ops`);
  expressions.forEach((expression: unknown, index: number) => {
    if (!isExpression(expression, index, fields, helpers)) refuse(`${path}.expressions[${index}]`);
  });
  const starts = new Uint8Array(ops.length + 1);
  const loops = new Int32Array(deepestScope).fill(-1);
  starts[ops.length] = 1;
  for (let at = 0; at < ops.length; at += opLength[ops[at]] ?? 1) starts[at] = 1;
  for (let at = 0; at < ops.length; ) {
    const width: number | undefined = isIndex(ops[at], opLength.length) ? opLength[ops[at]] : undefined;
    if (width === undefined || at + width > ops.length) refuse(`${path}.ops[${at}]`);
    const operands: readonly unknown[] = ops.slice(at + 1, at + width);
    const tables = { starts, loops, segments: segments.length, expressions: expressions.length, links };
    if (!isOperation(Number(ops[at]), operands, at, tables)) refuse(`${path}.ops[${at}]`);
    if (ops[at] === Op.EACH) loops[Number(operands[1])] = at + width;
    at += width;
  }
}

interface Tables {
  /** 1 where an operation begins. */
  readonly starts: Uint8Array;
  /** By scope, the body of the loop that was last begun in it. */
  readonly loops: Int32Array;
  readonly segments: number;
  readonly expressions: number;
  readonly links: number;
}

/**
 * What each operand is, by operation code: a segment, an expression, an escape, a scope of a loop, a link, the beginning of
 * an operation further on, or the body of the loop begun last in that scope. That last is the only way back, and each turn
 * consumes an item: every program ends.
 */
const operandKinds: readonly string[] = ["s", "ex", "ef", "ef", "f", "ecf", "cb", "lf", ""];

function isOperation(code: number, operands: readonly unknown[], at: number, tables: Tables): boolean {
  return operands.every((operand, index) => {
    switch (operandKinds[code]?.charAt(index)) {
      case "s":
        return isIndex(operand, tables.segments);
      case "e":
        return isIndex(operand, tables.expressions);
      case "x":
        return isIndex(operand, Escape.htmlText + 1);
      case "c":
        return operand !== 0 && isIndex(operand, deepestScope);
      case "l":
        return isIndex(operand, tables.links);
      case "f":
        return isIndex(operand, tables.starts.length) && tables.starts[Number(operand)] === 1 && Number(operand) > at;
      default:
        return tables.loops[Number(operands[0])] === operand;
    }
  });
}

function isExpression(value: unknown, index: number, fields: number, helpers: ReadonlySet<string>): boolean {
  if (!isObject(value)) return false;
  const child = (operand: unknown): boolean => isIndex(operand, index);
  const children = (operands: unknown): boolean => isObject(operands) && Object.values(operands).every(child);
  switch (value["kind"]) {
    case "literal":
      return value["value"] !== undefined;
    case "path":
      return (
        isIndex(value["scope"], deepestScope) &&
        every(value["keys"], isText) &&
        (value["field"] === -1 || isIndex(value["field"], fields))
      );
    case "loop":
      return (
        isIndex(value["scope"], deepestScope) && ["index", "key", "first", "last"].includes(String(value["variable"]))
      );
    case "fallback":
      return child(value["of"]) && child(value["otherwise"]);
    case "call":
      return (
        typeof value["helper"] === "string" &&
        helpers.has(value["helper"]) &&
        every(value["args"], child) &&
        children(value["hash"])
      );
    case "present":
      return child(value["of"]);
    case "member":
      return isText(value["segment"]);
    case "url":
      return ["unsubscribe", "preferences", "view", "confirm"].includes(String(value["role"]));
    case "salutation":
      return children(value["options"]);
    default:
      return false;
  }
}
