import { writeSegment } from "../encode/encoded-segment.js";
import type { QuotedPrintable } from "../encode/quoted-printable.js";
import * as Escape from "../program/escape.js";
import * as Op from "../program/op.js";
import { type ExpressionNode, isOrdinary, readQuick } from "./expression-node.js";
import type { Frame } from "./frame.js";
import { control, interpret, writePixel } from "./interpret.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";
import { printed } from "./printed.js";
import { encodedSegment, type QuotedPrintableSink, writeUrl, writeValue } from "./quoted-printable-sink.js";
import { click, streamlined } from "./streamline.js";

/** What {@link interpret} does, for this target alone, as `interpretUtf8` does for its own: whole mails are sent by the million. */
export function interpretQuotedPrintable(
  program: LoadedProgram,
  part: LoadedPart,
  frame: Frame,
  sink: QuotedPrintableSink,
): void {
  const { tracking, links } = frame.input;
  const run = streamlined(program, part, tracking.clicks && links.clickBase !== "");
  // A part that could not be streamlined has links of its own to decide.
  if (run === part) {
    interpret(program, part, frame, sink);
    return;
  }
  const { state } = sink;
  const { ops, nodes, markup } = run;
  const end = ops.length;
  let at = 0;
  while (at < end) {
    const first = ops[at + 1] ?? 0;
    switch (ops[at]) {
      case Op.EMIT:
        writeSegment(state, encodedSegment(run, first));
        at += 2;
        break;
      case Op.VALUE: {
        const node = nodes[first];
        const context = ops[at + 2] ?? 0;
        at += 3;
        if (node !== undefined) writeNode(state, node, context, frame);
        break;
      }
      case click:
        sink.repeated(links.clickBase, markup ? Escape.attribute : Escape.plain);
        at += 1;
        break;
      case Op.PIXEL:
        writePixel(frame, markup, sink);
        at += 1;
        break;
      default:
        at = control(run, frame, at);
    }
  }
}

function writeNode(state: QuotedPrintable, node: ExpressionNode, context: number, frame: Frame): void {
  const { quick } = node;
  if (quick !== null) {
    const value = readQuick(quick, frame);
    if (typeof value === "string" && isOrdinary(value, quick)) {
      if (context === Escape.urlStart && quick.kind === "url") writeUrl(state, value);
      else writeValue(state, value, context);
      return;
    }
  }
  const text = printed(node, context, frame);
  if (text !== null) writeValue(state, text, context);
}
