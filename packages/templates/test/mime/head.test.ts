import fc from "fast-check";
import PostalMime, { decodeWords } from "postal-mime";
import { describe, expect, it } from "vitest";
import { byteWriter } from "../../src/encode/utf8-writer.js";
import { headerText } from "../../src/escape/header.js";
import type { Envelope } from "../../src/message.js";
import { writeHead } from "../../src/mime/index.js";
import { slowHead } from "./head-oracle.js";

const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 120 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        ...'aZ0 \t=?é€👋\u00a0"\\,.',
        "  ",
        "=?",
        "word ",
        "long".repeat(18),
        "Łucja ",
      ),
      {
        maxLength: 30,
      },
    )
    .map((all) => all.join("")),
);
/** What a host may pass in: no control but the tab, no word longer than a line. */
const given = words
  .map((text) => text.replace(/(?!\t)\p{Cc}/gu, "").replace(/\p{Surrogate}/gu, ""))
  .filter((text) =>
    text.split(/[ \t]+/).every((word) => word.length <= (/^[ -~\t]*$/.test(text) ? 900 : 300)),
  );
const address = fc.record({
  address: fc.constantFrom(
    "ann@example.com",
    "a.b+c@mail.example",
    `${"l".repeat(60)}@${"d".repeat(60)}.example`,
  ),
  name: words,
});
const envelope: fc.Arbitrary<Envelope> = fc.record(
  {
    from: address,
    to: address,
    replyTo: address,
    messageId: fc.constantFrom("<a@b>", `<${"i".repeat(90)}@${"h".repeat(90)}>`),
    date: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    headers: fc.array(
      fc.record({ name: fc.constantFrom("X-A", "List-Unsubscribe", "n".repeat(76)), value: given }),
    ),
    smtputf8: fc.boolean(),
  },
  { requiredKeys: ["from", "to", "messageId", "date"] },
);

function renderHead(given: Envelope, subject: string): string {
  const out = byteWriter(16);
  writeHead(out, given, subject);
  return new TextDecoder().decode(out.bytes.subarray(0, out.length));
}

describe("writeHead", () => {
  it("writes every header as the slow way does", () => {
    fc.assert(
      fc.property(envelope, words, (of, subject) => {
        expect(renderHead(of, subject)).toBe(slowHead(of, subject));
      }),
      { numRuns: 2000 },
    );
  });

  it("writes each date of its own, one after another", () => {
    const dates = [0, 999, 1000, 951_782_400_000, 999, 4_102_444_799_999];
    const from = { address: "a@b.example" };
    const lines = dates.map(
      (date) => renderHead({ from, to: from, messageId: "<a@b>", date }, "").split("\r\n")[3],
    );
    expect(lines).toEqual([
      "Date: Thu, 01 Jan 1970 00:00:00 +0000",
      "Date: Thu, 01 Jan 1970 00:00:00 +0000",
      "Date: Thu, 01 Jan 1970 00:00:01 +0000",
      "Date: Tue, 29 Feb 2000 00:00:00 +0000",
      "Date: Thu, 01 Jan 1970 00:00:00 +0000",
      "Date: Thu, 31 Dec 2099 23:59:59 +0000",
    ]);
  });

  it("refuses a word that would make a line of over 998 octets", () => {
    const from = { address: "a@b.example" };
    const of = { from, to: from, messageId: "<a@b>", date: 0 };
    for (const [value, smtputf8] of [
      ["x".repeat(901), false],
      ["€".repeat(301), true],
    ] as const) {
      expect(() => renderHead({ ...of, smtputf8, headers: [{ name: "X-A", value }] }, "")).toThrow(
        expect.objectContaining({ code: "INPUT_HEADER_VALUE" }),
      );
    }
  });

  it("keeps to the limits of lines, whatever the name of the header, and reads back", async () => {
    const named = fc.record({
      name: fc.integer({ min: 1, max: 76 }).map((length) => "X".repeat(length)),
      value: fc.oneof(
        given,
        fc.string({ unit: fc.constantFrom("é", "👋", "x", " "), maxLength: 120 }),
      ),
    });
    const of = { from: { address: "a@b.example" }, to: { address: "a@b.example" } };
    await fc.assert(
      fc.asyncProperty(named, words, fc.boolean(), async (header, subject, smtputf8) => {
        const raw = renderHead(
          { ...of, messageId: "<a@b>", date: 0, headers: [header], smtputf8 },
          subject,
        );
        for (const line of raw.split("\r\n")) {
          if (line.includes("=?UTF-8?B?")) expect(line.length).toBeLessThanOrEqual(76);
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(998);
          // Over 78 only for a word that no line could hold, or a name so long that it stands
          // alone.
          if (line.length > 78) expect(line.trim().split(" ").at(-1)?.length).toBeGreaterThan(75);
        }
        const read = await PostalMime.parse(`${raw}\r\n`);
        const space = (text: string): string => text.replace(/[ \t]+/g, " ").trim();
        expect(space(read.subject ?? "")).toBe(space(headerText(subject)));
        const found = read.headers.find(({ originalKey }) => originalKey === header.name);
        // What was ASCII, or is UTF-8, goes as it stands; a host may have encoded it itself.
        if (!smtputf8 && /[^\t -~]/.test(header.value))
          expect(space(decodeWords(found?.value ?? ""))).toBe(space(headerText(header.value)));
      }),
      { numRuns: 1000 },
    );
  });
});
