import type { EncodedSegment } from "../encode/encoded-segment.js";

/** A mark of a text part, or words of it, which is what 0 stands for. */
export interface TextPiece {
  readonly mark: number;
  readonly digit: number;
  /** Of words, all but white space at their ends, which is single spaces. */
  readonly text: string;
  /** As preformatted text has it. */
  readonly raw: string;
  /** A space stands before them. */
  readonly lead: boolean;
  /** And behind. */
  readonly trail: boolean;
  /** The text as a target writes it, made when it is first asked for. */
  utf8: Uint8Array | undefined;
  quotedPrintable: EncodedSegment | undefined;
}

const whiteSpace = /[ \t\n\r\f\u200b]+/g;

/**
 * True for words that are set as they are, with single spaces between them and none around. False
 * says nothing.
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

/** What sets words apart about which nothing is left to decide; a mark's digit is no word. */
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
 * A stretch of a text part taken apart.
 *
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
