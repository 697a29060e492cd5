import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { templateRenderer } from "../../src/index.js";
import { digestProgram, Escape } from "../../src/program/index.js";
import {
  countSegments,
  defineSms,
  loadSms,
  renderSms,
  type SmsProgram,
  textMessages,
} from "../../src/sms/index.js";
import { type Piece, part, use } from "./assemble/assemble.js";
import { recipient } from "./assemble/recipient.js";

function sms(pieces: readonly Piece[], over: Partial<SmsProgram> = {}): SmsProgram {
  const program: Omit<SmsProgram, "digest"> = {
    format: "wellsent.sms/2",
    id: "reminder",
    messageClass: "marketing",
    channel: "sms",
    locale: "en",
    fields: [use("firstName", { type: "name", required: true })],
    helpers: [],
    segments: [],
    links: [],
    text: part(pieces),
    sender: "Shop",
    namesSender: false,
    optOut: "none",
    maxSegments: 3,
    transliterate: true,
    ...over,
  };
  return { ...program, digest: digestProgram(program) };
}
const name: Piece = { value: { path: ["firstName"], field: 0 }, escape: Escape.plain };

describe("countSegments", () => {
  it.each([
    ["", "gsm7", 0, 0],
    ["a".repeat(160), "gsm7", 160, 1],
    ["a".repeat(161), "gsm7", 161, 2],
    ["a".repeat(306), "gsm7", 306, 2],
    ["a".repeat(307), "gsm7", 307, 3],
    ["€".repeat(80), "gsm7", 160, 1],
    ["[]{}~|^\\€", "gsm7", 18, 1],
    ["ä".repeat(160), "gsm7", 160, 1],
    ["ł".repeat(70), "ucs2", 70, 1],
    ["ł".repeat(71), "ucs2", 71, 2],
    ["ł".repeat(134), "ucs2", 134, 2],
    ["ł".repeat(135), "ucs2", 135, 3],
    ["👋".repeat(35), "ucs2", 70, 1],
    // A pair is never cut: 33 of them fill 66 of 67 units.
    ["👋".repeat(67), "ucs2", 134, 3],
    // Nor is an escape sequence: 76 of them fill 152 of 153 septets.
    ["€".repeat(153), "gsm7", 306, 3],
  ])("counts %j", (text, encoding, units, segments) => {
    expect(countSegments(text)).toEqual({ encoding, units, segments });
  });

  it("never needs fewer parts for more text, and never more than one per 66 units", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "€", "ł", "👋", "é", "\n"),
      maxLength: 400,
    });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const one = countSegments(a);
        const both = countSegments(a + b);
        if (one.encoding === both.encoding)
          expect(both.segments).toBeGreaterThanOrEqual(one.segments);
        expect(both.segments).toBeLessThanOrEqual(Math.ceil(both.units / 66) + 1);
      }),
    );
  });
});

