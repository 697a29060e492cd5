import { type EntityTable, escapeWith, noEntities } from "../escape/markup.js";

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** By character code: 1 for the characters given. */
function among(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (let index = 0; index < characters.length; index++) table[characters.charCodeAt(index)] = 1;
  return table;
}
/** RFC 3986's unreserved characters. */
const unreserved: Uint8Array = among(`${alphanumeric}._~-`);
const inHost: Uint8Array = among(`${alphanumeric}.-`);
const afterHost: Uint8Array = among(`${alphanumeric}._~:/?#[]@!$&*+,;=-`);

const encoder = new TextEncoder();
const https: Uint8Array = encoder.encode("https://");
/**
 * Below this, a loop of our own: it beats the call into the engine for most values, and unlike that
 * call it makes no garbage. Tracking links, the longest thing that is written again and again, are
 * below.
 */
const shortest = 256;
const hexDigits = Uint8Array.from("0123456789ABCDEF", (digit) => digit.charCodeAt(0));

/**
 * A growing run of bytes that is used again and again. `bytes.subarray(0, length)` is what was
 * written since `length` was last 0.
 */
export interface ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
}

export function byteWriter(capacity = 65_536): ByteWriter {
  return {
    bytes: new Uint8Array(capacity),
    length: 0,
  };
}

/** Makes room for `more` bytes. What was written stays; earlier views of it go stale. */
export function reserve(out: ByteWriter, more: number): void {
  if (out.length + more <= out.bytes.length) return;
  const grown = new Uint8Array(Math.max(out.bytes.length * 2, out.length + more));
  grown.set(out.bytes.subarray(0, out.length));
  out.bytes = grown;
}

export function writeBytes(out: ByteWriter, bytes: Uint8Array): void {
  const { length } = out;
  const end = length + bytes.length;
  if (end > out.bytes.length) reserve(out, bytes.length);
  out.bytes.set(bytes, length);
  out.length = end;
}

/** A whole number from 0 on, in decimal. */
export function writeInteger(out: ByteWriter, value: number): void {
  let digits = 1;
  for (let more = value; more > 9; more = Math.floor(more / 10)) digits++;
  const end = out.length + digits;
  if (end > out.bytes.length) reserve(out, digits);
  let rest = value;
  for (let at = end - 1; at >= out.length; at--) {
    const tens = Math.floor(rest / 10);
    out.bytes[at] = 48 + rest - 10 * tens;
    rest = tens;
  }
  out.length = end;
}

/** UTF-8, lone surrogates as U+FFFD. */
export function writeUtf8(out: ByteWriter, value: string): void {
  if (value.length < shortest) {
    writeEscaped(out, noEntities, value);
    return;
  }
  // A UTF-16 unit takes at most three bytes.
  reserve(out, value.length * 3);
  out.length += encoder.encodeInto(value, out.bytes.subarray(out.length)).written;
}

/**
 * The same with the characters that `table` names replaced: escaping and encoding in one pass for
 * short values.
 *
 * Here and wherever a loop reads every character of a value, `charCodeAt` is called on the
 * prototype: engines look a method up by the string's representation, of which data brings more
 * than they keep apart (flat, joined, sliced, interned; of one byte, of two), and then do so once a
 * character, which doubles the time of a whole render.
 *
 * @param length Of the value, where it is known: asking for it is such a look-up as well.
 */
export function writeEscaped(
  out: ByteWriter,
  table: EntityTable,
  value: string,
  length: number = value.length,
): void {
  if (length >= shortest) {
    writeUtf8(out, escapeWith(table, value));
    return;
  }
  // No entity is longer than six bytes.
  if (out.length + length * 6 > out.bytes.length) reserve(out, length * 6);
  const { bytes } = out;
  const { replaced } = table;
  let at = out.length;
  for (let index = 0; index < length; index++) {
    const code = String.prototype.charCodeAt.call(value, index);
    if (code > 127 || replaced[code] === 1) {
      out.length = at;
      writeRest(out, table, value, index, length);
      return;
    }
    bytes[at++] = code;
  }
  out.length = at;
}

