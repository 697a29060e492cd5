import { InputError } from "@wellsent/core/errors";

const digits: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lower case. */
export const toHex = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += digits[byte];
  return text;
};

const nibble = (unit: number): number => {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  if (unit >= 0x61 && unit <= 0x66) return unit - 0x57;
  return -1;
};

/** Writes the bytes of lower-case hex into `target` from `offset` on. False when the text is not hex. */
export const hexInto = (text: string, target: Uint8Array, offset: number): boolean => {
  for (let index = 0; index < text.length; index += 2) {
    const high = nibble(text.charCodeAt(index));
    const low = nibble(text.charCodeAt(index + 1));
    if (high < 0 || low < 0) return false;
    target[offset + (index >> 1)] = (high << 4) | low;
  }
  return true;
};

/** @throws InputError `INPUT_HEX` unless the text is an even number of lower-case hex digits, of `length` bytes if given. */
export const fromHex = (text: string, length?: number, path?: string): Uint8Array => {
  const bytes = new Uint8Array(text.length >> 1);
  const whole = text.length % 2 === 0 && (length === undefined || bytes.length === length);
  if (whole && hexInto(text, bytes, 0)) return bytes;
  throw new InputError("INPUT_HEX", `The text is not ${length ?? "whole"} bytes of lower-case hex.`, {
    ...(path === undefined ? {} : { path }),
  });
};
