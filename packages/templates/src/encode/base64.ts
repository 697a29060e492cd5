import { type ByteWriter, reserve } from "./utf8-writer.js";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const digits = Uint8Array.from(alphabet, (digit) => digit.charCodeAt(0));
function digit(value: number): number {
  return digits[value & 63] ?? 0;
}
const [CR, LF, PAD] = [13, 10, 61] as const;
/** 57 bytes make the 76 characters that RFC 2045 section 6.8 allows on a line. */
const perLine = 57;

/**
 * Base64 in lines of 76, each ended by CRLF. `source` must not overlap what `out` holds beyond its
 * length. Writes bytes in place, which the string encoder of the consent package does not, and this
 * package does not depend on that one.
 */
export function writeBase64(out: ByteWriter, source: Uint8Array): void {
  const lines = Math.ceil(source.length / perLine);
  reserve(out, Math.ceil(source.length / 3) * 4 + lines * 2);
  const { bytes } = out;
  for (let from = 0; from < source.length; from += perLine) {
    writeBase64Run(out, source, from, Math.min(from + perLine, source.length));
    bytes[out.length++] = CR;
    bytes[out.length++] = LF;
  }
}

/**
 * Base64 of the bytes from one index to another without a line end, as encoded words want it. The
 * caller has made room.
 */
export function writeBase64Run(
  out: ByteWriter,
  source: Uint8Array,
  from: number,
  to: number,
): void {
  const { bytes } = out;
  let at = out.length;
  let index = from;
  for (; index + 2 < to; index += 3) {
    const word =
      ((source[index] ?? 0) << 16) | ((source[index + 1] ?? 0) << 8) | (source[index + 2] ?? 0);
    bytes[at++] = digit(word >> 18);
    bytes[at++] = digit(word >> 12);
    bytes[at++] = digit(word >> 6);
    bytes[at++] = digit(word);
  }
  if (index < to) {
    const second = index + 1 < to ? (source[index + 1] ?? 0) : 0;
    const word = ((source[index] ?? 0) << 16) | (second << 8);
    bytes[at++] = digit(word >> 18);
    bytes[at++] = digit(word >> 12);
    bytes[at++] = index + 1 < to ? digit(word >> 6) : PAD;
    bytes[at++] = PAD;
  }
  out.length = at;
}
