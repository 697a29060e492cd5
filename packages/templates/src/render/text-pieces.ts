import * as Mark from "../program/text-mark.js";

/** A mark of a text part, or words of it, which is what 0 stands for. */
export interface TextPiece {
  readonly mark: number;
  readonly digit: number;
  /** Of words, all but white space at their ends, which is single spaces. */
  readonly text: string;
  /** As preformatted text has it. */
  readonly raw: string;
  readonly spaceBefore: boolean;
  readonly spaceAfter: boolean;
}

const whiteSpace = /[ \t\n\r\f\u200b]+/g;

/**
 * True for words that are set as they are, with single spaces between them and none around. False
 * says nothing.
 */
export const isEven = (text: string): boolean => even.test(text);
const even = /^[!-~\u00a0-\u200a\u200c-\ud7ff]+(?: [!-~\u00a0-\u200a\u200c-\ud7ff]+)*$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: marks are.
const marks = /([\x01\x02\x05\x17]\d?|[\0\x03-\x08\x0b\x0e-\x1f])/;

export const wordsPiece = (raw: string): TextPiece => {
  const single = raw.replace(whiteSpace, " ");
  const spaceBefore = single.startsWith(" ");
  const spaceAfter = single.length > 1 && single.endsWith(" ");
  const text = single.slice(spaceBefore ? 1 : 0, spaceAfter ? -1 : undefined);
  return { mark: 0, digit: 0, text, raw, spaceBefore, spaceAfter };
};

/** A stretch of a text part taken apart: words between which nothing is left to decide are one. */
export const textPieces = (segment: string): readonly TextPiece[] => {
  const pieces: TextPiece[] = [];
  for (const [index, part] of segment.split(marks).entries()) {
    if (index % 2 === 1) {
      pieces.push({
        ...wordsPiece(""),
        mark: part.charCodeAt(0),
        digit: Number(part.slice(1)),
      });
    } else if (part !== "") {
      const piece = wordsPiece(part);
      pieces.push((piece.text !== "" && joined(pieces, piece)) || piece);
    }
  }
  return pieces;
};

/** With the words before it, taken from the list, where only line ends stand between. */
const joined = (pieces: TextPiece[], piece: TextPiece): TextPiece | null => {
  let at = pieces.length - 1;
  while (at >= 0 && isGap(pieces[at])) at--;
  const before = pieces[at];
  if (before?.mark !== 0) return null;
  let { raw, spaceAfter } = before;
  let lines = 0;
  let owed = 0;
  for (const { mark, digit, raw: own } of pieces.splice(at).slice(1)) {
    if (mark === Mark.lineEnd) lines++;
    else if (mark === Mark.apart) owed = Math.max(owed, digit);
    else spaceAfter = true;
    raw += mark === Mark.lineEnd ? "\n" : own;
  }
  const space = spaceAfter || piece.spaceBefore ? " " : "";
  return {
    ...piece,
    text: before.text + ("\n".repeat(lines + owed) || space) + piece.text,
    raw: raw + piece.raw,
    spaceBefore: before.spaceBefore,
  };
};

const isGap = (piece: TextPiece | undefined): boolean =>
  piece?.mark === Mark.lineEnd ||
  piece?.mark === Mark.apart ||
  (piece?.mark === 0 && piece.text === "");
