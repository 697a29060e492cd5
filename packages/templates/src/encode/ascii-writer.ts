import { type ByteWriter, reserve } from "./utf8-writer.js";

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
