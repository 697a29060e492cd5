import type { Warn } from "../fault.js";
import { fault } from "../fault.js";
import { hasTokens, type Piece, parsePieces } from "../pieces.js";
import type { Held, TokenTable } from "../tokens.js";
import type { ElementNode, LayoutNode } from "./tree.js";

/**
 * MJML leaves the link, the background or the cell out when these are empty, and that it decides
 * before it knows.
 */
const asked: ReadonlySet<string> = new Set(["href", "background-url", "gap", "thumbnails-src"]);

/**
 * Looks for holes that may leave such a value empty.
 *
 * @throws TemplateError `TEMPLATE_MAYBE_EMPTY` for a declared optional field; of an undeclared one
 * it warns.
 */
export function checkEmptyValues(
  node: LayoutNode,
  table: TokenTable,
  declared: (held: ValueHeld) => boolean,
  warn: Warn,
): void {
  if (node.kind === "block") {
    for (const child of [...node.body, ...(node.otherwise ?? [])])
      checkEmptyValues(child, table, declared, warn);
    return;
  }
  for (const [what, text] of askedValues(node)) {
    if (!hasTokens(text, table)) continue;
    for (const held of whole(parsePieces(text, table, node.place), table)) {
      if (!held.node.maybeMissing) continue;
      const message = `${what} of <${node.tag}> is left out where it is empty, but this field may be missing.`;
      if (declared(held)) {
        throw fault(
          "TEMPLATE_MAYBE_EMPTY",
          message,
          held.node.place,
          "Put {{#if field}} around the element or the value, or give the field a fallback.",
        );
      }
      warn("TEMPLATE_MAYBE_EMPTY", message, held.node.place);
    }
  }
  for (const child of node.children) checkEmptyValues(child, table, declared, warn);
}

type ValueHeld = Extract<Held, { kind: "value" }>;

function askedValues(node: ElementNode): readonly (readonly [string, string])[] {
  const attributes = Object.entries(node.attributes).filter(([name]) => asked.has(name));
  return node.tag === "mj-social-element" && node.content !== null
    ? [...attributes, ["The text", node.content]]
    : attributes;
}

/** Values that are all there is, at the top or in a branch. */
function whole(pieces: readonly Piece[], table: TokenTable): readonly ValueHeld[] {
  const [only] = pieces;
  if (pieces.length !== 1 || only === undefined || only.kind === "text") return [];
  if (only.kind === "block")
    return [...whole(only.body, table), ...whole(only.otherwise ?? [], table)];
  const held = table.held(only.index);
  return held.kind === "value" ? [held] : [];
}
