// Links of text messages: found, tracked for who agreed, counted in parts.
import { defineSchema } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { compileSms } from "../../src/compile/index.js";
import { type FieldDeclaration, field } from "../../src/define/index.js";
import { templateRenderer } from "../../src/index.js";
import { lintSms } from "../../src/lint/index.js";
import {
  countSegments,
  defineSms,
  loadSms,
  type RenderedSms,
  renderSms,
  type SmsDefinition,
  textMessages,
} from "../../src/sms/index.js";
import { recipient } from "../edge/assemble/recipient.js";
import { growsWithInput } from "../support/growth.js";

const base = { id: "sale", messageClass: "service", sender: "Acme" } as const;
const clickBase = recipient().links.clickBase;

function loaded(text: string, more: Partial<SmsDefinition> = {}) {
  return loadSms(JSON.parse(JSON.stringify(compileSms({ ...base, text, ...more }).program)));
}
function send(
  text: string,
  attributes = {},
  clicks = true,
  more: Partial<SmsDefinition> = {},
): RenderedSms {
  return renderSms(
    loaded(text, more),
    recipient(attributes, { tracking: { opens: false, clicks } }),
  );
}
function body(made: RenderedSms): string {
  return made.rendered ? made.body.replace("Acme: ", "") : "none";
}
function targets(made: RenderedSms): readonly string[] {
  return made.rendered ? made.links.map(({ target }) => target) : [];
}
const fields: Readonly<Record<string, FieldDeclaration>> = {
  shop: field.url({ fallback: "https://shop.test/" }),
  id: field.text(),
  a: field.bool(),
  list: field.list({ of: { url: field.url() } }),
};

