import { describe, expect, it } from "vitest";
import { compileSms } from "../../src/compile/index.js";
import { field } from "../../src/define/index.js";
import { type Finding, lintSms, type SmsLintOptions } from "../../src/lint/index.js";
import type { SmsDefinition } from "../../src/sms/index.js";

function lint(
  text: string,
  more: Partial<SmsDefinition> = {},
  options: SmsLintOptions = {},
): readonly Finding[] {
  const source = { id: "s", messageClass: "service", sender: "Acme", text, ...more } as const;
  return lintSms(compileSms(source).program, { source, ...options });
}
function brief(findings: readonly Finding[]) {
  return findings.map(({ code, severity, line, column }) => [code, severity, line, column]);
}
const acme = { type: "alphanumeric", id: "Acme" } as const;

describe("lintSms", () => {
  it.each<[string, string, Partial<SmsDefinition>]>([
    ["a service message", "Acme: your parcel comes tomorrow.", {}],
    ["marketing", "Acme: new pots. Reply STOP to opt out", { messageClass: "marketing" }],
    ["punctuation that is made plain", "Acme: “new” pots – today", {}],
    ["a short name", "Acme: {{n}}", { fields: { n: field.number() } }],
    ["a link", "Acme: https://shop.test/new", {}],
  ])("finds nothing in %s", (_, text, more) => {
    expect(lint(text, more)).toEqual([]);
  });

  it.each<[string, string, Partial<SmsDefinition>, SmsLintOptions, readonly unknown[]]>([
    [
      "a letter of another alphabet",
      "Acme: hi\n Łódź",
      {},
      {},
      [
        ["SMS_ENCODING", "warning", 2, 2],
        ["SMS_ENCODING", "warning", 2, 3],
        ["SMS_ENCODING", "warning", 2, 5],
      ],
    ],
    [
      "curly quotes that stay",
      "Acme: it’s",
      { transliterate: false },
      {},
      [["SMS_ENCODING", "warning", 1, 9]],
    ],
    [
      "a sender's name",
      "hi",
      { sender: "Łowca" },
      {},
      [
        ["SMS_ENCODING", "warning", null, null],
        ["SMS_SENDER", "info", null, null],
      ],
    ],
    ["the euro sign", "Acme: 9 €", {}, {}, [["SMS_DOUBLED", "info", 1, 9]]],
    ["no sender", "Sale today", {}, {}, [["SMS_SENDER", "info", null, null]]],
    ["a sender that names itself", "Sale today", {}, { from: acme }, []],
    [
      "no way out",
      "Acme: sale",
      { messageClass: "marketing" },
      {},
      [["SMS_OPT_OUT", "info", null, null]],
    ],
    [
      "a way out that cannot be gone",
      "Acme: sale\nReply STOP to leave",
      { messageClass: "marketing" },
      { from: acme, optOutLength: 60 },
      [["SMS_OPT_OUT_REPLY", "error", 2, 7]],
    ],
    ["a shortener", "Acme: https://bit.ly/3x", {}, {}, [["LINK_SHORTENED", "error", 1, 7]]],
    [
      "a shortener without its scheme",
      "Acme: see bit.ly/3x",
      {},
      {},
      [["LINK_SHORTENED", "error", 1, 11]],
    ],
    ["an insecure link", "Acme: http://shop.test/3x", {}, {}, [["LINK_INSECURE", "warning", 1, 7]]],
    ["shouting", "ACME: SALE TODAY ONLY", {}, {}, [["SMS_SHOUTS", "warning", null, null]]],
    ["shouting by signs", "Acme: today!!!", {}, {}, [["SMS_SHOUTS", "warning", null, null]]],
    ["two parts", `Acme: ${"x".repeat(155)}`, {}, {}, [["SMS_PARTS", "info", null, null]]],
    [
      "too many parts",
      `Acme: ${"x".repeat(155)}`,
      { maxSegments: 1 },
      {},
      [["SMS_SEGMENTS", "error", null, null]],
    ],
    [
      "parts that double signs make",
      `Acme: ${"[x]".repeat(33)}`,
      {},
      {},
      [
        ["SMS_DOUBLED", "info", 1, 7],
        ["SMS_PARTS", "info", null, null],
      ],
    ],
    [
      "values in another alphabet",
      "Acme: {{n}}",
      { fields: { n: field.text({ maxLength: 100 }) } },
      {},
      [["SMS_ENCODING_VALUES", "info", null, null]],
    ],
    [
      "such values where there is no room",
      "Acme: {{n}}",
      { maxSegments: 1, fields: { n: field.text({ maxLength: 100 }) } },
      {},
      [["SMS_ENCODING_VALUES", "warning", null, null]],
    ],
    [
      "links that count clicks",
      `Acme: ${"x".repeat(120)} https://shop.test/`,
      {},
      {},
      [["SMS_TRACKED_PARTS", "info", null, null]],
    ],
    [
      "links that count clicks under a short host",
      `Acme: ${"x".repeat(120)} https://shop.test/`,
      {},
      { clickLength: 30 },
      [],
    ],
  ])("finds %s", (_, text, more, options, findings) => {
    expect(brief(lint(text, more, options))).toEqual(findings);
  });

  it("says how many parts at worst, by the longer of two branches", () => {
    const text = `Acme: {{#if a}}${"x".repeat(200)}{{else}}y{{/if}}`;
    const [finding] = lint(text, { fields: { a: field.bool() } });
    expect(finding).toMatchObject({ code: "SMS_PARTS" });
    expect(finding?.message).toContain("2 parts");
  });

  it("says that a bound was assumed", () => {
    const findings = lint("Acme: {{x}}", { maxSegments: 1, fields: { x: field.text() } });
    const finding = findings.find(({ code }) => code === "SMS_SEGMENTS");
    expect(finding).toMatchObject({ severity: "info" });
    expect(finding?.message).toContain("x have no bound");
  });

  it("finds a fault in a partial", () => {
    const [finding] = lint("Acme: {{> more}}", { partials: { more: "see\nhttp://shop.test/" } });
    expect(finding).toMatchObject({ code: "LINK_INSECURE", source: "more", line: 2, column: 1 });
  });
});
