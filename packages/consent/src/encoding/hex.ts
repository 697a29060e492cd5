import { InputError } from "@wellsent/core/errors";

const digitCodes: readonly number[] = Array.from("0123456789abcdef", (digit) =>
  digit.charCodeAt(0),
);
/** Bytes put into text at a time, well below what a call can take for arguments. */
const atOnce = 1024;

/**
 * Lower case. Made whole: text added up digit by digit is a rope, which whoever reads it has to
 * flatten.
 */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += atOnce) {
    const to = Math.min(bytes.length, from + atOnce);
    const codes = new Array<number>(2 * (to - from));
    for (let index = from, at = 0; index < to; index++) {
      const byte = bytes[index] ?? 0;
      codes[at++] = digitCodes[byte >> 4] ?? 0;
      codes[at++] = digitCodes[byte & 15] ?? 0;
    }
    text += String.fromCharCode(...codes);
  }
  return text;
}

/**
 * The value of each lower-case digit, 0xff for every other character. A table: proofs and appends
 * read many hashes.
 */
const nibbles: Uint8Array = Uint8Array.from({ length: 256 }, (_, unit) => {
  const value = "0123456789abcdef".indexOf(String.fromCharCode(unit));
  return value < 0 ? 0xff : value;
});

/**
 * Writes the bytes of lower-case hex into `target` from `offset` on. False when the text is not
 * hex.
 */
export function hexInto(text: string, target: Uint8Array, offset: number): boolean {
  let wrong = 0;
  for (let index = 0; index < text.length; index += 2) {
    const high = nibbles[text.charCodeAt(index)] ?? 0xff;
    const low = nibbles[text.charCodeAt(index + 1)] ?? 0xff;
    wrong |= high | low;
    target[offset + (index >> 1)] = (high << 4) | low;
  }
  return wrong < 16;
}

const encoder = new TextEncoder();
let scratch = new Uint8Array(1024);

/**
 * Whether the text is lower-case hex and nothing else. Read as bytes: many hashes in one text are
 * looked at several times faster than character by character or by a regular expression.
 */
export function isHex(text: string): boolean {
  const { length } = text;
  if (scratch.length < length) scratch = new Uint8Array(length);
  if (encoder.encodeInto(text, scratch).written !== length) return false;
  let wrong = 0;
  for (let index = 0; index < length; index++) wrong |= nibbles[scratch[index] ?? 0xff] ?? 0xff;
  return wrong < 16;
}

/**
 * @throws InputError `INPUT_HEX` unless the text is an even number of lower-case hex digits, of
 * `length` bytes if given.
 */
export function fromHex(text: string, length?: number, path?: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  const whole = text.length % 2 === 0 && (length === undefined || bytes.length === length);
  if (whole && hexInto(text, bytes, 0)) return bytes;
  throw new InputError(
    "INPUT_HEX",
    `The text is not ${length ?? "whole"} bytes of lower-case hex.`,
    {
      ...(path === undefined ? {} : { path }),
    },
  );
}
