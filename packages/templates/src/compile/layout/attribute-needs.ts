import { fault } from "../fault.js";
import { firstCondition, hasTokens, maybeEmpty, type Piece, parsePieces } from "../pieces.js";
import type { TokenTable } from "../tokens.js";
import { type ElementFacts, elements } from "./attribute-table.js";
import type { ElementNode } from "./tree.js";

/** Under mj-attributes a value reaches every element that has the attribute. */
function anywhere(pick: (facts: ElementFacts) => readonly string[]): ReadonlySet<string> {
  return new Set(Object.values(elements).flatMap(pick));
}
const layoutAnywhere = anywhere((facts) => facts.layout);
const presenceAnywhere = anywhere((facts) => facts.presence);
const colorsAnywhere = anywhere((facts) => facts.colors);

function isDefault(tag: string): boolean {
  return tag === "mj-all" || tag === "mj-class";
}

/** Attributes of elements that MJML registers no component for, or reads itself. */
const ownLayout: Readonly<Record<string, readonly string[]>> = {
  mjml: ["owa"],
  "mj-font": ["name", "href"],
  "mj-breakpoint": ["width"],
  "mj-style": ["inline"],
  "mj-raw": ["position"],
  "mj-selector": ["path"],
  "mj-html-attribute": ["name"],
  "mj-class": ["name"],
};

function takesPart(tag: string, attribute: string): boolean {
  return (
    attribute === "mj-class" ||
    (ownLayout[tag]?.includes(attribute) ?? false) ||
    (isDefault(tag)
      ? layoutAnywhere.has(attribute)
      : (elements[tag]?.layout.includes(attribute) ?? false))
  );
}

function asksEmpty(tag: string, attribute: string): boolean {
  return isDefault(tag)
    ? presenceAnywhere.has(attribute)
    : (elements[tag]?.presence.includes(attribute) ?? false);
}

export function isColor(tag: string, attribute: string): boolean {
  return isDefault(tag)
    ? colorsAnywhere.has(attribute)
    : (elements[tag]?.colors.includes(attribute) ?? false);
}

/** `1px solid {{color}}`: the width that MJML computes with is literal. */
function tailOnly(tag: string, attribute: string, pieces: readonly Piece[]): boolean {
  const [first, ...rest] = pieces;
  const safe = elements[tag]?.tail.includes(attribute) ?? false;
  return (
    safe &&
    first?.kind === "text" &&
    /^\d+(?:\.\d+)?px\s+\w+\s+$/.test(first.text) &&
    rest.length > 0
  );
}

/**
 * The first condition among the attributes of an element that has to be decided before MJML runs.
 *
 * @throws TemplateError `TEMPLATE_LAYOUT_ATTR` for a value that only a recipient could give.
 */
export function attributeCondition(node: ElementNode, table: TokenTable): number | undefined {
  for (const [attribute, value] of Object.entries(node.attributes)) {
    if (!hasTokens(value, table)) continue;
    const pieces = parsePieces(value, table, node.place);
    if (takesPart(node.tag, attribute) && !tailOnly(node.tag, attribute, pieces)) {
      const condition = firstCondition(pieces, table);
      if (condition !== undefined) return condition;
      throw fault(
        "TEMPLATE_LAYOUT_ATTR",
        `MJML computes with ${attribute} of <${node.tag}>, so its value must be known when the template is compiled.`,
        heldPlace(pieces, table) ?? node.place,
        "Choose between literal values with {{#if}}, or write the value out.",
      );
    }
    const condition = firstCondition(pieces, table);
    if (condition !== undefined && asksEmpty(node.tag, attribute) && maybeEmpty(pieces, table))
      return condition;
  }
  return contentCondition(node, table);
}

/** mj-social-element leaves the cell of its text out when there is none. */
function contentCondition(node: ElementNode, table: TokenTable): number | undefined {
  if (node.tag !== "mj-social-element" || node.content === null || !hasTokens(node.content, table))
    return undefined;
  const pieces = parsePieces(node.content, table, node.place);
  return maybeEmpty(pieces, table) ? firstCondition(pieces, table) : undefined;
}

function heldPlace(pieces: readonly Piece[], table: TokenTable): ElementNode["place"] | undefined {
  for (const piece of pieces) if (piece.kind !== "text") return table.held(piece.index).node.place;
  return undefined;
}
