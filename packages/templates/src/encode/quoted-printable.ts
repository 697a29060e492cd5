import { type EntityTable, escapeWith } from "../escape/markup.js";
import { type ByteWriter, reserve, writeBytes } from "./utf8-writer.js";

/** RFC 2045 section 6.7: at most 76 characters on a line, the last of them `=` where the line goes on. */
const widest = 75;
const hexDigits = Uint8Array.from("0123456789ABCDEF", (digit) => digit.charCodeAt(0));
const [CR, LF, TAB, SPACE, DOT, EQUALS, F] = [13, 10, 9, 32, 46, 61, 70] as const;

/** A part in the making: where it goes, and how many characters its unfinished line holds. */
export interface QuotedPrintable {
  readonly out: ByteWriter;
  column: number;
}

/** A static segment, encoded once as if it began a line: it can follow anything, after a soft break where it would not fit. */
export interface EncodedSegment {
  readonly bytes: Uint8Array;
  /** Characters before the first line break, or all of them. */
  readonly first: number;
  /** Characters after the last line break, or -1 where there is none. */
  readonly last: number;
}

export function encodeSegment(text: string): EncodedSegment {
  const part: QuotedPrintable = { out: { bytes: new Uint8Array(text.length * 2 + 64), length: 0 }, column: 0 };
  writeQuotedPrintable(part, text);
  const bytes = part.out.bytes.slice(0, part.out.length);
  const first = bytes.indexOf(CR);
  return first < 0 ? { bytes, first: bytes.length, last: -1 } : { bytes, first, last: part.column };
}

export function writeSegment(part: QuotedPrintable, segment: EncodedSegment): void {
  if (segment.first === 0 && segment.last < 0) return;
  if (part.column > 0 && part.column + segment.first > widest) softBreak(part);
  writeBytes(part.out, segment.bytes);
  part.column = segment.last < 0 ? part.column + segment.first : segment.last;
}

/** UTF-8 as quoted-printable; every kind of line end becomes CRLF. Safe before SMTP's dot stuffing and mbox's `From `. */
export function writeQuotedPrintable(part: QuotedPrintable, value: string, entities?: EntityTable): void {
  const text = entities === undefined ? value : escapeWith(entities, value);
  const { length } = text;
  const { out } = part;
  // A UTF-16 unit takes at most three bytes, each three characters; a soft break, three, comes at most every 73.
  reserve(out, length * 10 + 16);
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code > SPACE && code < 127 && code !== EQUALS) {
      const begins = part.column === 0 || part.column === widest || index === 0;
      if (begins && (code === DOT || (code === F && "From ".startsWith(text.slice(index, index + 5))))) {
        escaped(part, code);
      } else {
        plain(part, code);
      }
    } else if (code === SPACE || code === TAB) {
      // White space before a line end is lost on the way, and what follows the last character is not known here.
      const next = index + 1 < length ? text.charCodeAt(index + 1) : LF;
      if (next === CR || next === LF) escaped(part, code);
      else plain(part, code);
    } else if (code === CR || code === LF) {
      if (code === CR && text.charCodeAt(index + 1) === LF) index++;
      out.bytes[out.length++] = CR;
      out.bytes[out.length++] = LF;
      part.column = 0;
    } else if (code < 128) {
      escaped(part, code);
    } else if (code < 0x800) {
      escaped(part, 0xc0 | (code >> 6));
      escaped(part, 0x80 | (code & 0x3f));
    } else {
      const point = text.codePointAt(index) ?? 0xfffd;
      if (point > 0xffff) {
        index++;
        escaped(part, 0xf0 | (point >> 18));
        escaped(part, 0x80 | ((point >> 12) & 0x3f));
      } else {
        const unit = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
        escaped(part, 0xe0 | (unit >> 12));
        escaped(part, 0x80 | ((unit >> 6) & 0x3f));
        escaped(part, 0x80 | (unit & 0x3f));
        continue;
      }
      escaped(part, 0x80 | ((point >> 6) & 0x3f));
      escaped(part, 0x80 | (point & 0x3f));
    }
  }
}

/** Both need room for six characters, which the caller has made. */
function plain(part: QuotedPrintable, code: number): void {
  const { out } = part;
  if (part.column + 1 > widest) breakLine(part);
  out.bytes[out.length++] = code;
  part.column++;
}

function escaped(part: QuotedPrintable, byte: number): void {
  const { out } = part;
  if (part.column + 3 > widest) breakLine(part);
  out.bytes[out.length++] = EQUALS;
  out.bytes[out.length++] = hexDigits[byte >> 4] ?? 0;
  out.bytes[out.length++] = hexDigits[byte & 15] ?? 0;
  part.column += 3;
}

function softBreak(part: QuotedPrintable): void {
  reserve(part.out, 3);
  breakLine(part);
}

function breakLine(part: QuotedPrintable): void {
  const { out } = part;
  out.bytes[out.length++] = EQUALS;
  out.bytes[out.length++] = CR;
  out.bytes[out.length++] = LF;
  part.column = 0;
}
