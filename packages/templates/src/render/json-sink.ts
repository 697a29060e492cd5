import { type ByteWriter, writeBytes, writeUtf8 } from "../encode/utf8-writer.js";
import { escapeValue } from "../escape/index.js";
import type { LoadedPart } from "./loaded-program.js";
import type { Sink } from "./sink.js";

const encoder = new TextEncoder();

/** Static segments as the contents of JSON strings, made once. */
export function jsonSink(out: ByteWriter): Sink {
  return {
    value: (text, context) => writeUtf8(out, jsonString(escapeValue(context, text))),
    segment(part: LoadedPart, index: number): void {
      let bytes = part.json[index];
      if (bytes === undefined) {
        bytes = encoder.encode(jsonString(part.segments[index] ?? ""));
        part.json[index] = bytes;
      }
      writeBytes(out, bytes);
    },
  };
}

/**
 * The contents of a JSON string literal. Lone surrogates become U+FFFD, because some providers'
 * parsers refuse them.
 */
export function jsonString(value: string): string {
  return JSON.stringify(value.toWellFormed()).slice(1, -1);
}
