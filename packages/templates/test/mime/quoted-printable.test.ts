import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeSegment, noSegment, writeSegment } from "../../src/encode/encoded-segment.js";
import { writeQuotedPrintable } from "../../src/encode/quoted-printable.js";
import type { QuotedPrintable } from "../../src/encode/quoted-printable-line.js";
import { bareTable, quotedPrintableTable } from "../../src/encode/quoted-printable-table.js";
import { byteWriter } from "../../src/encode/utf8-writer.js";
import {
  attributeEntities,
  compatEntities,
  escapeWith,
  noEntities,
  plainEntities,
  textEntities,
} from "../../src/escape/markup.js";
import { slowQuotedPrintable, strictlyDecoded } from "./quoted-printable-oracle.js";

const entities = { textEntities, attributeEntities, compatEntities, plainEntities, noEntities };
const names = [
  "textEntities",
  "attributeEntities",
  "compatEntities",
  "plainEntities",
  "noEntities",
] as const;

const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 90 }),
  fc
    .array(
      fc.constantFrom(
        ..."\r\n.F =<&'`éŁ€👋",
        "\r\n",
        "\t",
        "From ",
        "rom ",
        "Fr",
        "\0",
        "\u0001",
        "\u007f",
        "\ud800",
        "\udc00",
        "\u07ff\u0800\uffff",
        "x".repeat(70),
        "word ",
      ),
      { maxLength: 30 },
    )
    .map((all) => all.join("")),
);
const column = fc.integer({ min: 0, max: 75 });
function lineEnds(text: string): string {
  return text.replace(/\r\n?|\n/g, "\r\n");
}
const encoder = new TextEncoder();
const latin1 = new TextDecoder("latin1");

/** A part whose unfinished line holds so many characters, in memory that must grow. */
function partAt(at: number): QuotedPrintable {
  const out = byteWriter(80);
  for (let index = 0; index < at; index++) out.bytes[out.length++] = 120;
  return { out, column: at };
}
function readText({ out }: QuotedPrintable): string {
  return latin1.decode(out.bytes.subarray(0, out.length));
}

describe("writeQuotedPrintable", () => {
  it("writes every value, from every column, under every escape as the slow way does", () => {
    fc.assert(
      fc.property(value, column, fc.constantFrom(...names), (text, at, name) => {
        const part = partAt(at);
        writeQuotedPrintable(part, text, quotedPrintableTable(entities[name]));
        expect(readText(part)).toBe(
          "x".repeat(at) + slowQuotedPrintable(escapeWith(entities[name], text), at),
        );
      }),
      { numRuns: 3000 },
    );
  });

  it("is read by a strict decoder as what was written, and keeps count of its column", () => {
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 4 }),
        column,
        fc.constantFrom(...names),
        (texts, at, name) => {
          const part = partAt(at);
          for (const text of texts)
            writeQuotedPrintable(part, text, quotedPrintableTable(entities[name]));
          const written = readText(part);
          const expected = texts.map((text) => lineEnds(escapeWith(entities[name], text))).join("");
          expect(strictlyDecoded(written)).toEqual(encoder.encode("x".repeat(at) + expected));
          expect(part.column).toBe(written.length - (written.lastIndexOf("\n") + 1));
          for (const line of written.split("\r\n")) expect(line).not.toMatch(/^(?:\.|From )/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("writes each character on its own as the slow way does, at each of the last columns", () => {
    const table = quotedPrintableTable(textEntities);
    const points = [
      ...Array(0x900).keys(),
      0x2028,
      0xd800,
      0xdfff,
      0xfffd,
      0xffff,
      0x10000,
      0x10ffff,
    ];
    for (const point of points) {
      for (const at of [0, 1, 66, 69, 72, 73, 74, 75]) {
        for (const text of [String.fromCodePoint(point), `${String.fromCodePoint(point)}x`]) {
          const part = partAt(at);
          writeQuotedPrintable(part, text, table);
          const expected = "x".repeat(at) + slowQuotedPrintable(escapeWith(textEntities, text), at);
          if (readText(part) !== expected)
            expect([point, at, readText(part)]).toEqual([point, at, expected]);
        }
      }
    }
  });
});

describe("writeSegment", () => {
  it("puts segments and values behind one another so that a strict decoder reads their texts", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, fc.boolean()), { maxLength: 8 }), (pieces) => {
        const part = partAt(0);
        for (const [text, isSegment] of pieces) {
          if (isSegment) writeSegment(part, encodeSegment(text, bareTable, noSegment));
          else writeQuotedPrintable(part, text, quotedPrintableTable(noEntities));
        }
        const written = readText(part);
        const expected = pieces.map(([text]) => lineEnds(escapeWith(noEntities, text))).join("");
        expect(strictlyDecoded(written)).toEqual(encoder.encode(expected));
        for (const line of written.split("\r\n")) expect(line).not.toMatch(/^(?:\.|From )/);
      }),
      { numRuns: 2000 },
    );
  });
});
