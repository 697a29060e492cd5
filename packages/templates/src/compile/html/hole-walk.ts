import * as Escape from "../../program/escape.js";
import type { EscapeCode } from "../../program/index.js";
import { fault } from "../fault.js";
import { crossing, type Piece, parsePieces } from "../pieces.js";
import type { StandingToken, TokenTable } from "../tokens.js";
import type { Refuse } from "./hole-escape.js";
import { walkPrefix } from "./url-context.js";

const nowhere = { source: "mjml", line: 1, column: 1 };

/**
 * The tokens of one HTML text, visited once and in order: every method takes a stretch at or after
 * the one before.
 */
export interface HoleWalk {
  /** Looks ahead without passing anything in the stretch. */
  holds(from: number, to: number): boolean;
  /**
   * Passes a stretch that is one context. `context` names it, to tell whether branches of a block
   * end where they began.
   */
  pass(from: number, to: number, context: string, how: EscapeCode): void;
  /** Settles the holes of a value by what stands before each of them, without passing them. */
  settle(from: number, to: number, how: (before: string, refuse: Refuse) => EscapeCode): void;
  /** @throws TemplateError `TEMPLATE_HOLE_POSITION` when a token stands there. */
  refuse(from: number, to: number, why: string): void;
  /** The escape of every hole, in the order in which they stand. */
  escapes(): readonly EscapeCode[];
}

export function holeWalk(
  html: string,
  tokens: readonly StandingToken[],
  table: TokenTable,
): HoleWalk {
  const escapes = new Map<number, EscapeCode>();
  const open: { readonly index: number; readonly context: string }[] = [];
  let passed = 0;

  const next = (from: number): number => {
    while ((tokens[passed]?.at ?? html.length) < from) passed++;
    return tokens[passed]?.at ?? html.length;
  };

  const refusal =
    (index: number): Refuse =>
    (why, remedy) =>
      fault("TEMPLATE_HOLE_POSITION", why, table.held(index).node.place ?? nowhere, remedy);

  const checked = (index: number, how: EscapeCode): EscapeCode => {
    const held = table.held(index);
    if (held.kind !== "value" || !held.node.raw) return how;
    if (how !== Escape.text)
      throw refusal(index)(
        "Markup of a field can only stand in text, and not in parts for Outlook only.",
      );
    return Escape.html;
  };

  return {
    holds: (from, to) => next(from) < to,

    pass(from, to, context, how) {
      for (let at = next(from); at < to; at = next(at + 1)) {
        const token = tokens[passed];
        if (token === undefined) return;
        const { index, mark } = token;
        if (mark === "value") {
          if (!escapes.has(at)) escapes.set(at, checked(index, how));
        } else if (mark === "open") open.push({ index, context });
        else {
          const top = open.at(-1);
          const held = table.held(index);
          if (top?.index !== index || top.context !== context)
            throw crossing(held, held.node.place ?? nowhere);
          if (mark === "close") open.pop();
        }
      }
    },

    settle(from, to, how) {
      const pieces = parsePieces(html.slice(from, to), table, nowhere).filter(
        (piece) => !isLinkOptions(piece, table),
      );
      walkPrefix(pieces, "", ({ index, at }, before) => {
        escapes.set(from + at, checked(index, how(before, refusal(index))));
      });
    },

    refuse(from, to, why) {
      const token = next(from) < to ? tokens[passed] : undefined;
      if (token !== undefined) throw refusal(token.index)(why);
    },

    escapes: () =>
      tokens
        .filter(({ mark, index }) => mark === "value" && table.held(index).kind === "value")
        .map(({ at }) => escapes.get(at) ?? Escape.text),
  };
}

/** What the author wishes of a link stands before its URL, and is no part of it. */
function isLinkOptions(piece: Piece, table: TokenTable): boolean {
  return piece.kind === "value" && table.held(piece.index).kind === "wish";
}
