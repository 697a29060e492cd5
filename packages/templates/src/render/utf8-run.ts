import { type ByteWriter, reserve } from "../encode/utf8-writer.js";
import * as Op from "../program/op.js";
import type { LoadedPart, Utf8Run } from "./loaded-program.js";
import { click } from "./streamline.js";

const encoder = new TextEncoder();

/** The run that begins with the operation at `from`. */
export function makeRun({ ops, segments }: LoadedPart, from: number, gap: number): Utf8Run {
  const pieces: Uint8Array[] = [];
  const gaps: number[] = [];
  let length = 0;
  let at = from;
  for (
    ;
    at < ops.length && (ops[at] === Op.EMIT || ops[at] === click);
    at += ops[at] === click ? 1 : 2
  ) {
    if (ops[at] === click) gaps.push(length);
    const piece =
      ops[at] === click ? new Uint8Array(gap) : encoder.encode(segments[ops[at + 1] ?? 0]);
    pieces.push(piece);
    length += piece.length;
  }
  const bytes = new Uint8Array(length);
  let to = 0;
  for (const piece of pieces) {
    bytes.set(piece, to);
    to += piece.length;
  }
  return { bytes, gaps: Int32Array.from(gaps), next: at };
}

export function writeRun(out: ByteWriter, { bytes, gaps }: Utf8Run, linkBegin: Uint8Array): void {
  const start = out.length;
  const end = start + bytes.length;
  if (end > out.bytes.length) reserve(out, bytes.length);
  const { bytes: target } = out;
  target.set(bytes, start);
  for (let index = 0; index < gaps.length; index++)
    target.set(linkBegin, start + (gaps[index] ?? 0));
  out.length = end;
}
