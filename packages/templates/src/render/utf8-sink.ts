import {
  type ByteWriter,
  byteWriter,
  writeBytes,
  writeEscaped,
  writePercent,
  writeUtf8,
} from "../encode/utf8-writer.js";
import { entityTables, escapeValue } from "../escape/index.js";
import { attributeEntities } from "../escape/markup.js";
import { urlStart } from "../escape/url.js";
import * as Escape from "../program/escape.js";
import * as Op from "../program/op.js";
import type { ExpressionNode } from "./expression-node.js";
import { isOrdinary, readQuick } from "./expression-node.js";
import type { Frame } from "./frame.js";
import { control, interpret, writePixel } from "./interpret.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";
import { printed } from "./printed.js";
import type { Sink } from "./sink.js";
import { click, streamlined } from "./streamline.js";

const encoder = new TextEncoder();

export interface Utf8Sink extends Sink {
  readonly out: ByteWriter;
}

/** Static segments as UTF-8, made once; values escaped and encoded in one pass where a table does it. */
export function utf8Sink(out: ByteWriter): Utf8Sink {
  const scratch = byteWriter(128);
  let kept = scratch.bytes.slice(0, 0);
  let keptText = "";
  let keptContext = -1;
  return {
    out,
    segment(part: LoadedPart, index: number): void {
      let bytes = part.utf8[index];
      if (bytes === undefined) {
        bytes = encoder.encode(part.segments[index]);
        part.utf8[index] = bytes;
      }
      writeBytes(out, bytes);
    },
    value(text: string, context: number): void {
      writeValue(out, text, context);
    },
    repeated(text: string, context: number): void {
      if (text !== keptText || context !== keptContext) {
        scratch.length = 0;
        writeValue(scratch, text, context);
        // Its length is that of the token in it, so this allocates next to never.
        if (kept.length !== scratch.length) kept = new Uint8Array(scratch.length);
        for (let index = 0; index < kept.length; index++) kept[index] = scratch.bytes[index] ?? 0;
        keptText = text;
        keptContext = context;
      }
      writeBytes(out, kept);
    },
  };
}

function writeValue(out: ByteWriter, text: string, context: number): void {
  const table = entityTables[context];
  if (table !== undefined) writeEscaped(out, table, text);
  else if (context === Escape.urlStart) writeEscaped(out, attributeEntities, urlStart(text));
  else if (context === Escape.urlQuery || context === Escape.plainUrlQuery) writePercent(out, text, false);
  // Dots may be segments of their own, which takes a second look.
  else if ((context === Escape.urlPath || context === Escape.plainUrlPath) && !text.includes(".")) {
    writePercent(out, text, true);
  } else writeUtf8(out, escapeValue(context, text));
}

/**
 * What {@link interpret} does, for this target alone: mails are rendered to bytes by the million, and here nothing is
 * called through a {@link Sink} that other targets have made a slow call.
 */
export function interpretUtf8(program: LoadedProgram, part: LoadedPart, frame: Frame, sink: Utf8Sink): void {
  const { tracking, links } = frame.input;
  const run = streamlined(program, part, tracking.clicks && links.clickBase !== "");
  // A part that could not be streamlined has links of its own to decide.
  if (run === part) {
    interpret(program, part, frame, sink);
    return;
  }
  const { out } = sink;
  const { ops, nodes, utf8, segments, markup } = run;
  const end = ops.length;
  let at = 0;
  while (at < end) {
    const first = ops[at + 1] ?? 0;
    switch (ops[at]) {
      case Op.EMIT: {
        let bytes = utf8[first];
        if (bytes === undefined) {
          bytes = encoder.encode(segments[first]);
          utf8[first] = bytes;
        }
        writeBytes(out, bytes);
        at += 2;
        break;
      }
      case Op.VALUE: {
        const node = nodes[first];
        const context = ops[at + 2] ?? 0;
        at += 3;
        if (node !== undefined) writeNode(out, node, context, frame);
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

function writeNode(out: ByteWriter, node: ExpressionNode, context: number, frame: Frame): void {
  const { quick } = node;
  if (quick !== null) {
    const value = readQuick(quick, frame);
    if (typeof value === "string" && isOrdinary(value, quick)) {
      // An ordinary URL has been looked through, so only its ampersands are left to escape.
      if (context === Escape.urlStart && quick.kind === "url") writeEscaped(out, attributeEntities, value);
      else writeValue(out, value, context);
      return;
    }
  }
  const text = printed(node, context, frame);
  if (text !== null) writeValue(out, text, context);
}