describe("a link in a text message", () => {
  it.each<[string, string, string]>([
    ["New: https://shop.test/new", `New: ${clickBase}0`, "https://shop.test/new"],
    ["See (https://shop.test/a?b=1&c=2).", `See (${clickBase}0).`, "https://shop.test/a?b=1&c=2"],
    ["https://shop.test/?x=&copy=1&", `${clickBase}0`, "https://shop.test/?x=&copy=1&"],
    ["HTTP://SHOP.TEST/x, now", `${clickBase}0, now`, "HTTP://SHOP.TEST/x"],
    ["{{shop}} now", `${clickBase}1 now`, "https://own.test/x"],
    [
      "https://shop.test/p/{{id}}?q={{id}} now",
      `${clickBase}1 now`,
      "https://shop.test/p/a%20b?q=a%20b",
    ],
    [
      "https://shop.test/?{{#if a}}a=1{{else}}b=1{{/if}} now",
      `${clickBase}1 now`,
      "https://shop.test/?a=1",
    ],
    ["{{#if a}}https://shop.test/y{{/if}}!", `${clickBase}0!`, "https://shop.test/y"],
    ["See https://en.wiki.test/Foo_(bar).", `See ${clickBase}0.`, "https://en.wiki.test/Foo_(bar)"],
    ["(https://s.test/a_(b)) ok", `(${clickBase}0) ok`, "https://s.test/a_(b)"],
    ["https://[::1]/a[0], ok", `${clickBase}0, ok`, "https://[::1]/a[0]"],
    ["« https://s.test/a», ok", `" ${clickBase}0", ok`, "https://s.test/a"],
    ["„https://s.test/a“ ok", `"${clickBase}0" ok`, "https://s.test/a"],
    ["https://s.test/a… ok", `${clickBase}0... ok`, "https://s.test/a"],
    ["见https://s.test/a。谢谢", `见${clickBase}0。谢谢`, "https://s.test/a"],
    ["（https://s.test/々）了", `（${clickBase}0）了`, "https://s.test/々"],
    ["https://münchen.test/ß ok", `${clickBase}0 ok`, "https://münchen.test/ß"],
    ["https://, or https://s.test/", `https://, or ${clickBase}0`, "https://s.test/"],
  ])("%s", (text, tracked, target) => {
    const attributes = { shop: "https://own.test/x", id: "a b", a: true };
    const made = send(text, attributes, true, { fields });
    expect(body(made)).toBe(tracked);
    expect(targets(made)).toContain(target);
    // Who did not agree gets the address itself, and nothing that could report back.
    const plain = send(text, attributes, false, { fields });
    expect(body(plain)).toContain(target);
    expect(body(plain)).not.toContain(clickBase);
    expect(targets(plain)).toEqual([]);
  });

  it.each([
    ["the way out", "Leave: {{unsubscribe}}"],
    ["the preferences", "{{preferences}}"],
    ["a bare host", "shop.test/x"],
    ["mail", "mailto:a@b.test"],
    ["a block that goes on after it", "https://shop.test/x{{#if a}}/y or{{/if}} z"],
    ["text that is no URL", "{{id}}/x"],
  ])("is none in %s", (_, text) => {
    const made = send(text, { id: "https://shop.test/", a: true }, true, { fields });
    expect(body(made)).not.toContain(clickBase);
    expect(targets(made)).toEqual([]);
  });

  it("of each item of a list is one of its own", () => {
    const list = [{ url: "https://a.test/1" }, { url: "https://a.test/2" }];
    const made = send("{{#each list}}{{url}} {{/each}}", { list }, true, { fields });
    expect(body(made)).toBe(`${clickBase}1 ${clickBase}2`);
    expect(made).toMatchObject({
      links: [
        { position: 1, link: 0, target: "https://a.test/1" },
        { position: 2, link: 0, target: "https://a.test/2" },
      ],
    });
  });

  it("is never anything else than the web", () => {
    const made = send("{{shop}}", { shop: "javascript:alert(1)" }, true, { fields });
    expect(body(made)).not.toContain("javascript");
  });

  it("is not tracked where that alone would make the message too long", () => {
    const text = `${"x".repeat(130)} https://s.test/`;
    const more = { maxSegments: 1 };
    const made = send(text, {}, true, more);
    expect(body(made)).toBe(text);
    expect(made).toMatchObject({ rendered: true, segments: 1, links: [] });
    expect(send("x".repeat(161), {}, true, more)).toMatchObject({
      rendered: false,
      reasons: [{ code: "SMS_TOO_LONG" }],
    });
  });

  it("is counted as it is sent", () => {
    const text = `${"x".repeat(125)} https://s.test/`;
    expect(send(text, {}, false)).toMatchObject({ segments: 1 });
    expect(send(text, {}, true)).toMatchObject({ segments: 2 });
  });

  it("changes nothing of the text around it, whatever that is", () => {
    const word = fc.string({ unit: fc.constantFrom(..."ab&;<>\"'.,ł €(") });
    fc.assert(
      fc.property(word, word, (before, after) => {
        const text = `x${before} https://s.test/p ${after}x`;
        const said = (clicks: boolean) =>
          body(send(text, {}, clicks, { transliterate: false, maxSegments: 10 }));
        expect(said(false)).toBe(text);
        expect(said(true)).toBe(text.replace("https://s.test/p", () => `${clickBase}0`));
      }),
    );
  });

  it.each<[string, number, (size: number) => string]>([
    ["full stops behind it", 900_000, (size) => `https://s.test/${".".repeat(size)}`],
    ["holes before it", 19_000, (size) => `${"{{id}}".repeat(size)} https://s.test/`],
  ])("is found in time that grows with the text: %s", async (_, size, text) => {
    const find = (some: number) => {
      const { program } = compileSms({ ...base, text: text(some), fields });
      expect(program.links).toHaveLength(1);
    };
    expect(await growsWithInput(size, find)).toBe(true);
  });

  it("is looked over in time that grows with the text", async () => {
    const look = (size: number) => {
      const { program } = compileSms({ ...base, text: `${"a".repeat(size)} http://s.test/` });
      expect(lintSms(program)).toContainEqual(expect.objectContaining({ code: "LINK_INSECURE" }));
    };
    expect(await growsWithInput(400_000, look)).toBe(true);
  });

  it("is known to the engine, by the renderer", () => {
    const { programs } = compileSms({ ...base, text: "https://shop.test/new {{shop}}", fields });
    const renderer = templateRenderer({ templates: programs, sms: textMessages() });
    expect(renderer.template("sale")?.links).toEqual(["https://shop.test/new", ""]);
    const request = recipient({}, { template: "sale", tracking: { opens: true, clicks: true } });
    expect(renderer.render(request)).toMatchObject({
      links: [
        { position: 0, target: "https://shop.test/new" },
        { position: 2, target: "https://shop.test/" },
      ],
    });
  });
});

describe("a text message with a schema", () => {
  const schema = defineSchema({
    attributes: z.object({ firstName: z.string().optional() }),
    events: { "order.placed": z.object({ total: z.number() }) },
  });
  it("reads the schema's attributes and the events' data", () => {
    const source = defineSms(schema, {
      ...base,
      events: ["order.placed"],
      text: "{{firstName}} paid {{event.total}}",
    });
    const program = loadSms(compileSms(source).program);
    const request = recipient({ firstName: "Ann" }, { data: { total: 7 } });
    expect(renderSms(program, request)).toMatchObject({ body: "Acme: Ann paid 7" });
  });
});

