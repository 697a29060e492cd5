import { isMissing, isUnusable } from "../fields/missing.js";
import { builtIns, words } from "../format/index.js";
import * as Escape from "../program/escape.js";
import type { FieldUse } from "../program/index.js";
import { isObject, isText } from "../unknown-value.js";
import { chosen, type ExpressionNode, isTooLong } from "./expression-node.js";
import { addReason, type Frame } from "./frame.js";

/**
 * Contexts that people read. Dates and amounts are formatted there, and left unformatted in URLs
 * and CSS.
 */
const prose: readonly number[] = [
  Escape.text,
  Escape.attribute,
  Escape.title,
  Escape.conditionalComment,
  Escape.plain,
  Escape.header,
];

/**
 * The characters that a hole prints; null for none. Reasons not to send to the recipient are noted
 * in the frame.
 */
export function printed(node: ExpressionNode, context: number, frame: Frame): string | null {
  const leaf = chosen(node, frame);
  const { evaluate, use, path } = leaf;
  const value = evaluate(frame);
  if (context === Escape.compat || context === Escape.compatRaw) return compatible(value);
  if (value === null || value === undefined || isUnusable(value, use)) {
    missing(node, leaf, frame);
    return null;
  }
  if (use?.declared === true) {
    const said = prose.includes(context) ? inWords(value, use, frame) : bare(value, use);
    if (said !== null) return isTooLong(said, use, frame) ? null : said;
  }
  const text = words(value);
  if (text !== undefined) return text;
  addReason(frame, "VALUE_OBJECT", path);
  return null;
}

function missing(node: ExpressionNode, { link, path, given }: ExpressionNode, frame: Frame): void {
  if (link) addReason(frame, "LINK_MISSING", path);
  // The first required field in a chain of fallbacks.
  for (let at: ExpressionNode | undefined = node; at !== undefined; at = at.otherwise) {
    const { use }: ExpressionNode = at.of ?? at;
    if (use?.required === true) {
      addReason(frame, "FIELD_MISSING", use.path);
      break;
    }
  }
  // For a formatter that printed nothing: whether its argument was required.
  for (const { use, evaluate } of given) {
    if (use?.required === true && isMissing(evaluate(frame), use))
      addReason(frame, "FIELD_MISSING", use.path);
  }
}

/** Applies the formatter of that name with the options of the field's declaration. */
function inWords(value: unknown, use: FieldUse, frame: Frame): string | null {
  const { type, options } = use;
  if (type !== "date" && type !== "money" && type !== "number") return bare(value, use);
  // A year or an order number takes no separators. Grouping is for fields with decimals and for
  // {{number}}.
  const plain =
    type === "number" && options["decimals"] === undefined && Number.isInteger(Number(value));
  const said = plain ? String(value) : builtIns[type]([value], options, frame.format);
  return isText(said) ? said : null;
}

function bare(value: unknown, use: FieldUse): string | null {
  if (!isText(value)) return null;
  return use.type === "name" || use.type === "url" || use.type === "image" ? value.trim() : value;
}

/** The same text as Handlebars prints, but without calling a method of the value. */
function compatible(value: unknown): string | null {
  return Array.isArray(value)
    ? value.map((item: unknown) => compatible(item) ?? "").join(",")
    : (words(value) ?? (isObject(value) ? "[object Object]" : null));
}
