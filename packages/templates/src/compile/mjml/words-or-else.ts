import type { Place } from "../ir.js";
import { type Piece, parsePieces, writePieces } from "../pieces.js";
import type { TokenTable } from "../tokens.js";

/**
 * A text, and for the recipient whose data leaves it blank another: what is known only then becomes
 * a condition of the template.
 */
export function wordsOrElse(text: string, other: string, table: TokenTable, place: Place): string {
  const either = (pieces: readonly Piece[]): string => {
    const [only] = pieces;
    if (pieces.some((piece) => piece.kind === "text" && piece.text.trim() !== ""))
      return writePieces(pieces, table);
    if (pieces.length === 1 && only?.kind === "block" && table.held(only.index).kind === "if")
      return branches(only.index, either(only.body), either(only.otherwise ?? []));
    const whole = writePieces(pieces, table);
    let words = pieces.every(({ kind }) => kind !== "block") ? other : whole;
    for (const piece of pieces) {
      const held = piece.kind === "value" ? table.held(piece.index) : null;
      if (held?.kind !== "value") continue;
      const test = { kind: "present", of: held.node.expr } as const;
      const node = { test, negated: false, place: held.node.place, label: "" };
      words = branches(table.hold({ kind: "if", node }), whole, words);
    }
    return words;
  };
  const branches = (index: number, body: string, otherwise: string): string =>
    table.write("open", index) +
    body +
    table.write("else", index) +
    otherwise +
    table.write("close", index);
  return either(parsePieces(text, table, place));
}
