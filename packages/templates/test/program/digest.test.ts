import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  digestProgram,
  Op,
  opLength,
  programFormat,
  type TemplateProgram,
} from "../../src/program/index.js";

const part = { segments: ["Hello"], ops: [Op.EMIT, 0], expressions: [] };
const program: Omit<TemplateProgram, "digest"> = {
  format: programFormat,
  id: "welcome",
  messageClass: "service",
  channel: "email",
  locale: "en",
  sources: { mjml: "5.4.1", compiler: "1" },
  fields: [],
  helpers: [],
  segments: [],
  links: [],
  subject: part,
  preheader: part,
  html: part,
  text: part,
};

describe("the digest of a program", () => {
  it("does not depend on key order, nor on a digest already there", () => {
    const reversed = Object.fromEntries(Object.entries(program).reverse()) as typeof program;
    expect(digestProgram(reversed)).toBe(digestProgram(program));
    expect(digestProgram({ ...program, digest: "x" } as typeof program)).toBe(
      digestProgram(program),
    );
    expect(digestProgram(program)).toMatch(/^[0-9a-f]{32}$/);
  });

  it("changes with any one character of a segment", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 300 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (text, at, by) => {
          const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
          units[at % units.length] = ((units[at % units.length] ?? 0) + by) & 0xffff;
          const other = String.fromCharCode(...units);
          const digest = (value: string): string =>
            digestProgram({ ...program, html: { ...part, segments: [value] } });
          expect(digest(other)).not.toBe(digest(text));
        },
      ),
    );
  });

  it("tells a moved boundary between two segments", () => {
    const digest = (segments: readonly string[]): string =>
      digestProgram({ ...program, html: { ...part, segments } });
    expect(digest(["ab", "c"])).not.toBe(digest(["a", "bc"]));
    expect(digest(["abc"])).not.toBe(digest(["abc", ""]));
  });
});

it("every operation has a length", () => {
  for (const code of Object.values(Op)) expect(opLength[code]).toBeGreaterThan(0);
});
