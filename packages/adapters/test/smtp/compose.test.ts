import type { OutboundEmail } from "@wellsent/core";
import * as fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { smtpTransport } from "../../src/smtp/index.js";
import { sink } from "./sink.js";

const message: OutboundEmail = {
  ref: "ref-1",
  idempotencyKey: "key-1",
  from: { address: "news@shop.example" },
  to: { address: "ann@example.org" },
  messageId: "<key-1@shop.example>",
  date: new Date(Date.UTC(2026, 10, 21, 9, 5, 7)),
  subject: "Hello",
  text: "Hello there",
  headers: [],
};

/** What a server on loopback gets. */
async function sent(...messages: readonly OutboundEmail[]): Promise<readonly Buffer[]> {
  const server = await sink();
  const transport = smtpTransport({ host: "127.0.0.1", port: server.port, maxConnections: 1 });
  try {
    for (const one of messages)
      expect(await transport.send(one)).toMatchObject({ outcome: "accepted" });
    return server.taken.map(({ raw }) => raw);
  } finally {
    await transport.close();
    await server.close();
  }
}

const awkward = fc.constantFrom(
  "=?UTF-8?Q?no?=",
  '"quoted", \\back',
  "Jörg, the 2nd",
  "  spaces  ",
  "a\ttab",
  "𝒳🎉".repeat(40),
  "ü".repeat(200),
  "long words ".repeat(30).trim(),
  "x".repeat(300),
  "a <b@c.example>",
);
const words = fc.oneof(awkward, fc.string({ unit: "grapheme", maxLength: 120 })).map(oneLine);
const body = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 400 }),
  fc.constantFrom(
    "From here\n.\n..\nFrom\n.From ",
    "trailing \t\nspace ",
    "日本語の文章。".repeat(60),
    `${"a=".repeat(90)}\r\n${"ü".repeat(80)}\r${" ".repeat(150)}`,
    "",
  ),
);

/**
 * As a field's value is after parsing: without breaks, which are refused, and controls, which are
 * nobody's.
 */
function oneLine(text: string): string {
  return text.replaceAll(/\p{C}/gu, "").toWellFormed();
}

function lines(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n").replace(/\n+$/, "");
}

describe("a message composed from its parts", () => {
  it("says what its parts say, in lines that every server takes", async () => {
    const parts = fc.sample(
      fc.record({ subject: words, name: words, text: body, html: fc.option(body) }),
      { numRuns: 300, seed: 8 },
    );
    const raws = await sent(
      ...parts.map(({ subject, name, text, html }, index) => ({
        ...message,
        idempotencyKey: `key-${index}`,
        from: { ...message.from, name },
        subject,
        text,
        ...(html === null ? {} : { html }),
      })),
    );
    for (const [index, raw] of raws.entries()) {
      const { subject = "", name = "", text = "", html } = parts[index] ?? {};
      const mail = await PostalMime.parse(raw);
      expect((mail.subject ?? "").trim()).toBe(subject.trim());
      expect(mail.from?.address).toBe("news@shop.example");
      // The parser trims names.
      expect((mail.from?.name ?? "").trim()).toBe(name.trim());
      expect(lines(mail.text ?? "")).toBe(lines(text.toWellFormed()));
      if (html !== null) expect(lines(mail.html ?? "")).toBe(lines((html ?? "").toWellFormed()));
      const rows = raw.toString("latin1").split("\r\n");
      expect(rows.every((row) => /^[\t -~]*$/.test(row))).toBe(true);
      const [head = ""] = raw.toString("latin1").split("\r\n\r\n");
      const long = rows.filter((row) => row.length > 78);
      expect(long.every((row) => head.includes(row) && !row.trim().includes(" ", 10))).toBe(true);
    }
  });

  it("has each field once, in the forms of RFC 5322", async () => {
    const [raw = Buffer.alloc(0)] = await sent({
      ...message,
      from: { address: "news@bücher.example", name: 'Bücher "und" mehr' },
      to: { address: "ann@example.org", name: "Ann B. Sample" },
      replyTo: { address: "help@shop.example", name: "Help, please" },
      html: "<p>Hi</p>",
      headers: [{ name: "X-Long", value: "word ".repeat(40).trim() }],
    });
    const [head = ""] = raw.toString("latin1").split("\r\n\r\n");
    const unfolded = head.replaceAll("\r\n ", " ").split("\r\n");
    expect(unfolded).toEqual([
      "From: =?UTF-8?B?QsO8Y2hlciAidW5kIiBtZWhy?= <news@xn--bcher-kva.example>",
      'To: "Ann B. Sample" <ann@example.org>',
      'Reply-To: "Help, please" <help@shop.example>',
      "Subject: Hello",
      "Date: Sat, 21 Nov 2026 09:05:07 +0000",
      "Message-ID: <key-1@shop.example>",
      `X-Long: ${"word ".repeat(40).trim()}`,
      "MIME-Version: 1.0",
      expect.stringMatching(/^Content-Type: multipart\/alternative; boundary="=_[0-9a-f]{24}"$/),
    ]);
    expect(raw.toString("latin1")).toContain("Content-Type: text/plain; charset=utf-8\r\n");
  });

  it("is refused where its date is none", async () => {
    const transport = smtpTransport({ host: "127.0.0.1", port: 1 });
    expect(await transport.send({ ...message, date: new Date(Number.NaN) })).toMatchObject({
      outcome: "failed",
      error: { kind: "invalid_message", retry: "never" },
    });
  });
});
