import { writeAscii } from "../encode/ascii-writer.js";
import { writeBase64Run } from "../encode/base64.js";
import { type ByteWriter, byteWriter, reserve, writeUtf8 } from "../encode/utf8-writer.js";
import { beginToken, type HeaderLine } from "./header-line.js";

/**
 * RFC 2047 section 2: at most 75 characters; `=?UTF-8?B?` and `?=` take 12, which leaves 60 of
 * base64, so 45 bytes.
 */
const mostBytes = 45;
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
    let to = Math.min(from + mostBytes, length);
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
