import { isMissing } from "../fields/missing.js";
import { builtIns } from "../format/index.js";
import { isText } from "../is-text.js";
import * as Escape from "../program/escape.js";
import type { FieldUse } from "../program/index.js";
import { countedAs, type ExpressionNode } from "./expression-node.js";
import { addFallback, addReason, type Frame } from "./frame.js";

/** Where people read: dates and amounts are put into words there, and left bare in URLs and CSS. */
const prose: readonly number[] = [
  Escape.text,
  Escape.attribute,
  Escape.title,
  Escape.conditionalComment,
  Escape.plain,
  Escape.header,
];

/** The characters a hole prints; null for none. What keeps the recipient from being written to is noted in the frame. */
export function printed(node: ExpressionNode, context: number, frame: Frame): string | null {
  let leaf = node;
  let required: string | null = null;
  let value: unknown;
  for (;;) {
    const { of, otherwise }: ExpressionNode = leaf;
    value = (of ?? leaf).evaluate(frame);
    if (of === undefined || otherwise === undefined) break;
    if (!isMissing(value, of.use)) {
      leaf = of;
      break;
    }
    if (of.use?.required === true) required ??= of.use.path;
    addFallback(frame, countedAs(of));
    leaf = otherwise;
  }
  if (context === Escape.compat || context === Escape.compatRaw) return compatible(value);
  const { use } = leaf;
  if (value === null || value === undefined || (use?.declared === true && isMissing(value, use))) {
    missing(leaf, required, frame);
    return null;
  }
  if (use?.declared === true) {
    const words = prose.includes(context) ? inWords(value, use, frame) : bare(value, use);
    if (words !== null) {
      if (use.maxLength !== null && words.length > use.maxLength) {
        addReason(frame, "FIELD_TOO_LONG", use.path);
        return null;
      }
      return words;
    }
  }
  if (isText(value)) return value;
  if (typeof value === "object" || typeof value === "function" || typeof value === "symbol") {
    addReason(frame, "VALUE_OBJECT", leaf.path);
    return null;
  }
  return String(value);
}

function missing(leaf: ExpressionNode, required: string | null, frame: Frame): void {
  if (leaf.link) addReason(frame, "LINK_MISSING", leaf.path);
  const path = required ?? (leaf.use?.required === true ? leaf.use.path : null);
  if (path !== null) addReason(frame, "FIELD_MISSING", path);
  // A formatter that printed nothing: was what it was given required?
  for (const given of leaf.given) {
    if (given.use?.required === true && isMissing(given.evaluate(frame), given.use)) {
      addReason(frame, "FIELD_MISSING", given.use.path);
    }
  }
}

/** As the formatter of that name does it, told what the field was declared with. */
function inWords(value: unknown, use: FieldUse, frame: Frame): string | null {
  const { type, options } = use;
  if (type !== "date" && type !== "money" && type !== "number") return bare(value, use);
  // A year or an order number takes no separators: grouping is for who asks, with decimals or {{number}}.
  const plain = type === "number" && options["decimals"] === undefined && Number.isInteger(Number(value));
  const words = plain ? String(value) : builtIns[type]([value], options, frame.format);
  return isText(words) ? words : null;
}

function bare(value: unknown, use: FieldUse): string | null {
  if (!isText(value)) return null;
  return use.type === "name" || use.type === "url" || use.type === "image" ? value.trim() : value;
}

/** As Handlebars prints, but without calling a method of the value. */
function compatible(value: unknown): string | null {
  if (value === null || value === undefined || typeof value === "function" || typeof value === "symbol") return null;
  if (Array.isArray(value)) return value.map((item: unknown) => compatible(item) ?? "").join(",");
  return typeof value === "object" ? "[object Object]" : String(value);
}
