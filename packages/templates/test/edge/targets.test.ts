import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderBuffer, renderBytes, renderedBytes, renderOwned } from "../../src/bytes.js";
import { loadProgram, render } from "../../src/index.js";
import { renderJson } from "../../src/message.js";
import { Escape } from "../../src/program/index.js";
import { assemble, use } from "./assemble/assemble.js";
import { recipient } from "./assemble/recipient.js";

const everyEscape = Object.values(Escape).flatMap((context) => [
  "|",
  { value: { path: ["v"] }, escape: context },
]);
const program = loadProgram(
  assemble({
    fields: [use("need", { required: true })],
    subject: ["Über ", { value: { path: ["v"] }, escape: Escape.header }, "!"],
    preheader: [{ value: { path: ["v"] }, escape: Escape.plain }],
    html: [
      "<p>é€👋",
      ...everyEscape,
      { value: { path: ["need"], field: 0 }, escape: Escape.text },
      "</p>",
    ],
    text: ['\u0000"\\', { value: { path: ["v"] }, escape: Escape.plain }],
  }),
);
const parts = ["preheader", "html", "text"] as const;
const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 120 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom("\ud800", "\udc00", "a", "<", "é", "\r", "\n", "\u2028"),
    maxLength: 70,
  }),
);
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
/** UTF-8 cannot hold a lone surrogate. */
function whole(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

describe("the targets of a render", () => {
  it("say the same: strings, pooled bytes, owned bytes and JSON", () => {
    const buffer = renderBuffer(16);
    fc.assert(
      fc.property(value, (v) => {
        const who = recipient({ v, need: "x" });
        const strings = render(program, who);
        const owned = renderOwned(program, who);
        const json = renderJson(program, who);
        if (!strings.rendered || !owned.rendered || !json.rendered) throw new Error("not rendered");
        expect(renderBytes(program, who, buffer)).toBe(true);
        const parsed: Record<string, string> = JSON.parse(decode(json.json));
        for (const part of parts) {
          expect(decode(renderedBytes(buffer, part))).toBe(whole(strings[part]));
          expect(decode(owned[part])).toBe(whole(strings[part]));
          expect(parsed[part]).toBe(whole(strings[part]));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("reuse the pooled memory, and leave owned memory alone", () => {
    const buffer = renderBuffer(16);
    const owned = renderOwned(program, recipient({ v: "first", need: "x" }));
    if (!owned.rendered) throw new Error("not rendered");
    renderBytes(program, recipient({ v: "first", need: "x" }), buffer);
    const view = renderedBytes(buffer, "html");
    const before = decode(view);
    renderBytes(program, recipient({ v: "other", need: "x" }), buffer);
    expect(renderedBytes(buffer, "html").buffer).toBe(view.buffer);
    expect(decode(view)).not.toBe(before);
    renderOwned(program, recipient({ v: "other", need: "x" }));
    expect(decode(owned.html)).toBe(before);
  });

  it("render only the parts asked for", () => {
    const buffer = renderBuffer();
    renderBytes(program, recipient({ v: "v", need: "x" }), buffer, ["text"]);
    expect(renderedBytes(buffer, "html")).toHaveLength(0);
    expect(decode(renderedBytes(buffer, "text"))).toBe('\0"\\v');
  });

  it("name the provider's members, and put further ones before them", () => {
    const json = renderJson(program, recipient({ v: "v", need: "x" }), {
      names: { subject: "Subject", html: "HtmlBody" },
      members: { From: "a@example.com", Tags: ["x"] },
    });
    if (!json.rendered) throw new Error("not rendered");
    const parsed: Record<string, unknown> = JSON.parse(decode(json.json));
    expect(Object.keys(parsed)).toEqual(["From", "Tags", "Subject", "HtmlBody"]);
    expect(parsed["Subject"]).toBe("Über v!");
  });

  it("give no part of a mail that may not be sent", () => {
    const buffer = renderBuffer();
    const who = recipient({ v: "v" });
    const refused = { rendered: false, reasons: [{ code: "FIELD_MISSING", path: "need" }] };
    expect(render(program, who)).toEqual(refused);
    expect(renderOwned(program, who)).toEqual(refused);
    expect(renderJson(program, who)).toEqual(refused);
    expect(renderBytes(program, who, buffer)).toBe(false);
    expect(buffer.reasons).toEqual(refused.reasons);
    for (const part of parts) expect(renderedBytes(buffer, part)).toHaveLength(0);
  });
});
