import { type EncodedSegment, encodedSegment, writeSegment } from "../encode/encoded-segment.js";
import { writeQuotedPrintable } from "../encode/quoted-printable.js";
import type { QuotedPrintable } from "../encode/quoted-printable-line.js";
import { bareTable } from "../encode/quoted-printable-table.js";
import { byteWriter } from "../encode/utf8-writer.js";
import * as Op from "../program/op.js";
import type { LoadedPart, QuotedPrintableRun } from "./loaded-program.js";
import { click } from "./streamline.js";

/** The number of prefix layouts after which the runs are made anew. A host has one or two. */
const keptLayouts = 8;

/** One number for each way in which a prefix takes up room. */
function layoutKey({ bytes, first, last }: EncodedSegment): number {
  return (bytes.length * 128 + first) * 128 + last + 1;
}

/** By the first operation, the runs for prefixes of that layout. */
export function runsFor(
  { quotedPrintable, ops }: LoadedPart,
  linkBegin: EncodedSegment,
): (QuotedPrintableRun | undefined)[] {
  const layout = layoutKey(linkBegin);
  const known = quotedPrintable.get(layout);
  if (known !== undefined) return known;
  if (quotedPrintable.size === keptLayouts) quotedPrintable.clear();
  const made = new Array<QuotedPrintableRun | undefined>(ops.length).fill(undefined);
  quotedPrintable.set(layout, made);
  return made;
}

/** The run that begins with the operation at `from`. */
export function makeRun(
  { ops, segments }: LoadedPart,
  from: number,
  linkBegin: EncodedSegment,
): QuotedPrintableRun {
  const part: QuotedPrintable = { out: byteWriter(1024), column: 0 };
  const gaps: number[] = [];
  let at = from;
  for (
    ;
    at < ops.length && (ops[at] === Op.EMIT || ops[at] === click);
    at += ops[at] === click ? 1 : 2
  ) {
    if (ops[at] === click) {
      writeSegment(part, linkBegin);
      gaps.push(part.out.length - linkBegin.bytes.length);
    } else {
      writeQuotedPrintable(part, segments[ops[at + 1] ?? 0] ?? "", bareTable);
    }
  }
  return { segment: encodedSegment(part), gaps: Int32Array.from(gaps), next: at };
}

export function writeRun(
  part: QuotedPrintable,
  { segment, gaps }: QuotedPrintableRun,
  linkBegin: EncodedSegment,
): void {
  writeSegment(part, segment);
  const { bytes, length } = part.out;
  const start = length - segment.bytes.length;
  for (let index = 0; index < gaps.length; index++)
    bytes.set(linkBegin.bytes, start + (gaps[index] ?? 0));
}
