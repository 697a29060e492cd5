import fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { loadProgram, render } from "../../src/index.js";
import { type Envelope, messageBuffer, renderMessage } from "../../src/message.js";
import { Escape } from "../../src/program/index.js";
import { assemble } from "../edge/assemble/assemble.js";
import { recipient } from "../edge/assemble/recipient.js";
import { findFaults } from "./inspect.js";

const envelope: Envelope = {
  from: { address: "shop@example.com", name: "The Shop" },
  to: { address: "ann@example.com" },
  messageId: "<campaign-1.contact-7@mail.example.com>",
  date: Date.UTC(2026, 11, 24, 18),
};
const program = loadProgram(
  assemble({
    subject: ["News: ", { value: { path: ["a"] }, escape: Escape.header }],
    html: [
      '<!doctype html><html><body>.dot\n<p title="',
      { value: { path: ["b"] }, escape: Escape.attribute },
      '">\n',
      { value: { path: ["c"] }, escape: Escape.text },
      " \n</p>",
      "From here on = everything is 100% static, long enough to need soft breaks and then some more of it to be sure. \n".repeat(
        3,
      ),
      "</body></html>",
    ],
    text: ["Dear ", { value: { path: ["c"] }, escape: Escape.plain }, ",\n\n.\nFrom us to you €\n"],
  }),
);
function lines(text: string | undefined): string {
  return (text ?? "").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
}

async function parse(raw: Uint8Array) {
  return PostalMime.parse(raw.slice());
}

