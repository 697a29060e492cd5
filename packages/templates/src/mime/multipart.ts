import { type ByteWriter, reserve, writeAscii } from "../encode/utf8-writer.js";

const hexDigits = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
const boundaryLength = 22;

/** Where in the message the boundary of a multipart stands first: it is copied from there. */
export type Boundary = number;

/**
 * A multipart's Content-Type, the end of its headers and the first delimiter. `level` tells one
 * message's boundaries apart.
 */
export function openMultipart(
  out: ByteWriter,
  kind: string,
  seed: string,
  level: number,
): Boundary {
  writeAscii(out, "Content-Type: multipart/");
  writeAscii(out, kind);
  writeAscii(out, ';\r\n boundary="');
  const boundary = out.length;
  makeBoundary(out, seed, level);
  writeAscii(out, '"\r\n\r\n--');
  repeat(out, boundary);
  writeAscii(out, "\r\n");
  return boundary;
}

export function nextPart(out: ByteWriter, boundary: Boundary): void {
  writeAscii(out, "\r\n--");
  repeat(out, boundary);
  writeAscii(out, "\r\n");
}

export function closeMultipart(out: ByteWriter, boundary: Boundary): void {
  writeAscii(out, "\r\n--");
  repeat(out, boundary);
  writeAscii(out, "--\r\n");
}

/**
 * Made from the inputs alone, so that the same message is the same bytes. It cannot occur in a
 * body: every body is quoted-printable, where `=` is followed by a hex digit or a line end, or
 * base64, which has no `_`.
 */
function makeBoundary(out: ByteWriter, seed: string, level: number): void {
  let low = 0x811c9dc5 ^ level;
  let high = 0x9747b28c ^ level;
  for (let index = 0; index < seed.length; index++) {
    const code = String.prototype.charCodeAt.call(seed, index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b) ^ (high >>> 13);
  }
  reserve(out, boundaryLength);
  writeAscii(out, "=_ws");
  out.bytes[out.length++] = 48 + level;
  writeAscii(out, "_");
  writeHex(out, low);
  writeHex(out, high);
}

function writeHex(out: ByteWriter, word: number): void {
  for (let shift = 28; shift >= 0; shift -= 4)
    out.bytes[out.length++] = hexDigits[(word >>> shift) & 15] ?? 0;
}

function repeat(out: ByteWriter, from: Boundary): void {
  reserve(out, boundaryLength);
  const { bytes } = out;
  const at = out.length;
  for (let index = 0; index < boundaryLength; index++) bytes[at + index] = bytes[from + index] ?? 0;
  out.length = at + boundaryLength;
}
