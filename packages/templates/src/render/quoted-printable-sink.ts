import {
  type EncodedSegment,
  encodeSegment,
  noSegment,
  writeSegment,
} from "../encode/encoded-segment.js";
import { writeQuotedPrintable } from "../encode/quoted-printable.js";
import { type QuotedPrintable, writePlain } from "../encode/quoted-printable-line.js";
import {
  bareTable,
  type QuotedPrintableTable,
  quotedPrintableTable,
} from "../encode/quoted-printable-table.js";
import { reserve } from "../encode/utf8-writer.js";
import { entityTables, escapeValue } from "../escape/index.js";
import { urlStart } from "../escape/url.js";
import * as Escape from "../program/escape.js";
import { isText } from "../unknown-value.js";
import type { TextChunk } from "./text-layout.js";

/** By {@link Escape} code, for the codes that are only a table. */
const tables: readonly (QuotedPrintableTable | undefined)[] = Array.from(
  { length: Escape.htmlText + 1 },
  (_, context) => {
    const table = entityTables[context];
    return table && quotedPrintableTable(table);
  },
);
const attributeTable: QuotedPrintableTable = tables[Escape.attribute] ?? bareTable;

export interface QuotedPrintableSink {
  /** The caller resets `column` between bodies. */
  readonly state: QuotedPrintable;
  /**
   * A value that occurs many times in one mail, such as the prefix of tracking links. Kept as long
   * as it stays the same.
   */
  encoded(text: string, context: number): EncodedSegment;
  /** Writes a piece of a laid-out text. */
  readonly chunk: (chunk: TextChunk) => void;
}

/** Writes quoted-printable. Values are escaped and encoded in one pass if a table does it. */
export function quotedPrintableSink(state: QuotedPrintable): QuotedPrintableSink {
  let kept = noSegment;
  let keptText = "";
  let keptContext = -1;
  const encoded = (text: string, context: number): EncodedSegment => {
    if (text !== keptText || context !== keptContext) {
      const table = tables[context];
      // Its length is that of the token in it, so a new view is almost never allocated.
      kept =
        table === undefined
          ? encodeSegment(escapeValue(context, text), bareTable, kept)
          : encodeSegment(text, table, kept);
      keptText = text;
      keptContext = context;
    }
    return kept;
  };
  const chunk = (chunk: TextChunk): void => {
    if (chunk === " ") {
      // A word follows, so it needs no code of its own; with it may come a line break of three.
      reserve(state.out, 4);
      writePlain(state, 32);
    } else if (isText(chunk)) writeQuotedPrintable(state, chunk, bareTable);
    else {
      chunk.quotedPrintable ??= encodeSegment(chunk.text, bareTable, noSegment);
      writeSegment(state, chunk.quotedPrintable);
    }
  };
  return { state, encoded, chunk };
}

export function writeValue(state: QuotedPrintable, text: string, context: number): void {
  const table = tables[context];
  if (table !== undefined) writeQuotedPrintable(state, text, table);
  else if (context === Escape.urlStart) writeUrl(state, urlStart(text), true);
  else writeQuotedPrintable(state, escapeValue(context, text), bareTable);
}

/**
 * The URL has been checked, so only the characters that an attribute may not hold are left to
 * escape, if it is in an attribute.
 */
export function writeUrl(state: QuotedPrintable, url: string, markup: boolean): void {
  writeQuotedPrintable(state, url, markup ? attributeTable : bareTable);
}