describe("renderMessage", () => {
  const word = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.string({ unit: "grapheme", maxLength: 80 }),
    fc
      .array(
        fc.constantFrom(
          "\r\n",
          "\n",
          " ",
          "\t",
          ".",
          "From ",
          "=",
          "é",
          "👋",
          "x".repeat(80),
          "\u2028",
        ),
      )
      .map((all) => all.join("")),
  );

  it.each(["quoted-printable", "base64", "auto"] as const)(
    "is read by an independent parser as what was rendered (%s)",
    async (encoding) => {
      const buffer = messageBuffer(64);
      await fc.assert(
        fc.asyncProperty(word, word, word, fc.boolean(), async (a, b, c, smtputf8) => {
          const who = recipient({ a, b, c });
          const strings = render(program, who);
          const message = renderMessage(program, who, { ...envelope, encoding, smtputf8 }, buffer);
          if (!strings.rendered || !message.rendered) throw new Error("not rendered");
          expect(findFaults(message.raw, { utf8: smtputf8 })).toEqual([]);
          const mail = await parse(message.raw);
          // Folding makes one space of a run; what was asked for is otherwise what arrives.
          expect(mail.subject).toBe(strings.subject);
          expect(lines(mail.html)).toBe(lines(strings.html));
          expect(lines(mail.text)).toBe(lines(strings.text));
          expect(mail.messageId).toBe(envelope.messageId);
          expect(mail.date).toBe("2026-12-24T18:00:00.000Z");
          expect(mail.headers.map((header) => header.key)).toEqual([
            "from",
            "to",
            "subject",
            "date",
            "message-id",
            "mime-version",
            "content-type",
          ]);
        }),
        { numRuns: 150 },
      );
    },
  );

  it.each([".", "From us"])(
    "begins each body on a line of its own, safe from what SMTP and mbox do to %j there",
    (c) => {
      const value = { value: { path: ["c"] }, escape: Escape.plain };
      const bare = loadProgram(
        assemble({ html: [value, " html"], text: [value, " text that ends within its line"] }),
      );
      const message = renderMessage(bare, recipient({ c }), {
        ...envelope,
        encoding: "quoted-printable",
      });
      if (!message.rendered) throw new Error("not rendered");
      expect(findFaults(message.raw)).toEqual([]);
      expect(new TextDecoder().decode(message.raw)).toContain(
        c === "." ? "\r\n\r\n=2E html" : "\r\n\r\n=46rom us html",
      );
    },
  );

  it("gives the same bytes for the same input", () => {
    const once = renderMessage(program, recipient({ a: "é", b: "", c: "x" }), envelope);
    expect(renderMessage(program, recipient({ a: "é", b: "", c: "x" }), envelope)).toEqual(once);
  });

  it("carries names, reply-to and list headers as they were given", async () => {
    const message = renderMessage(program, recipient({ a: "a", b: "b", c: "c" }), {
      ...envelope,
      from: { address: "shop@bücher.example", name: 'Äpfel & "Birnen", GmbH' },
      to: { address: "ann@example.com", name: "Ann (O'Hara), Jr." },
      replyTo: { address: "re@example.com", name: "=?utf-8?Q?not_encoded?=" },
      headers: [
        {
          name: "List-Unsubscribe",
          value: `<https://mail.example/u/${"t".repeat(300)}>, <mailto:u@mail.example?subject=${"u".repeat(60)}>`,
        },
        { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" },
      ],
    });
    if (!message.rendered) throw new Error("not rendered");
    expect(findFaults(message.raw)).toEqual([]);
    const mail = await parse(message.raw);
    expect(mail.from).toEqual({
      address: "shop@xn--bcher-kva.example",
      name: 'Äpfel & "Birnen", GmbH',
    });
    expect(mail.to).toEqual([{ address: "ann@example.com", name: "Ann (O'Hara), Jr." }]);
    expect(mail.replyTo).toEqual([{ address: "re@example.com", name: "=?utf-8?Q?not_encoded?=" }]);
    const header = (key: string) =>
      mail.headers.find((field) => field.key === key)?.value.replace(/\s+/g, " ");
    expect(header("list-unsubscribe")).toMatch(
      /^<https:\/\/mail\.example\/u\/t{300}>, <mailto:u@mail\.example\?subject=u{60}>$/,
    );
    expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
  });

  it("carries attachments and inline images with any file name", async () => {
    const content = Uint8Array.from({ length: 1000 }, (_, index) => index % 256);
    const message = renderMessage(program, recipient({ a: "a", b: "b", c: "c" }), {
      ...envelope,
      attachments: [
        {
          filename: 'Rechnung "März" – 2026, für Käufer und Käuferinnen.pdf',
          contentType: "application/pdf",
          content,
        },
        {
          filename: "plain.txt",
          contentType: "text/plain",
          content: new TextEncoder().encode("hi"),
        },
        { filename: "empty", content: new Uint8Array() },
        { filename: "logo.png", contentType: "image/png", content, contentId: "logo@shop" },
      ],
    });
    if (!message.rendered) throw new Error("not rendered");
    expect(findFaults(message.raw)).toEqual([]);
    const mail = await parse(message.raw);
    expect(
      mail.attachments.map((file) => [
        file.filename,
        file.mimeType,
        file.disposition,
        file.contentId,
      ]),
    ).toEqual([
      ["logo.png", "image/png", "inline", "<logo@shop>"],
      [
        'Rechnung "März" – 2026, für Käufer und Käuferinnen.pdf',
        "application/pdf",
        "attachment",
        undefined,
      ],
      ["plain.txt", "text/plain", "attachment", undefined],
      ["empty", "application/octet-stream", "attachment", undefined],
    ]);
    expect(new Uint8Array(mail.attachments[1]?.content as ArrayBuffer)).toEqual(content);
    expect(mail.html).toContain("<!doctype html>");
  });

  it("keeps UTF-8 addresses under SMTPUTF8 and refuses them without", async () => {
    const to = { address: "jörg@bücher.example" };
    const who = recipient({ a: "ü", b: "b", c: "c" });
    expect(() => renderMessage(program, who, { ...envelope, to })).toThrow(
      expect.objectContaining({ code: "INPUT_ADDRESS_SMTPUTF8", path: "to" }),
    );
    const message = renderMessage(program, who, { ...envelope, to, smtputf8: true });
    if (!message.rendered) throw new Error("not rendered");
    expect((await parse(message.raw)).to?.[0]?.address).toBe("jörg@bücher.example");
    expect(new TextDecoder().decode(message.raw)).toContain("Subject: News: ü\r\n");
  });

  it.each([
    [
      "a header value with CRLF",
      { headers: [{ name: "X-A", value: "a\r\nBcc: b@example.com" }] },
      "INPUT_HEADER_VALUE",
    ],
    ["a header value with LF", { headers: [{ name: "X-A", value: "a\nb" }] }, "INPUT_HEADER_VALUE"],
    [
      "a header value with NUL",
      { headers: [{ name: "X-A", value: "a\0b" }] },
      "INPUT_HEADER_VALUE",
    ],
    [
      "a header value with DEL",
      { headers: [{ name: "X-A", value: "a\x7fb" }] },
      "INPUT_HEADER_VALUE",
    ],
    [
      "a header value with U+0085",
      { smtputf8: true, headers: [{ name: "X-A", value: "a\u0085b" }] },
      "INPUT_HEADER_VALUE",
    ],
    [
      "an address over 320 characters",
      { to: { address: `${"a".repeat(309)}@example.com` } },
      "INPUT_ADDRESS",
    ],
    [
      "a header name with a colon",
      { headers: [{ name: "X-A: b", value: "a" }] },
      "INPUT_HEADER_NAME",
    ],
    ["a second Subject", { headers: [{ name: "subject", value: "a" }] }, "INPUT_HEADER_NAME"],
    [
      "an address with a line end",
      { to: { address: "a@example.com\r\nBcc: b@example.com" } },
      "INPUT_ADDRESS",
    ],
    [
      "an address with a second one",
      { to: { address: "a@example.com,b@example.com" } },
      "INPUT_ADDRESS",
    ],
    ["an address that is none", { to: { address: "ann" } }, "INPUT_ADDRESS"],
    ["a message id with a line end", { messageId: "<a@b\r\n>" }, "INPUT_MESSAGE_ID"],
    ["a date that is none", { date: Number.NaN }, "INPUT_DATE"],
    [
      "a content type with a parameter",
      {
        attachments: [{ filename: "a", contentType: "text/html; x=y", content: new Uint8Array() }],
      },
      "INPUT_ATTACHMENT",
    ],
    [
      "a content id with brackets",
      { attachments: [{ filename: "a", contentId: "<a>", content: new Uint8Array() }] },
      "INPUT_ATTACHMENT",
    ],
    [
      "a file name with a line end",
      { attachments: [{ filename: "a\r\nb", content: new Uint8Array() }] },
      "INPUT_PARAMETER",
    ],
  ] as const)("refuses %s", (_, over, code) => {
    expect(() =>
      renderMessage(program, recipient({ a: "", b: "", c: "" }), { ...envelope, ...over }),
    ).toThrow(expect.objectContaining({ code }));
  });

  it("strips what a display name must not hold, since people type those themselves", async () => {
    const to = { address: "a@example.com", name: "Ann\r\nBcc: b@example.com\u202e" };
    const message = renderMessage(program, recipient({ a: "", b: "", c: "" }), { ...envelope, to });
    if (!message.rendered) throw new Error("not rendered");
    const mail = await parse(message.raw);
    expect(mail.bcc).toBeUndefined();
    expect(mail.to?.[0]?.name).toBe("Ann Bcc: b@example.com");
  });

  it("gives memory of its own, no more than the message takes, where no buffer is given", () => {
    const one = renderMessage(program, recipient({ a: "one", b: "", c: "" }), envelope);
    if (!one.rendered) throw new Error("not rendered");
    const before = one.raw.slice();
    renderMessage(program, recipient({ a: "other", b: "", c: "" }), envelope);
    expect(one.raw).toEqual(before);
    expect(one.raw.buffer.byteLength).toBe(one.raw.length);
  });

  it("leaves nothing in the buffer where the envelope is at fault", () => {
    const buffer = messageBuffer();
    const attachments = [{ filename: "a", contentType: "none", content: new Uint8Array() }];
    const who = recipient({ a: "", b: "", c: "" });
    expect(() => renderMessage(program, who, { ...envelope, attachments }, buffer)).toThrow(
      expect.objectContaining({ code: "INPUT_ATTACHMENT" }),
    );
    expect(buffer.out.length).toBe(0);
  });

  it("leaves nothing in the buffer for who is not written to", () => {
    const buffer = messageBuffer();
    const message = renderMessage(program, recipient({ a: {}, b: "", c: "" }), envelope, buffer);
    expect(message).toEqual({ rendered: false, reasons: [{ code: "VALUE_OBJECT", path: "a" }] });
    expect(buffer.out.length).toBe(0);
  });
});
