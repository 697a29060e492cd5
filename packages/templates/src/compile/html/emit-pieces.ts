import { emitConditional, emitOtherwise } from "../emit/emit-nodes.js";
import type { PartBuilder } from "../emit/part-builder.js";
import { fault } from "../fault.js";
import { deepestScope, type Expr } from "../ir.js";
import type { Piece } from "../pieces.js";
import type { Held, TokenTable } from "../tokens.js";

export interface PieceWriter {
  text(text: string): void;
  /** A hole, and where its token stood in the string. */
  value(held: Extract<Held, { kind: "value" }>, at: number): void;
  /** Where the text part prints a link's URL. */
  link?(index: number): void;
}

/**
 * Writes pieces as operations.
 *
 * @throws TemplateError `TEMPLATE_SCOPE_ESCAPED` when MJML has moved a hole out of the loop that it
 * is about.
 */
export function emitPieces(
  pieces: readonly Piece[],
  table: TokenTable,
  builder: PartBuilder,
  writer: PieceWriter,
  outermost = 0,
): void {
  const within = (expr: Expr, held: Held, depth: number): Expr => {
    if (deepestScope(expr) <= depth) return expr;
    throw fault(
      "TEMPLATE_SCOPE_ESCAPED",
      "MJML writes this attribute into the head of the mail as well, outside of the loop whose item it is about.",
      held.node.place ?? { source: "mjml", line: 1, column: 1 },
      "Use a value that is the same for the whole mail.",
    );
  };

  const single = (piece: Extract<Piece, { kind: "value" }>, depth: number): void => {
    const held = table.held(piece.index);
    if (held.kind === "value") {
      within(held.node.expr, held, depth);
      writer.value(held, piece.at);
    } else if (held.kind === "link") writer.link?.(held.node.link);
    else if (held.kind === "pixel") builder.pixel();
  };

  const block = (piece: Extract<Piece, { kind: "block" }>, depth: number): void => {
    const held = table.held(piece.index);
    const otherwise = piece.otherwise === null ? null : () => walk(piece.otherwise ?? [], depth);
    if (held.kind === "if") {
      const test = within(held.node.test, held, depth);
      emitConditional(
        builder,
        () => builder.branch(test, held.node.negated),
        () => walk(piece.body, depth),
        otherwise,
      );
    } else if (held.kind === "each") {
      const { list, scope } = held.node;
      const { exit, body } = builder.each(within(list, held, depth), scope);
      walk(piece.body, Math.max(depth, scope));
      builder.next(scope, body);
      emitOtherwise(builder, exit, otherwise);
    } else if (held.kind === "link") {
      const end = builder.link(held.node.link);
      walk(piece.body, depth);
      builder.land(end);
    }
  };

  const walk = (list: readonly Piece[], depth: number): void => {
    for (const piece of list) {
      if (piece.kind === "text") writer.text(piece.text);
      else if (piece.kind === "value") single(piece, depth);
      else block(piece, depth);
    }
  };
  walk(pieces, outermost);
}
