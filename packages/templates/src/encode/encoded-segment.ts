import { writeQuotedPrintable } from "./quoted-printable.js";
import { fit, type QuotedPrintable } from "./quoted-printable-line.js";
import type { QuotedPrintableTable } from "./quoted-printable-table.js";
import { byteWriter, writeBytes } from "./utf8-writer.js";

const CR = 13;

/**
 * A text encoded once as if it began a line: it can follow anything, after a soft break where it
 * would not fit.
 */
export interface EncodedSegment {
  readonly bytes: Uint8Array;
  /** Characters before the first line break, or all of them. */
  readonly first: number;
  /** Characters after the last line break, or -1 where there is none. */
  readonly last: number;
}

export const noSegment: EncodedSegment = { bytes: new Uint8Array(0), first: 0, last: -1 };

const scratch: QuotedPrintable = { out: byteWriter(1024), column: 0 };

/** In the memory of `kept` where that is as long, and `kept` is then another's no more. */
export function encodeSegment(
  text: string,
  table: QuotedPrintableTable,
  kept: EncodedSegment,
): EncodedSegment {
  scratch.out.length = 0;
  scratch.column = 0;
  writeQuotedPrintable(scratch, text, table);
  return encodedSegment(scratch, kept);
}

/** What was written of a part that began empty. */
export function encodedSegment(
  { out, column }: QuotedPrintable,
  kept: EncodedSegment = noSegment,
): EncodedSegment {
  const { length } = out;
  const bytes = kept.bytes.length === length ? kept.bytes : new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = out.bytes[index] ?? 0;
  const end = bytes.indexOf(CR);
  return end < 0 ? { bytes, first: length, last: -1 } : { bytes, first: end, last: column };
}

export function writeSegment(part: QuotedPrintable, { bytes, first, last }: EncodedSegment): void {
  if (bytes.length === 0) return;
  fit(part, first);
  writeBytes(part.out, bytes);
  part.column = last < 0 ? part.column + first : last;
}
