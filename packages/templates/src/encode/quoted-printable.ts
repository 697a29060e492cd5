import type { EntityTable } from "../escape/markup.js";
import {
  breakLine,
  hexDigits,
  type QuotedPrintable,
  widest,
  writeByte,
  writePlain,
} from "./quoted-printable-line.js";
import {
  anywhere,
  beforeWord,
  type QuotedPrintableTable,
  rare,
  withinLine,
} from "./quoted-printable-table.js";
import { reserve } from "./utf8-writer.js";

const [CR, LF, TAB, SPACE, EQUALS, C, D, F, R, DELETE] = [
  13, 10, 9, 32, 61, 67, 68, 70, 114, 127,
] as const;

/**
 * UTF-8 as quoted-printable, with what `table` names replaced, in one pass. Every kind of line end
 * becomes CRLF. Safe before SMTP's dot stuffing and mbox's `From `. Characters are read in the
 * manner of `writeEscaped`.
 */
export function writeQuotedPrintable(
  part: QuotedPrintable,
  value: string,
  table: QuotedPrintableTable,
): void {
  const { length } = value;
  const { out } = part;
  const { kinds } = table;
  // A UTF-16 unit takes at most three bytes, each three characters, or an entity of six; a soft
  // break, three, comes at most every 73.
  const room = length * 10 + 16;
  if (out.length + room > out.bytes.length) reserve(out, room);
  const { bytes } = out;
  let at = out.length;
  let { column } = part;
  for (let index = 0; index < length; index++) {
    const code = String.prototype.charCodeAt.call(value, index);
    if (code > 127) {
      if (code < 0x800 && column + 6 <= widest) {
        writeTwo(bytes, at, code);
        at += 6;
        column += 6;
        continue;
      }
    } else if (column < widest) {
      const kind = kinds[code];
      if (
        kind === anywhere ||
        (kind === withinLine && column > 0) ||
        (kind === beforeWord && isWord(value, index + 1))
      ) {
        bytes[at++] = code;
        column++;
        continue;
      }
    }
    out.length = at;
    part.column = column;
    index = writeRare(part, value, index, table);
    at = out.length;
    column = part.column;
  }
  out.length = at;
  part.column = column;
}

/** True for a character that nobody takes for the end of a line. */
function isWord(value: string, index: number): boolean {
  if (index >= value.length) return false;
  const code = String.prototype.charCodeAt.call(value, index);
  return code > SPACE && code !== DELETE;
}

/** Two bytes of UTF-8, as most letters beyond ASCII are. */
function writeTwo(bytes: Uint8Array, at: number, code: number): void {
  bytes[at] = EQUALS;
  bytes[at + 1] = code < 0x400 ? C : D;
  bytes[at + 2] = hexDigits[(code >> 6) & 15] ?? 0;
  bytes[at + 3] = EQUALS;
  bytes[at + 4] = hexDigits[8 | ((code >> 4) & 3)] ?? 0;
  bytes[at + 5] = hexDigits[code & 15] ?? 0;
}

/**
 * What cannot stand as it is, or not there; the index of the last unit that it took. There is room
 * for all of it.
 */
function writeRare(
  part: QuotedPrintable,
  value: string,
  index: number,
  { entities, kinds }: QuotedPrintableTable,
): number {
  const code = String.prototype.charCodeAt.call(value, index);
  if (code > 127) return writeBeyond(part, value, index, code);
  if (part.column === widest && kinds[code] !== rare) breakLine(part);
  if (kinds[code] === anywhere) {
    writePlain(part, code);
    return index;
  }
  const entity = entities[code];
  if (entity !== undefined) {
    for (let k = 0; k < entity.length; k++) writePlain(part, entity.charCodeAt(k));
    return index;
  }
  if (code === CR || code === LF) {
    const next = nextWritten(value, index, entities);
    part.out.bytes[part.out.length++] = CR;
    part.out.bytes[part.out.length++] = LF;
    part.column = 0;
    return code === CR &&
      next < value.length &&
      String.prototype.charCodeAt.call(value, next) === LF
      ? next
      : index;
  }
  if (code === SPACE || code === TAB || code === F) {
    const next = nextWritten(value, index, entities);
    const after = next < value.length ? String.prototype.charCodeAt.call(value, next) : LF;
    // White space before a line end is lost on the way. What follows the last character is not
    // known here.
    const stays = after !== CR && after !== LF && !(code === F && after === R);
    if (stays) {
      writePlain(part, code);
      return index;
    }
  }
  writeByte(part, code);
  return index;
}

/** Where the next character is that the table does not drop. */
function nextWritten(value: string, index: number, entities: EntityTable["entities"]): number {
  let next = index + 1;
  while (next < value.length && entities[String.prototype.charCodeAt.call(value, next)] === "")
    next++;
  return next;
}

function writeBeyond(part: QuotedPrintable, value: string, index: number, code: number): number {
  if (code < 0x800) {
    writeByte(part, 0xc0 | (code >> 6));
    writeByte(part, 0x80 | (code & 0x3f));
    return index;
  }
  const point = String.prototype.codePointAt.call(value, index) ?? 0xfffd;
  if (point > 0xffff) {
    writeByte(part, 0xf0 | (point >> 18));
    writeByte(part, 0x80 | ((point >> 12) & 0x3f));
    writeByte(part, 0x80 | ((point >> 6) & 0x3f));
    writeByte(part, 0x80 | (point & 0x3f));
    return index + 1;
  }
  const unit = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
  writeByte(part, 0xe0 | (unit >> 12));
  writeByte(part, 0x80 | ((unit >> 6) & 0x3f));
  writeByte(part, 0x80 | (unit & 0x3f));
  return index;
}
