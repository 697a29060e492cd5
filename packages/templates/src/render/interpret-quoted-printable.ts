import { noSegment, writeSegment } from "../encode/encoded-segment.js";
import type { QuotedPrintable } from "../encode/quoted-printable-line.js";
import * as Escape from "../program/escape.js";
import * as Op from "../program/op.js";
import { type ExpressionNode, isOrdinary, readQuick } from "./expression-node.js";
import type { Frame } from "./frame.js";
import { control, ownLink } from "./interpret.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";
import { printed } from "./printed.js";
import { makeRun, runsFor, writeRun } from "./quoted-printable-run.js";
import { type QuotedPrintableSink, writeUrl, writeValue } from "./quoted-printable-sink.js";
import { click, pixel, streamlined, tracksClicks } from "./streamline.js";

/**
 * The same as {@link interpret} for this target only, like `interpretUtf8` for UTF-8, because whole
 * mails are sent in millions.
 */
export function interpretQuotedPrintable(
  program: LoadedProgram,
  part: LoadedPart,
  frame: Frame,
  sink: QuotedPrintableSink,
): void {
  const streamlinedPart = streamlined(program, part, frame);
  frame.own.next = 0;
  const { state } = sink;
  const { links } = frame.input;
  const { ops, nodes, markup } = streamlinedPart;
  const linkBegin = tracksClicks(frame)
    ? sink.encoded(links.clickBase, markup ? Escape.attribute : Escape.plain)
    : noSegment;
  const runs = runsFor(streamlinedPart, linkBegin);
  const end = ops.length;
  let at = 0;
  while (at < end) {
    switch (ops[at]) {
      case Op.EMIT:
      case click: {
        let run = runs[at];
        if (run === undefined) {
          run = makeRun(streamlinedPart, at, linkBegin);
          runs[at] = run;
        }
        writeRun(state, run, linkBegin);
        at = run.next;
        break;
      }
      case Op.VALUE: {
        const node = nodes[ops[at + 1] ?? 0];
        if (node !== undefined) writeNode(state, node, ops[at + 2] ?? 0, frame);
        at += 3;
        break;
      }
      case Op.LINK: {
        const found = ownLink(program, ops[at + 1] ?? 0, frame);
        if (typeof found === "number") {
          writeSegment(state, linkBegin);
          writeValue(state, String(found), Escape.plain);
        } else if (found !== null)
          writeValue(state, found, markup ? Escape.attribute : Escape.plain);
        at = found === null ? at + 3 : (ops[at + 2] ?? end);
        break;
      }
      case pixel:
        writeValue(state, links.openPixel, Escape.attribute);
        at += 1;
        break;
      default:
        at = control(streamlinedPart, frame, at);
    }
  }
}

function writeNode(
  state: QuotedPrintable,
  node: ExpressionNode,
  context: number,
  frame: Frame,
): void {
  const { quick } = node;
  if (quick !== null) {
    const value = readQuick(quick, frame);
    if (
      typeof value === "string" &&
      value.length <= quick.maxLength &&
      isOrdinary(value, quick.kind)
    ) {
      const beginsUrl = context === Escape.urlStart || context === Escape.plainUrlStart;
      if (beginsUrl && quick.kind === "url") writeUrl(state, value, context === Escape.urlStart);
      else writeValue(state, value, context);
      return;
    }
  }
  const text = printed(node, context, frame);
  if (text !== null) writeValue(state, text, context);
}
