import type { Value } from "@wellsent/core/store-kit";

/**
 * Values as one text that sorts as they do: null first, numbers by size, text by code point. The
 * text of the first values of a list is how the text of the whole list begins, so that all rows of
 * a group stand together.
 */
export function keyText(values: readonly Value[]): string {
  return values.map(toText).join("");
}

/** Comes after every key that begins with this text. */
export function endAfter(prefix: string): string {
  return `${prefix}\xff`;
}

function toText(value: Value): string {
  if (value === null) return "\x01";
  if (typeof value === "boolean") return value ? "\x03" : "\x02";
  if (typeof value === "number") return `\x04${numberText(value)}`;
  // Bytes of UTF-8 sort by code point, and units of JavaScript's strings do not.
  const bytes = Buffer.from(value).toString("latin1");
  return `\x05${bytes.replaceAll("\0", "\0\xff")}\0`;
}

/** The eight bytes of the number, changed so that their order is that of the numbers. */
function numberText(value: number): string {
  const bytes = Buffer.alloc(8);
  // Zero has a sign as well, and is one number.
  bytes.writeDoubleBE(value + 0);
  const isNegative = (bytes[0] ?? 0) >= 0x80;
  for (const [index, byte] of bytes.entries()) {
    bytes[index] = isNegative ? byte ^ 0xff : index === 0 ? byte ^ 0x80 : byte;
  }
  return bytes.toString("latin1");
}