describe("renderSms", () => {
  const run = (program: SmsProgram, attributes = {}, from?: "alphanumeric") =>
    renderSms(
      loadSms(program),
      recipient(attributes),
      from === undefined ? {} : { from: { type: from, id: "Shop" } },
    );

  it("names the sender and appends the way out to marketing", () => {
    expect(run(sms(["Hi ", name, "!"]), { firstName: "Ann" })).toMatchObject({
      rendered: true,
      body: "Shop: Hi Ann!\nReply STOP to opt out",
      encoding: "gsm7",
      segments: 1,
    });
    expect(run(sms(["Hallo ", name], { locale: "de-AT" }), { firstName: "Ann" })).toMatchObject({
      body: "Shop: Hallo Ann\nAbmelden: STOP antworten",
    });
  });

  it("gives a link where the sender cannot receive, and does not repeat its name", () => {
    expect(run(sms(["Hi"]), {}, "alphanumeric")).toMatchObject({
      body: "Hi\nOpt out: https://mail.example/u/1",
    });
  });

  it("gives the link as well where the text asks for a reply that nobody would receive", () => {
    const asks = sms(["Reply STOP to leave"], { optOut: "reply" });
    expect(run(asks, {}, "alphanumeric")).toMatchObject({
      body: "Reply STOP to leave\nOpt out: https://mail.example/u/1",
    });
  });

  it.each(["en", "de", "fr", "es", "it", "pt", "nl", "pl", "xx"])(
    "has a way out in %s that keeps GSM-7",
    (locale) => {
      for (const from of [undefined, "alphanumeric"] as const) {
        expect(run(sms(["Hi"], { locale }), {}, from)).toMatchObject({
          encoding: "gsm7",
          segments: 1,
        });
      }
    },
  );

  it("adds neither where the text has it, nor a way out to what is no marketing", () => {
    for (const optOut of ["reply", "link"] as const) {
      expect(run(sms(["x"], { namesSender: true, optOut }))).toMatchObject({ body: "x" });
    }
    expect(run(sms(["x"], { messageClass: "transactional" }))).toMatchObject({ body: "Shop: x" });
  });

  it("writes plain punctuation where that alone saves GSM-7, and keeps the text where it does not", () => {
    const base = { namesSender: true, optOut: "link" } as const;
    expect(run(sms(["“It’s” – done…"], base))).toMatchObject({
      body: '"It\'s" - done...',
      encoding: "gsm7",
    });
    expect(run(sms(["“Łódź” – done…"], base))).toMatchObject({
      body: "“Łódź” – done…",
      encoding: "ucs2",
    });
    expect(run(sms(["It’s"], { ...base, transliterate: false }))).toMatchObject({
      body: "It’s",
      encoding: "ucs2",
    });
  });

  it("refuses what is too long, empty or lacks a required field, never cutting it", () => {
    expect(run(sms(["x".repeat(460)]))).toEqual({
      rendered: false,
      reasons: [{ code: "SMS_TOO_LONG", path: "reminder" }],
    });
    expect(run(sms([" "]))).toEqual({
      rendered: false,
      reasons: [{ code: "SMS_EMPTY", path: "reminder" }],
    });
    expect(run(sms([name]))).toEqual({
      rendered: false,
      reasons: [{ code: "FIELD_MISSING", path: "firstName" }],
    });
  });

  it("comes through the renderer port as text", () => {
    const renderer = templateRenderer({ templates: [sms(["Hi ", name])], sms: textMessages() });
    expect(renderer.template("reminder")).toMatchObject({ channel: "sms", links: [] });
    expect(renderer.program("reminder", "en")).toBeUndefined();
    expect(
      renderer.render(recipient({ firstName: "Ann" }, { template: "reminder" })),
    ).toMatchObject({
      rendered: true,
      subject: "",
      html: "",
      text: "Shop: Hi Ann\nReply STOP to opt out",
    });
  });

  it("refuses a program that is not as the compiler wrote it", () => {
    expect(() => loadSms({ ...sms(["a"]), maxSegments: 9 })).toThrow(
      expect.objectContaining({ code: "TEMPLATE_PROGRAM_DIGEST" }),
    );
    // The first had no links.
    for (const format of ["wellsent.sms/1", "x"])
      expect(() => loadSms({ ...sms(["a"]), format })).toThrow(
        expect.objectContaining({ code: "TEMPLATE_PROGRAM_VERSION" }),
      );
    expect(() => loadSms({})).toThrow(expect.objectContaining({ code: "TEMPLATE_PROGRAM_SHAPE" }));
  });
});

describe("defineSms", () => {
  it("refuses a message without a text, a sender or a sane limit", () => {
    const base = { id: "a", messageClass: "marketing", sender: "Shop", text: "x" } as const;
    expect(defineSms(base)).toMatchObject({ locales: { en: { text: "x" } }, maxSegments: 3 });
    const refused = (over: object, code: string) =>
      expect(() => defineSms({ ...base, ...over })).toThrow(expect.objectContaining({ code }));
    refused({ id: "" }, "DEFINITION_TEMPLATE_ID");
    refused({ text: undefined }, "DEFINITION_TEMPLATE_EMPTY");
    refused({ text: undefined, locales: { de: { text: "x" } } }, "DEFINITION_TEMPLATE_LOCALE");
    refused({ sender: "a\nb" }, "DEFINITION_SMS_SENDER");
    refused({ maxSegments: 0 }, "DEFINITION_SMS_SEGMENTS");
  });
});