/** From the first character on that is not written as it is. There is room for all of it. */
function writeRest(
  out: ByteWriter,
  table: EntityTable,
  value: string,
  from: number,
  length: number,
): void {
  const { bytes } = out;
  const { replaced, entities } = table;
  let at = out.length;
  for (let index = from; index < length; index++) {
    let code = String.prototype.charCodeAt.call(value, index);
    if (code < 128) {
      if (replaced[code] === 0) {
        bytes[at++] = code;
        continue;
      }
      const entity = entities[code] ?? "";
      for (let k = 0; k < entity.length; k++)
        bytes[at++] = String.prototype.charCodeAt.call(entity, k);
    } else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else {
      if (code >= 0xd800 && code <= 0xdfff) {
        const low =
          code < 0xdc00 && index + 1 < length
            ? String.prototype.charCodeAt.call(value, index + 1)
            : 0;
        if (low >= 0xdc00 && low <= 0xdfff) {
          index++;
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          bytes[at++] = 0xf0 | (code >> 18);
          bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
          bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
          bytes[at++] = 0x80 | (code & 0x3f);
          continue;
        }
        code = 0xfffd;
      }
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[at++] = 0x80 | (code & 0x3f);
    }
  }
  out.length = at;
}

/**
 * A URL that `isOrdinaryUrl` is true for, its ampersands as entities where it goes into markup:
 * judged and written in one pass. False where it is not such a URL: then nothing was written.
 */
export function writeOrdinaryUrl(
  out: ByteWriter,
  url: string,
  markup: boolean,
  length: number = url.length,
): boolean {
  if (length < 8) return false;
  if (out.length + length * 5 > out.bytes.length) reserve(out, length * 5);
  const { bytes } = out;
  let to = out.length;
  let at = 0;
  let code = 0;
  // `http://` is `https://` without the fifth.
  for (let secure = 0; secure < https.length; secure++) {
    code = String.prototype.charCodeAt.call(url, at);
    if (code === https[secure]) {
      bytes[to++] = code;
      at++;
    } else if (secure !== 4) return false;
  }
  const host = at;
  for (; at < length; at++) {
    code = String.prototype.charCodeAt.call(url, at);
    if (code > 127 || inHost[code] !== 1) break;
    bytes[to++] = code;
  }
  if (at === host) return false;
  if (at < length && code === 58) {
    do {
      bytes[to++] = code;
      at++;
      code = at < length ? String.prototype.charCodeAt.call(url, at) : 47;
    } while (code >= 48 && code <= 57);
  }
  if (at < length && code !== 47 && code !== 63 && code !== 35) return false;
  for (; at < length; at++) {
    code = String.prototype.charCodeAt.call(url, at);
    if (code > 127 || afterHost[code] !== 1) return false;
    bytes[to++] = code;
    if (code === 38 && markup) {
      bytes[to++] = 97;
      bytes[to++] = 109;
      bytes[to++] = 112;
      bytes[to++] = 59;
    }
  }
  out.length = to;
  return true;
}

/** The same percent-encoded, all but RFC 3986's unreserved characters and, in a path, `/`. */
export function writePercent(out: ByteWriter, value: string, path: boolean): void {
  const start = out.length;
  // Percent-encoding triples UTF-8, which a unit takes at most three bytes of: encode behind the
  // room for it, then forwards.
  const room = value.length * 9;
  reserve(out, room + value.length * 3);
  out.length = start + room;
  writeUtf8(out, value);
  const { bytes, length } = out;
  let at = start;
  for (let from = start + room; from < length; from++) {
    const byte = bytes[from] ?? 0;
    if (byte < 128 && (unreserved[byte] === 1 || (path && byte === 47))) {
      bytes[at++] = byte;
    } else {
      bytes[at++] = 37;
      bytes[at++] = hexDigits[byte >> 4] ?? 0;
      bytes[at++] = hexDigits[byte & 15] ?? 0;
    }
  }
  out.length = at;
}

/**
 * `text` from one index to another, which the caller knows to be ASCII: a slice would be garbage, a
 * check would be the second.
 */
export function writeAscii(
  out: ByteWriter,
  text: string,
  from = 0,
  to: number = text.length,
): void {
  reserve(out, to - from);
  const { bytes } = out;
  let at = out.length;
  for (let index = from; index < to; index++)
    bytes[at++] = String.prototype.charCodeAt.call(text, index);
  out.length = at;
}