describe("a URL in a text that is put into the alphabet of text messages", () => {
  const untracked = (text: string, attributes = {}): RenderedSms =>
    send(text, attributes, false, { fields: { ...fields, shop: field.url(), word: field.text() } });
  const shaped = (made: RenderedSms) =>
    made.rendered ? [body(made), made.encoding, made.units, made.segments] : [];

  it("is percent-encoded where that takes fewer parts, and the words around it are plain", () => {
    const long = `It’s here: https://shop.test/l’été?q=a–b#‘x’ ${"Now. ".repeat(10)}`;
    const made = untracked(long);
    const url = "https://shop.test/l%E2%80%99été?q=a%E2%80%93b#%E2%80%98x";
    expect(shaped(made)).toEqual([
      `It's here: ${url}' ${"Now. ".repeat(10)}`.trim(),
      "gsm7",
      // The name and its colon are a part of it.
      `Acme: It's here: ${url}' ${"Now. ".repeat(10)}`.trim().length,
      1,
    ]);
  });

  it("stays as it is where that saves nothing", () => {
    for (const text of [
      "It’s https://shop.test/l’été",
      "Łukasz’s https://shop.test/l’été",
      "a.test/–",
    ])
      expect(shaped(untracked(text)).slice(0, 2)).toEqual([text, "ucs2"]);
  });

  it("stays where its host is what the alphabet lacks", () => {
    const text = `It’s https://łąka.test/ ${"Now. ".repeat(20)}`.trim();
    expect(shaped(untracked(text)).slice(0, 2)).toEqual([text, "ucs2"]);
  });

  it("of a field is left whole to its last character", () => {
    const shop = "https://shop.test/wait…";
    const made = untracked("{{shop}} – “{{word}}”", { shop, word: "so…" });
    expect(body(made)).toBe(`${shop} – “so…”`);
    const long = untracked(`{{shop}} – “{{word}}” ${"Now. ".repeat(10)}`, { shop, word: "so…" });
    expect(body(long)).toBe(
      `https://shop.test/wait%E2%80%A6 - "so..." ${"Now. ".repeat(10)}`.trim(),
    );
  });

  it("leads where its author said, whatever it holds, and is counted as it is sent", () => {
    const marks = "aé’–…«»×®\u00a0\u2009~€ł(1)".split("");
    const path = fc
      .array(fc.constantFrom(...marks), { minLength: 1, maxLength: 40 })
      .map((all) => `${all.join("").replace(/\s/g, "")}x`);
    const words = fc.array(fc.constantFrom("It’s", "“so”", "–", "now…", "été"), { maxLength: 30 });
    fc.assert(
      fc.property(
        path,
        words,
        words,
        fc.constantFrom("https://", "app://", ""),
        (tail, a, b, to) => {
          const url = `${to}shop.test/${tail}`;
          const text = [...a, url, ...b].join(" ");
          const made = untracked("{{word}}", { word: text });
          if (!made.rendered) return;
          const sent = body(made).split(" ")[a.length] ?? "";
          expect(decodeURI(sent)).toBe(url);
          expect(countSegments(made.body)).toEqual({
            ...{ encoding: made.encoding, units: made.units, segments: made.segments },
          });
          expect(made.segments).toBeLessThanOrEqual(countSegments(`Acme: ${text}`).segments);
        },
      ),
    );
  });

  it.each(["a", "a.", "://"])(
    "is looked for in time that grows with the text: %s",
    async (part) => {
      const look = (size: number) =>
        expect(untracked("{{word}}’", { word: part.repeat(size) })).toMatchObject({
          rendered: false,
        });
      expect(await growsWithInput(200_000 / part.length, look)).toBe(true);
    },
  );

  it("is counted by the linter as it is sent", () => {
    const lint = (text: string) =>
      lintSms(compileSms({ ...base, text }).program).map(({ code }) => code);
    const filler = "Now. ".repeat(10);
    expect(lint(`It’s https://shop.test/l’été ${filler}`)).not.toContain("SMS_ENCODING");
    expect(lint(`It’s https://łąka.test/l’été ${filler}`)).toContain("SMS_ENCODING");
    expect(lint(`It’s https://shop.test/${"’".repeat(18)}x ${filler}`)).toContain("SMS_PARTS");
  });
});
