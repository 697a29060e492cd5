import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LoadedProgram, loadProgram, render } from "../../src/index.js";
import { messageBuffer, renderMessage } from "../../src/message.js";
import { Escape, type LinkSpec } from "../../src/program/index.js";
import { assemble, type Piece, part, use } from "../edge/assemble/assemble.js";
import { recipient } from "../edge/assemble/recipient.js";
import { strictlyDecoded } from "./quoted-printable-oracle.js";

const link: LinkSpec = {
  index: 0,
  name: null,
  target: "https://shop.example/",
  url: null,
  query: null,
  tracked: true,
};
const links = Array.from({ length: 15 }, (_, index) => ({ ...link, index, tracked: index !== 2 }));
function item(context: number): Piece {
  return { value: { path: [], scope: 1 }, escape: context };
}
/** Each recipient's own: tracked, and tagged only. */
const ownLinks: readonly LinkSpec[] = [true, false].map((tracked, index) => ({
  ...link,
  index: links.length + index,
  target: null,
  url: part([item(Escape.plainUrlStart)]),
  query: "utm=a&b",
  tracked,
}));
const everyEscape = Object.values(Escape).flatMap((context) => [
  "|",
  { value: { path: ["v"] }, escape: context },
]);
function linked(index: number): readonly Piece[] {
  return [
    `<a style="color:#333;background:url('https://x.example/${"p".repeat(index * 9)}')" href="`,
    { link: index, body: ["https://shop.example/a?b=c&amp;d"] },
    '">.\n',
  ];
}
const loop: Piece = {
  each: { path: ["list"] },
  scope: 1,
  body: [
    { link: 3, body: ["https://shop.example/"] },
    " ",
    item(Escape.text),
    ...ownLinks.map(({ index }): Piece => ({ link: index, body: [item(Escape.urlStart)] })),
  ],
};
function loadPieces(more: readonly Piece[]): LoadedProgram {
  return loadProgram(
    assemble({
      fields: [use("url", { type: "url" })],
      links: [...links, ...ownLinks],
      html: [
        ...links.flatMap((_, index) => linked(index)),
        ...everyEscape,
        { value: { path: ["url"], field: 0 }, escape: Escape.urlStart },
        loop,
        { pixel: true },
        ...more,
      ],
      text: [
        ...links.flatMap((_, index) => linked(index)),
        loop,
        " \n",
        { value: { path: ["url"], field: 0 }, escape: Escape.plainUrlStart },
        ...everyEscape,
        ...more,
      ],
    }),
  );
}
const programs = {
  "that is streamlined": loadPieces([]),
  "with a condition inside a link": loadPieces([
    { link: 4, body: [{ when: { path: ["v"] }, shows: ["one"], otherwise: ["other"] }] },
  ]),
};

const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 100 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc
    .array(fc.constantFrom("\r\n", " ", ".", "From ", "=", "é", "👋", "x".repeat(80)))
    .map((all) => all.join("")),
);
const base = fc.oneof(
  fc.webUrl({ size: "medium" }),
  value,
  fc
    .integer({ min: 1, max: 160 })
    .map((length) => `https://go.example/${"t=".repeat(length)}`.slice(0, length)),
);
const someone = fc.record({
  v: value,
  url: base,
  list: fc.array(base, { maxLength: 3 }),
  clickBase: base,
  openPixel: base,
  clicks: fc.boolean(),
  opens: fc.boolean(),
});
function whole(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd").replace(/\r\n?|\n/g, "\r\n");
}

/** Both bodies, cut out without a MIME parser's tolerance. */
function readBodies(raw: Uint8Array): readonly string[] {
  const sections = new TextDecoder("latin1")
    .decode(raw)
    .split(/\r\n--=_ws2_[0-9a-f]{16}(?:--)?\r\n/);
  expect(sections).toHaveLength(4);
  return sections.slice(1, 3).map((section) => {
    const start = section.indexOf("\r\n\r\n");
    expect(section.slice(0, start)).toContain("quoted-printable");
    const body = section.slice(start + 4);
    for (const line of body.split("\r\n")) expect(line).not.toMatch(/^(?:\.|From )/);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(strictlyDecoded(body));
  });
}

describe.each(Object.entries(programs))("a message of a program %s", (_, program) => {
  it("says what strings say, whatever links begin with, for one recipient after another", () => {
    const buffer = messageBuffer(64);
    const from = { address: "shop@example.com" };
    const envelope = {
      from,
      to: from,
      messageId: "<a@b>",
      date: 0,
      encoding: "quoted-printable",
    } as const;
    fc.assert(
      fc.property(fc.array(someone, { minLength: 1, maxLength: 12 }), (people) => {
        for (const { v, url, list, clickBase, openPixel, clicks, opens } of people) {
          const input = recipient({ v, url, list });
          const who = {
            ...input,
            links: { ...input.links, clickBase, openPixel },
            tracking: { clicks, opens },
          };
          const strings = render(program, who);
          const message = renderMessage(program, who, envelope, buffer);
          if (!strings.rendered || !message.rendered) throw new Error("not rendered");
          expect(message.links).toEqual(strings.links);
          expect(readBodies(message.raw)).toEqual([whole(strings.text), whole(strings.html)]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
