import { fault } from "../fault.js";
import { hasTokens, parsePieces } from "../pieces.js";
import type { TokenTable } from "../tokens.js";
import { attributeCondition } from "./attribute-needs.js";
import { findEmptiedStyle } from "./emptied-styles.js";
import { noBlockHere } from "./hoist.js";
import type { BlockNode, ElementNode, LayoutNode } from "./tree.js";

/**
 * Makes the head safe to hand to MJML: what it copies elsewhere must mean the same there, and what
 * it reads must be known.
 *
 * @throws TemplateError `TEMPLATE_LAYOUT_ATTR`, `TEMPLATE_NO_RAW_HERE`, `TEMPLATE_INLINE_STYLE`.
 */
export function settleHead(head: ElementNode, table: TokenTable): ElementNode {
  const children = head.children.flatMap((child) =>
    child.kind === "element" ? [child] : headBlock(child, head, table),
  );
  for (const child of children) if (child.kind === "element") checkHeadElement(child, table);
  return { ...head, children };
}

/** Raw elements may be chosen between; a block of styles moves into the style element. */
function headBlock(block: BlockNode, head: ElementNode, table: TokenTable): readonly LayoutNode[] {
  const all = [...block.body, ...(block.otherwise ?? [])];
  if (all.every((node) => node.kind === "element" && node.tag === "mj-raw")) return [block];
  const styles = all.every(
    (node) =>
      node.kind === "element" && node.tag === "mj-style" && node.attributes["inline"] === undefined,
  );
  if (!styles) throw noBlockHere(table.held(block.index), head);
  const css = (nodes: readonly LayoutNode[]): string =>
    nodes.map((node) => (node.kind === "element" ? (node.content ?? "") : "")).join("\n");
  const content =
    table.write("open", block.index) +
    css(block.body) +
    (block.otherwise === null ? "" : table.write("else", block.index) + css(block.otherwise)) +
    table.write("close", block.index);
  const [first] = all;
  if (first?.kind !== "element") throw noBlockHere(table.held(block.index), head);
  return [{ ...first, content }];
}

function checkHeadElement(node: ElementNode, table: TokenTable): void {
  const condition = attributeCondition(node, table);
  if (condition !== undefined) {
    throw fault(
      "TEMPLATE_LAYOUT_ATTR",
      `An attribute in <${node.tag}> depends on the recipient, and the layout of the whole mail on it.`,
      table.held(condition).node.place ?? node.place,
      "Set it on the element itself, inside the condition.",
    );
  }
  if (node.tag === "mj-html-attribute" && hasTokens(node.content ?? "", table)) return;
  for (const child of node.children) {
    if (child.kind === "block") throw noBlockHere(table.held(child.index), node);
    checkHeadElement(child, table);
  }
}

/**
 * Selectors that look at more than the element itself, and properties that the inliner also writes
 * as attributes.
 */
const positional = /:(?:nth-|first-|last-|only-|empty|not|has)|[+~]/;
const measured = /(?:^|[;{\s])(?:width|height)\s*:[^;}]*$/;

/**
 * `mj-style inline` is applied while compiling: it can only see what is there then.
 *
 * @throws TemplateError `TEMPLATE_INLINE_STYLE`.
 */
export function checkInlineStyles(head: ElementNode, body: ElementNode, table: TokenTable): void {
  const inline = head.children.filter(
    (node): node is ElementNode =>
      node.kind === "element" && node.tag === "mj-style" && node.attributes["inline"] !== undefined,
  );
  const selectors = head.children.filter(
    (node) => node.kind === "element" && node.tag === "mj-html-attributes",
  );
  if (inline.length === 0 && selectors.length === 0) return;
  const dynamicClass = findDynamicClass(body, table);
  if (dynamicClass !== undefined) {
    throw fault(
      "TEMPLATE_INLINE_STYLE",
      "A class that depends on the recipient cannot be matched by inlined styles or mj-html-attributes, which are applied while compiling.",
      dynamicClass.place,
      "Use mj-style without inline for this class.",
    );
  }
  for (const style of inline) checkInlineStyle(style, body, table);
  const emptied = inline.length === 0 ? undefined : findEmptiedStyle(body, table);
  if (emptied !== undefined) {
    throw fault(
      "TEMPLATE_INLINE_STYLE",
      "A style that a condition may leave empty cannot be weighed against inlined styles, which are applied while compiling.",
      emptied.place,
      "Give every branch a value, or use mj-style without inline.",
    );
  }
}

function checkInlineStyle(style: ElementNode, body: ElementNode, table: TokenTable): void {
  const css = style.content ?? "";
  const pieces = parsePieces(css, table, style.place);
  const refuse = (why: string): Error =>
    fault("TEMPLATE_INLINE_STYLE", why, style.place, "Use mj-style without inline.");
  if (pieces.some((piece) => piece.kind === "block"))
    throw refuse("A block in an inlined style cannot be compiled.");
  let before = "";
  for (const piece of pieces) {
    if (piece.kind === "text") before += piece.text;
    else if (measured.test(before))
      throw refuse(
        "The inliner reads widths and heights, so they must be known when the template is compiled.",
      );
    else before += "x";
  }
  const rules = css.replace(/\{[^}]*\}/g, "{}");
  if (positional.test(rules) && holdsBlock(body, table)) {
    throw refuse(
      "An inlined style that counts elements or looks at neighbours cannot see which of them a recipient gets.",
    );
  }
}

function holdsBlock(node: LayoutNode, table: TokenTable): boolean {
  return (
    node.kind === "block" ||
    node.children.some((child) => holdsBlock(child, table)) ||
    (node.content !== null &&
      parsePieces(node.content, table, node.place).some((piece) => piece.kind === "block"))
  );
}

const classInContent = /\b(?:class|id)\s*=\s*(?:"[^"]*"|'[^']*')/g;

function findDynamicClass(node: LayoutNode, table: TokenTable): ElementNode | undefined {
  if (node.kind === "block") {
    for (const child of [...node.body, ...(node.otherwise ?? [])]) {
      const found = findDynamicClass(child, table);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const own = [
    node.attributes["css-class"] ?? "",
    ...((node.content ?? "").match(classInContent) ?? []),
  ];
  if (own.some((text) => hasTokens(text, table))) return node;
  for (const child of node.children) {
    const found = findDynamicClass(child, table);
    if (found !== undefined) return found;
  }
  return undefined;
}
