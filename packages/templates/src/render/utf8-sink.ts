import { type ByteWriter, writeBytes, writeEscaped, writeUtf8 } from "../encode/utf8-writer.js";
import { entityTables, escapeValue } from "../escape/index.js";
import type { LoadedPart } from "./loaded-program.js";
import type { Sink } from "./sink.js";

const encoder = new TextEncoder();

/** Static segments as UTF-8, made once; values escaped and encoded in one pass where a table does it. */
export function utf8Sink(out: ByteWriter): Sink {
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
      const table = entityTables[context];
      if (table === undefined) writeUtf8(out, escapeValue(context, text));
      else writeEscaped(out, table, text);
    },
  };
}
