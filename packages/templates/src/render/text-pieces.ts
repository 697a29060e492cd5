import type { EncodedSegment } from "../encode/encoded-segment.js";

/** A mark of a text part. 0 stands for words. */
export interface TextPiece {
  readonly mark: number;
  readonly digit: number;
  /** The words without white space at their ends. White space inside is single spaces. */
  readonly text: string;
  /** The text as it is inside preformatted text. */
  readonly raw: string;
  /** A space comes before the words. */
  readonly lead: boolean;
  /** A space comes after the words. */
  readonly trail: boolean;
  /** The encoded text for each target, made on first use. */
  utf8: Uint8Array | undefined;
  quotedPrintable: EncodedSegment | undefined;
}

const whiteSpace = /[ \t\n\r\f\u200b]+/g;

/**
 * True for words that are written as they are, with single spaces between them and none around.
 * False means that the text needs a closer look.
 */
export function isEven(text: string): boolean {
  return even.test(text);
}
const even = /^[!-~\u00a0-\u200a\u200c-\ud7ff]+(?: [!-~\u00a0-\u200a\u200c-\ud7ff]+)*$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: marks are.
const marks = /([\x01\x02\x05\x17]\d?|[\0\x03-\x08\x0b\x0e-\x1f])/;

export function wordsPiece(raw: string, white: RegExp = whiteSpace): TextPiece {
  const even = raw.replace(white, " ");
  const lead = even.startsWith(" ");
  const trail = even.length > 1 && even.endsWith(" ");
  const text = even.slice(lead ? 1 : 0, trail ? -1 : undefined);
  return {
    mark: 0,
    digit: 0,
    text,
    raw,
    lead,
    trail,
    utf8: undefined,
    quotedPrintable: undefined,
  };
}

/** Separates words that need no decision. A mark's digit is no word. */
const gaps =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: marks are.
  /(?<=[^\0- ])(?<![\x01\x02\x05\x17]\d) *(?:(?:\x03|\x17\d) *)+(?=[^\0- ])/g;

function lineEnds(gap: string): string {
  let own = 0;
  let apart = 0;
  for (const sign of gap) {
    if (sign === "\x03") own++;
    else apart = Math.max(apart, Number(sign) || 0);
  }
  return "\n".repeat(own + apart);
}

/**
 * Splits a stretch of a text part into pieces.
 * @param compiled Of white space it has spaces only, outside of preformatted text.
 */
export function textPieces(segment: string, compiled = false): readonly TextPiece[] {
  return (compiled ? segment.replace(gaps, lineEnds) : segment)
    .split(marks)
    .map((part, index) => {
      const words = index % 2 === 0;
      const piece = wordsPiece(words ? part : "", compiled ? / +/g : whiteSpace);
      return words ? piece : { ...piece, mark: part.charCodeAt(0), digit: Number(part.slice(1)) };
    })
    .filter(({ mark, raw }) => mark !== 0 || raw !== "");
}
