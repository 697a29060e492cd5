import {
  type EncodedSegment,
  encodeSegment,
  type QuotedPrintable,
  writeQuotedPrintable,
  writeSegment,
} from "../encode/quoted-printable.js";
import { entityTables, escapeValue } from "../escape/index.js";
import type { LoadedPart } from "./loaded-program.js";
import type { Sink } from "./sink.js";

/** Static segments as quoted-printable, made once. `part.column` is the caller's to reset between bodies. */
export function quotedPrintableSink(state: QuotedPrintable): Sink {
  let kept: EncodedSegment | null = null;
  let keptText = "";
  let keptContext = -1;
  return {
    segment(part: LoadedPart, index: number): void {
      let encoded = part.quotedPrintable[index];
      if (encoded === undefined) {
        encoded = encodeSegment(part.segments[index] ?? "");
        part.quotedPrintable[index] = encoded;
      }
      writeSegment(state, encoded);
    },
    value(text: string, context: number): void {
      const table = entityTables[context];
      if (table === undefined) writeQuotedPrintable(state, escapeValue(context, text));
      else writeQuotedPrintable(state, text, table);
    },
    repeated(text: string, context: number): void {
      if (kept === null || text !== keptText || context !== keptContext) {
        kept = encodeSegment(escapeValue(context, text));
        keptText = text;
        keptContext = context;
      }
      writeSegment(state, kept);
    },
  };
}
