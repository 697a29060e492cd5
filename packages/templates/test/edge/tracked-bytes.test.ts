import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderBuffer, renderBytes, renderedBytes } from "../../src/bytes.js";
import { loadProgram, render } from "../../src/index.js";
import { Escape } from "../../src/program/index.js";
import { assemble, type Piece, use } from "./assemble/assemble.js";
import { recipient } from "./assemble/recipient.js";

function link(index: number): Piece {
  return {
    link: index,
    body: [`https://shop.example/${index}?a=1&amp;b=é`],
  };
}
function spec(index: number, tracked = true) {
  return {
    index,
    name: null,
    target: `https://shop.example/${index}`,
    url: null,
    query: null,
    tracked,
  };
}
const url: Piece = { value: { path: ["url"], field: 0 }, escape: Escape.urlStart };
const program = loadProgram(
  assemble({
    fields: [use("url", { type: "url", maxLength: 90 })],
    links: [spec(0), spec(1, false), spec(2)],
    html: [
      link(0),
      "é",
      link(1),
      link(2),
      { when: { path: ["vip"] }, shows: [link(2), "vip"], otherwise: [link(0)] },
      { each: { path: ["items"] }, scope: 1, body: [link(2), "<br>", url] },
      { pixel: true },
      "end",
    ],
    text: [
      "Hello ",
      link(0),
      { value: { path: ["url"], field: 0 }, escape: Escape.plainUrlStart },
      { pixel: true },
    ],
  }),
);

/** Addresses, and what is almost one. */
const address = fc
  .tuple(
    fc.constantFrom(
      "https://",
      "http://",
      "HTTPS://",
      "https:/",
      "http",
      "javascript:",
      "mailto:",
      " https://",
      "",
    ),
    fc.stringMatching(/^[A-Za-z0-9.é-]{0,8}$/),
    fc.constantFrom("", ":", ":80", ":8x", ":80:"),
    fc.constantFrom(
      "",
      "/",
      "?",
      "#",
      "/a&b=c&d",
      "/%zz",
      "/é",
      "/'\"<>`",
      "/a b",
      "/\ud800",
      `/${"long".repeat(20)}`,
    ),
    fc.string({ unit: "grapheme-ascii", maxLength: 80 }),
  )
  .map((pieces) => pieces.join(""));
const base = fc.oneof(
  fc.constant(""),
  fc.integer({ min: 1, max: 40 }).map((length) => `https://go.example/c/${"t".repeat(length)}/`),
  fc.constantFrom("https://go.example/?a=1&c=", "https://gö.example/c/"),
);
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

describe("tracked mails as bytes", () => {
  it("are the tracked mails as strings, whoever came before them in the same memory", () => {
    const buffer = renderBuffer(16);
    fc.assert(
      fc.property(
        address,
        base,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        fc.nat(3),
        (url, clickBase, clicks, opens, vip, items) => {
          const who = recipient({ url, vip, items: Array.from({ length: items }, () => ({})) });
          const input = {
            ...who,
            links: { ...who.links, clickBase, openPixel: url },
            tracking: { opens, clicks },
          };
          const strings = render(program, input);
          expect(renderBytes(program, input, buffer)).toBe(strings.rendered);
          if (!strings.rendered) return;
          const html = decode(renderedBytes(buffer, "html"));
          expect(html).toBe(strings.html.replace(/\p{Surrogate}/gu, "\ufffd"));
          expect(decode(renderedBytes(buffer, "text"))).toBe(
            strings.text.replace(/\p{Surrogate}/gu, "\ufffd"),
          );
          const tracked = clicks && clickBase !== "" ? 3 + items : 0;
          if (clickBase !== "")
            expect(html.split(clickBase.replaceAll("&", "&amp;"))).toHaveLength(tracked + 1);
          expect(html.includes("<img")).toBe(opens && url !== "");
        },
      ),
      { numRuns: 3000 },
    );
  });
});
