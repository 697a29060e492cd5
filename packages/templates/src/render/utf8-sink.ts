import {
  type ByteWriter,
  byteWriter,
  writeBytes,
  writeEscaped,
  writeInteger,
  writeOrdinaryUrl,
  writePercent,
  writeUtf8,
} from "../encode/utf8-writer.js";
import { entityTables, escapeValue } from "../escape/index.js";
import { attributeEntities } from "../escape/markup.js";
import { urlStart } from "../escape/url.js";
import * as Escape from "../program/escape.js";
import * as Op from "../program/op.js";
import { isText } from "../unknown-value.js";
import { type ExpressionNode, isOrdinary, readQuick } from "./expression-node.js";
import type { Frame } from "./frame.js";
import { control, ownLink } from "./interpret.js";
import type { LoadedPart, LoadedProgram, Utf8Run } from "./loaded-program.js";
import { printed } from "./printed.js";
import { click, pixel, streamlined, tracksClicks } from "./streamline.js";
import type { TextChunk } from "./text-layout.js";
import { makeRun, writeRun } from "./utf8-run.js";

const encoder = new TextEncoder();
const nothing = new Uint8Array(0);
/** The number of prefix lengths after which the runs are made anew. A host has one or two. */
const keptLengths = 8;

export interface Utf8Sink {
  readonly out: ByteWriter;
  /**
   * A value that occurs many times in one mail, such as the prefix of tracking links. Kept as long
   * as it stays the same.
   */
  encoded(text: string, context: number): Uint8Array;
  /** Writes a piece of a laid-out text. */
  readonly chunk: (chunk: TextChunk) => void;
}

/** Writes UTF-8. Values are escaped and encoded in one pass if a table does it. */
export function utf8Sink(out: ByteWriter): Utf8Sink {
  const scratch = byteWriter(128);
  let keptIn = scratch.bytes;
  let kept: Uint8Array = nothing;
  let keptText = "";
  let keptContext = -1;
  const encoded = (text: string, context: number): Uint8Array => {
    if (text !== keptText || context !== keptContext) {
      scratch.length = 0;
      writeValue(scratch, text, context);
      // Its length is that of the token in it, so a new view is almost never allocated.
      if (keptIn !== scratch.bytes || kept.length !== scratch.length) {
        keptIn = scratch.bytes;
        kept = keptIn.subarray(0, scratch.length);
      }
      keptText = text;
      keptContext = context;
    }
    return kept;
  };
  const chunk = (chunk: TextChunk): void => {
    if (isText(chunk)) writeUtf8(out, chunk);
    else {
      chunk.utf8 ??= encoder.encode(chunk.text);
      writeBytes(out, chunk.utf8);
    }
  };
  return { out, encoded, chunk };
}

function writeValue(
  out: ByteWriter,
  text: string,
  context: number,
  length: number = text.length,
): void {
  const table = entityTables[context];
  if (table !== undefined) writeEscaped(out, table, text, length);
  else if (context === Escape.urlStart) {
    if (!writeOrdinaryUrl(out, text, true, length))
      writeEscaped(out, attributeEntities, urlStart(text));
  } else if (context === Escape.urlQuery || context === Escape.plainUrlQuery)
    writePercent(out, text, false);
  // Dots may be path segments of their own, which needs a second check.
  else if ((context === Escape.urlPath || context === Escape.plainUrlPath) && !text.includes(".")) {
    writePercent(out, text, true);
  } else writeUtf8(out, escapeValue(context, text));
}

/**
 * The same as {@link interpret} for this target only. Mails are rendered to bytes in millions, and
 * a call through a {@link Sink} is slow once several targets have used it.
 */
export function interpretUtf8(
  program: LoadedProgram,
  part: LoadedPart,
  frame: Frame,
  sink: Utf8Sink,
): void {
  const streamlinedPart = streamlined(program, part, frame);
  frame.own.next = 0;
  const { out } = sink;
  const { links } = frame.input;
  const { ops, nodes, markup } = streamlinedPart;
  const linkBegin = tracksClicks(frame)
    ? sink.encoded(links.clickBase, markup ? Escape.attribute : Escape.plain)
    : nothing;
  const runs = runsFor(streamlinedPart, linkBegin.length);
  const end = ops.length;
  let at = 0;
  while (at < end) {
    switch (ops[at]) {
      case Op.EMIT:
      case click: {
        let run = runs[at];
        if (run === undefined) {
          run = makeRun(streamlinedPart, at, linkBegin.length);
          runs[at] = run;
        }
        writeRun(out, run, linkBegin);
        at = run.next;
        break;
      }
      case Op.VALUE: {
        const node = nodes[ops[at + 1] ?? 0];
        if (node !== undefined) writeNode(out, node, ops[at + 2] ?? 0, frame);
        at += 3;
        break;
      }
      case Op.LINK:
        at = writeLink(program, ops, at, linkBegin, markup, frame, out);
        break;
      case pixel:
        writeValue(out, links.openPixel, Escape.attribute);
        at += 1;
        break;
      default:
        at = control(streamlinedPart, frame, at);
    }
  }
}

/**
 * Returns the next operation: after the link, or inside it if the author's own operations write it.
 */
function writeLink(
  program: LoadedProgram,
  ops: Int32Array,
  at: number,
  linkBegin: Uint8Array,
  markup: boolean,
  frame: Frame,
  out: ByteWriter,
): number {
  const link = ops[at + 1] ?? 0;
  const found = ownLink(program, link, frame);
  if (found === null) return at + 3;
  if (typeof found === "number") {
    writeBytes(out, linkBegin);
    writeInteger(out, found);
  } else writeValue(out, found, markup ? Escape.attribute : Escape.plain);
  return ops[at + 2] ?? ops.length;
}

function runsFor({ utf8, ops }: LoadedPart, gap: number): (Utf8Run | undefined)[] {
  const known = utf8.get(gap);
  if (known !== undefined) return known;
  if (utf8.size === keptLengths) utf8.clear();
  const made = new Array<Utf8Run | undefined>(ops.length).fill(undefined);
  utf8.set(gap, made);
  return made;
}

function writeNode(out: ByteWriter, node: ExpressionNode, context: number, frame: Frame): void {
  const { quick } = node;
  if (quick !== null) {
    const value = readQuick(quick, frame);
    if (typeof value === "string") {
      const { kind, maxLength } = quick;
      const { length } = value;
      if (kind === "url" && (context === Escape.urlStart || context === Escape.plainUrlStart)) {
        // Checked, escaped and written in one pass.
        if (
          length <= maxLength &&
          writeOrdinaryUrl(out, value, context === Escape.urlStart, length)
        )
          return;
      } else if (length <= maxLength && isOrdinary(value, kind)) {
        writeValue(out, value, context, length);
        return;
      }
    }
  }
  const text = printed(node, context, frame);
  if (text !== null) writeValue(out, text, context);
}
