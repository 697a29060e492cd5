import { type EncodedSegment, encodeSegment, writeSegment } from "../encode/encoded-segment.js";
import { type QuotedPrintable, writeQuotedPrintable } from "../encode/quoted-printable.js";
import { bareTable, type QuotedPrintableTable, quotedPrintableTable } from "../encode/quoted-printable-table.js";
import { entityTables, escapeValue } from "../escape/index.js";
import { urlStart } from "../escape/url.js";
import * as Escape from "../program/escape.js";
import type { LoadedPart } from "./loaded-program.js";
import type { Sink } from "./sink.js";

/** By {@link Escape} code, for those that are nothing but a table. */
const tables: readonly (QuotedPrintableTable | undefined)[] = entityTables.map(
  (table) => table && quotedPrintableTable(table),
);
const attributeTable: QuotedPrintableTable = tables[Escape.attribute] ?? bareTable;

export interface QuotedPrintableSink extends Sink {
  /** `column` is the caller's to reset between bodies. */
  readonly state: QuotedPrintable;
}

/** Static segments as quoted-printable, made once; values escaped and encoded in one pass where a table does it. */
export function quotedPrintableSink(state: QuotedPrintable): QuotedPrintableSink {
  let kept: EncodedSegment | null = null;
  let keptText = "";
  let keptContext = -1;
  return {
    state,
    segment(part: LoadedPart, index: number): void {
      writeSegment(state, encodedSegment(part, index));
    },
    value(text: string, context: number): void {
      writeValue(state, text, context);
    },
    repeated(text: string, context: number): void {
      if (kept === null || text !== keptText || context !== keptContext) {
        const table = tables[context];
        kept = table === undefined ? encodeSegment(escapeValue(context, text)) : encodeSegment(text, table);
        keptText = text;
        keptContext = context;
      }
      writeSegment(state, kept);
    },
  };
}

export function encodedSegment(part: LoadedPart, index: number): EncodedSegment {
  const known = part.quotedPrintable[index];
  if (known !== undefined) return known;
  const made = encodeSegment(part.segments[index] ?? "");
  part.quotedPrintable[index] = made;
  return made;
}

export function writeValue(state: QuotedPrintable, text: string, context: number): void {
  const table = tables[context];
  if (table !== undefined) writeQuotedPrintable(state, text, table);
  else if (context === Escape.urlStart) writeUrl(state, urlStart(text));
  else writeQuotedPrintable(state, escapeValue(context, text), bareTable);
}

/** A URL that has been looked through, so only what an attribute may not hold is left to escape. */
export function writeUrl(state: QuotedPrintable, url: string): void {
  writeQuotedPrintable(state, url, attributeTable);
}
