import * as Escape from "../../program/escape.js";
import type { EscapeCode, Part } from "../../program/index.js";
import type { Node } from "../ir.js";
import { type PartBuilder, partBuilder } from "./part-builder.js";

/** How the holes of a part without markup are written. */
export interface PlainEscapes {
  readonly value: EscapeCode;
  readonly raw: EscapeCode;
}

/**
 * A part in which every hole stands in the same context: a subject, a preheader, a hand-written
 * text part.
 */
export function emitPlain(nodes: readonly Node[], escapes: PlainEscapes): Part {
  const builder = partBuilder();
  emitNodes(nodes, builder, escapes);
  return builder.build();
}

export const plainEscapes: PlainEscapes = { value: Escape.plain, raw: Escape.plain };
export const headerEscapes: PlainEscapes = { value: Escape.header, raw: Escape.header };
export const compatEscapes: PlainEscapes = { value: Escape.compat, raw: Escape.compatRaw };

function emitNodes(nodes: readonly Node[], to: PartBuilder, escapes: PlainEscapes): void {
  for (const node of nodes) {
    if (node.kind === "text") to.text(node.text);
    else if (node.kind === "value") to.value(node.expr, node.raw ? escapes.raw : escapes.value);
    else if (node.kind === "if") {
      emitConditional(
        to,
        () => to.branch(node.test, node.negated),
        () => emitNodes(node.body, to, escapes),
        node.otherwise.length === 0 ? null : () => emitNodes(node.otherwise, to, escapes),
      );
    } else {
      const { exit, body } = to.each(node.list, node.scope);
      emitNodes(node.body, to, escapes);
      to.next(node.scope, body);
      emitOtherwise(
        to,
        exit,
        node.otherwise.length === 0 ? null : () => emitNodes(node.otherwise, to, escapes),
      );
    }
  }
}

export function emitConditional(
  to: PartBuilder,
  branch: () => { at: number },
  body: () => void,
  otherwise: (() => void) | null,
): void {
  const exit = branch();
  body();
  emitOtherwise(to, exit, otherwise);
}

export function emitOtherwise(
  to: PartBuilder,
  exit: { at: number },
  otherwise: (() => void) | null,
): void {
  if (otherwise === null) {
    to.land(exit);
    return;
  }
  const end = to.jump();
  to.land(exit);
  otherwise();
  to.land(end);
}
