import { maybeEmpty, type Piece, parsePieces } from "../pieces.js";
import type { TokenTable } from "../tokens.js";
import type { ElementNode, LayoutNode } from "./tree.js";

/** Attributes that are words, addresses or names: no style comes of them. */
const noStyle: ReadonlySet<string> = new Set(
  "alt background-url css-class href lang name rel sizes src srcset target thumbnails-src title usemap".split(
    " ",
  ),
);
const styleInContent = /\bstyle\s*=\s*(?:"[^"]*"|'[^']*')/g;

/**
 * The first element with a style that a condition may leave empty. The inliner takes a rule's value
 * in place of an empty one, and must decide that before anybody knows whether it is.
 */
export function findEmptiedStyle(node: LayoutNode, table: TokenTable): ElementNode | undefined {
  const children =
    node.kind === "block" ? [...node.body, ...(node.otherwise ?? [])] : node.children;
  if (node.kind === "element") {
    const styles = Object.entries(node.attributes).flatMap(([name, value]) =>
      noStyle.has(name) ? [] : [value],
    );
    const inContent = (node.content ?? "").match(styleInContent) ?? [];
    const pieces = (text: string): readonly Piece[] => parsePieces(text, table, node.place);
    if (styles.some((value) => value !== "" && maybeEmpty(pieces(value), table))) return node;
    if (
      inContent.some((style) =>
        pieces(style).some((piece) => piece.kind === "block" && maybeEmpty([piece], table)),
      )
    )
      return node;
  }
  for (const child of children) {
    const found = findEmptiedStyle(child, table);
    if (found !== undefined) return found;
  }
  return undefined;
}
