import { fit, type QuotedPrintable, writeQuotedPrintable } from "./quoted-printable.js";
import { bareTable, type QuotedPrintableTable } from "./quoted-printable-table.js";
import { byteWriter, writeBytes } from "./utf8-writer.js";

const CR = 13;

/** A text encoded once as if it began a line: it can follow anything, after a soft break where it would not fit. */
export interface EncodedSegment {
  readonly bytes: Uint8Array;
  /** Characters before the first line break, or all of them. */
  readonly first: number;
  /** Characters after the last line break, or -1 where there is none. */
  readonly last: number;
}

export const noSegment: EncodedSegment = { bytes: new Uint8Array(0), first: 0, last: -1 };

const scratch: QuotedPrintable = { out: byteWriter(1024), column: 0 };

export function encodeSegment(text: string, table: QuotedPrintableTable = bareTable): EncodedSegment {
  scratch.out.length = 0;
  scratch.column = 0;
  writeQuotedPrintable(scratch, text, table);
  return encodedSegment(scratch);
}

/** What was written of a part that began empty, in memory of its own. */
export function encodedSegment({ out, column }: QuotedPrintable): EncodedSegment {
  const bytes = out.bytes.slice(0, out.length);
  const end = bytes.indexOf(CR);
  return end < 0 ? { bytes, first: bytes.length, last: -1 } : { bytes, first: end, last: column };
}

export function writeSegment(part: QuotedPrintable, { bytes, first, last }: EncodedSegment): void {
  if (bytes.length === 0) return;
  fit(part, first);
  writeBytes(part.out, bytes);
  part.column = last < 0 ? part.column + first : last;
}
