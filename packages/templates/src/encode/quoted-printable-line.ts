import { type ByteWriter, reserve } from "./utf8-writer.js";

/**
 * RFC 2045 section 6.7: at most 76 characters on a line, the last of them `=` where the line goes
 * on.
 */
export const widest = 75;
export const hexDigits: Uint8Array = Uint8Array.from("0123456789ABCDEF", (digit) =>
  digit.charCodeAt(0),
);
const [CR, LF, EQUALS] = [13, 10, 61] as const;

/** A part in the making: where it goes, and how many characters its unfinished line holds. */
export interface QuotedPrintable {
  readonly out: ByteWriter;
  column: number;
}

/** A character as it is. As with the other two, the caller has made room. */
export function writePlain(part: QuotedPrintable, code: number): void {
  const { out } = part;
  if (part.column + 1 > widest) breakLine(part);
  out.bytes[out.length++] = code;
  part.column++;
}

/** A byte as `=XX`. */
export function writeByte(part: QuotedPrintable, byte: number): void {
  const { out } = part;
  if (part.column + 3 > widest) breakLine(part);
  const { bytes } = out;
  const at = out.length;
  bytes[at] = EQUALS;
  bytes[at + 1] = hexDigits[byte >> 4] ?? 0;
  bytes[at + 2] = hexDigits[byte & 15] ?? 0;
  out.length = at + 3;
  part.column += 3;
}

/** A soft line break. */
export function breakLine(part: QuotedPrintable): void {
  const { out } = part;
  out.bytes[out.length++] = EQUALS;
  out.bytes[out.length++] = CR;
  out.bytes[out.length++] = LF;
  part.column = 0;
}

/** Breaks the line where `more` characters would not fit on it, making room for the break. */
export function fit(part: QuotedPrintable, more: number): void {
  if (part.column === 0 || part.column + more <= widest) return;
  reserve(part.out, 3);
  breakLine(part);
}
