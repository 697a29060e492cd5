import { writeBase64Run } from "../encode/base64.js";
import {
  type ByteWriter,
  byteWriter,
  reserve,
  writeAscii,
  writeUtf8,
} from "../encode/utf8-writer.js";
import { beginToken, type HeaderLine, preferredLength } from "./header-line.js";

/**
 * RFC 2047 section 2: at most 75 characters; `=?UTF-8?B?` and `?=` take 12, which leaves 60 of
 * base64, so 45 bytes.
 */
const mostBytes = 45;
/** Of base64 two groups, which hold any character. */
const fewestBytes = 6;
const scratch: ByteWriter = byteWriter(256);

/**
 * RFC 2047 encoded words, base64, never splitting a character, with folding white space between
 * them.
 */
export function writeEncodedWords(line: HeaderLine, value: string): void {
  const { out } = line;
  scratch.length = 0;
  writeUtf8(scratch, value);
  const { bytes, length } = scratch;
  for (let from = 0; from < length; ) {
    let to = Math.min(from + room(line), length);
    // Back to where a character begins.
    while (to < length && ((bytes[to] ?? 0) & 0xc0) === 0x80) to--;
    const digits = Math.ceil((to - from) / 3) * 4;
    beginToken(line, 12 + digits);
    writeAscii(out, "=?UTF-8?B?");
    reserve(out, digits);
    writeBase64Run(out, bytes, from, to);
    writeAscii(out, "?=");
    from = to;
  }
}

/** How many bytes a word has room for: behind the name of the header, what is left of the line. */
function room({ bare, column }: HeaderLine): number {
  if (!bare) return mostBytes;
  const left = Math.floor((preferredLength - column - 1 - 12) / 4) * 3;
  return left < fewestBytes ? mostBytes : Math.min(left, mostBytes);
}
