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
import type { LoadedPart } from "./loaded-program.js";
import type { Sink } from "./sink.js";

const encoder = new TextEncoder();

/** Static segments as UTF-8, made once; values escaped and encoded in one pass where a table does it. */
export function utf8Sink(out: ByteWriter): Sink {
  const scratch = byteWriter(128);
  let kept = scratch.bytes.slice(0, 0);
  let keptText = "";
  let keptContext = -1;
  return {
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
