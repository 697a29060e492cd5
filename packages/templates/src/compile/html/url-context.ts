import * as Escape from "../../program/escape.js";
import type { EscapeCode } from "../../program/index.js";
import type { Piece } from "../pieces.js";
import { decodeEntities } from "./entities.js";

/** A hole in what has gone before it. */
const hole = "\u0000";

/** Which part of a URL comes next, given what stands before: `\u0000` is a hole. */
export function urlEscape(before: string): EscapeCode {
  const start = before.trimStart();
  if (start === "") return Escape.urlStart;
  return /[?#]/.test(start.replace(/&#/g, "")) ? Escape.urlQuery : Escape.urlPath;
}

/**
 * The scheme that static text before a hole has already settled, as a browser reads it: entities
 * decoded, controls and space gone.
 */
export function urlScheme(before: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):/i
    .exec(decodeEntities(before).replace(/\p{Cc}|\s/gu, ""))?.[1]
    ?.toLowerCase();
}

/**
 * Visits every value in order with the text before it; after a block, the branch that says more
 * about the URL counts.
 */
export function walkPrefix(
  pieces: readonly Piece[],
  before: string,
  visit: (piece: Extract<Piece, { kind: "value" }>, before: string) => void,
): string {
  let prefix = before;
  for (const piece of pieces) {
    if (piece.kind === "text") prefix += piece.text;
    else if (piece.kind === "value") {
      visit(piece, prefix);
      prefix += hole;
    } else {
      const body = walkPrefix(piece.body, prefix, visit);
      const otherwise = walkPrefix(piece.otherwise ?? [], prefix, visit);
      prefix = /[?#]/.test(otherwise) || body.length < otherwise.length ? otherwise : body;
    }
  }
  return prefix;
}

export function plainUrl(how: EscapeCode): EscapeCode {
  return how === Escape.urlStart
    ? Escape.plainUrlStart
    : how === Escape.urlPath
      ? Escape.plainUrlPath
      : Escape.plainUrlQuery;
}
