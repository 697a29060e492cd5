import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadProgram, render, TemplateError, type TemplateProgram } from "../../src/index.js";
import { digestProgram, Escape, Op, type Part } from "../../src/program/index.js";
import { assemble, use } from "./assemble/assemble.js";
import { recipient } from "./assemble/recipient.js";

const sound = assemble({
  fields: [use("rows", { type: "list" }), use("name", { type: "name", fallback: "you" })],
  links: [
    {
      index: 0,
      name: null,
      target: "https://shop.example/",
      url: null,
      query: null,
      tracked: true,
    },
  ],
  html: [
    "a",
    { when: { path: ["on"] }, shows: ["b"], otherwise: ["c"] },
    {
      each: { path: ["rows"], field: 0 },
      scope: 1,
      body: [{ value: { call: "upper", args: [{ path: [], scope: 1 }] }, escape: Escape.text }],
    },
    { link: 0, body: ["https://shop.example/"] },
    {
      value: { fallback: { path: ["name"], field: 1 }, otherwise: { literal: "you" } },
      escape: Escape.text,
    },
    { value: { salutation: { form: { literal: "formal" } } }, escape: Escape.text },
    { pixel: true },
  ],
});

/** The digest made good again: what a forger, or a compiler with a bug, would hand in. */
function forged(change: Partial<TemplateProgram>): TemplateProgram {
  const { digest: _, ...rest } = { ...sound, ...change };
  return { ...rest, digest: digestProgram(rest) };
}
function withOps(ops: readonly number[]): TemplateProgram {
  return forged({ html: { ...sound.html, ops } });
}
const shape = expect.objectContaining({ code: "TEMPLATE_PROGRAM_SHAPE" });

describe("loadProgram", () => {
  it("refuses a link whose URL has links of its own, and would never end", () => {
    const ops = [Op.LINK, 0, 3];
    const url: Part = { segments: [], ops, expressions: [] };
    const links = [{ index: 0, name: null, target: null, url, query: null, tracked: true }];
    expect(() => loadProgram(forged({ links }))).toThrow(shape);
  });

  it("takes a program straight from the compiler or back from JSON", () => {
    const who = recipient({ rows: ["x", "y"], on: true, name: "Ann" });
    const direct = render(loadProgram(sound), who);
    expect(direct).toMatchObject({ rendered: true, html: "abXYhttps://shop.example/AnnHello" });
    expect(render(loadProgram(JSON.parse(JSON.stringify(sound))), who)).toEqual(direct);
  });

  // The first had no text part that is still to be set, and arguments of partials reached into
  // loops.
  it.each(["wellsent.template/1", "wellsent.template/3"])("refuses %s by name", (format) => {
    const code = { code: "TEMPLATE_PROGRAM_VERSION" };
    expect(() => loadProgram({ ...sound, format })).toThrow(expect.objectContaining(code));
  });

  it.each([null, undefined, 1, "", [], {}, { format: null }, { format: "wellsent.template/2" }])(
    "refuses %j",
    (value) => {
      expect(() => loadProgram(value)).toThrow(TemplateError);
    },
  );

  it("refuses a program in which any one character was changed", () => {
    const text = JSON.stringify(sound);
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom("0", "1", "x", "Z", " "),
        (at, character) => {
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          let value: unknown;
          try {
            value = JSON.parse(changed);
          } catch {
            return;
          }
          if (JSON.stringify(value) === text) return;
          expect(() => loadProgram(value)).toThrow(TemplateError);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ["an unknown operation", [99]],
    ["half an operation", [Op.VALUE, 0]],
    ["a segment that is not there", [Op.EMIT, 1000]],
    ["a negative segment", [Op.EMIT, -1]],
    ["half a segment", [Op.EMIT, 0.5]],
    ["an expression that is not there", [Op.VALUE, 1000, 0]],
    ["an escape that is not there", [Op.VALUE, 0, 18]],
    ["a jump out of the program", [Op.JUMP, 3]],
    ["a jump into an operation", [Op.JUMP, 3, Op.EMIT, 0]],
    ["a jump backwards", [Op.EMIT, 0, Op.JUMP, 0]],
    ["a condition that jumps to itself", [Op.IF, 0, 0]],
    ["a loop without a beginning", [Op.EMIT, 0, Op.NEXT, 1, 0]],
    ["a loop that begins itself again", [Op.EACH, 0, 1, 7, Op.NEXT, 1, 0]],
    ["a loop over the recipient's scope", [Op.EACH, 0, 0, 7, Op.NEXT, 0, 4]],
    ["a loop in a scope too deep", [Op.EACH, 0, 64, 7, Op.NEXT, 64, 4]],
    [
      "a loop that shares its scope with one inside it",
      [Op.EACH, 0, 1, 15, Op.EACH, 0, 1, 12, Op.EMIT, 0, Op.JUMP, 12, Op.NEXT, 1, 4],
    ],
    ["a link that is not there", [Op.LINK, 1, 3]],
    ["a jump into the middle of a link", [Op.JUMP, 5, Op.LINK, 0, 7, Op.EMIT, 0]],
    [
      "a condition before a link that ends in it",
      [Op.IF, 0, 8, Op.LINK, 0, 10, Op.EMIT, 0, Op.EMIT, 0],
    ],
    [
      "a loop that comes back into a link",
      [Op.LINK, 0, 9, Op.EACH, 0, 1, 12, Op.EMIT, 0, Op.NEXT, 1, 7],
    ],
    ["a link in a link", [Op.LINK, 0, 8, Op.LINK, 0, 8, Op.EMIT, 0]],
    [
      "a link that ends in the middle of another",
      [Op.LINK, 0, 8, Op.LINK, 0, 10, Op.EMIT, 0, Op.EMIT, 0],
    ],
  ])("refuses %s", (_, ops) => {
    expect(() => loadProgram(withOps(ops))).toThrow(shape);
  });

  it("says where the jump is that leads into the middle of a link", () => {
    const program = withOps([Op.EMIT, 0, Op.JUMP, 7, Op.LINK, 0, 9, Op.EMIT, 0]);
    expect(() => loadProgram(program)).toThrow(expect.objectContaining({ path: "html.ops[2]" }));
  });

  it("takes jumps that stay in a link, lead to its beginning or end, or out of it", () => {
    const ops = [
      Op.IF,
      0,
      3,
      Op.LINK,
      0,
      11,
      Op.IF,
      0,
      11,
      Op.EMIT,
      0,
      Op.LINK,
      0,
      16,
      Op.JUMP,
      18,
      Op.EMIT,
      0,
    ];
    const program = loadProgram(withOps(ops));
    const written = (clicks: boolean): unknown =>
      render(program, recipient({ on: true }, { tracking: { clicks, opens: false } }));
    expect(written(false)).toMatchObject({ rendered: true, html: "a" });
    expect(written(true)).toMatchObject({
      rendered: true,
      html: "https://track.example/c/TOKEN/0https://track.example/c/TOKEN/0a",
    });
  });

  it.each([
    ["an expression that looks at itself", { kind: "present", of: 0 }],
    ["an expression that looks ahead", { kind: "fallback", of: 1, otherwise: 1 }],
    ["a path through something that is no key", { kind: "path", scope: 0, keys: [1], field: -1 }],
    ["a field that is not there", { kind: "path", scope: 0, keys: [], field: 2 }],
    ["a kind nobody knows", { kind: "eval", code: "1" }],
    ["a link nobody has", { kind: "url", role: "constructor" }],
    ["a formatter from the prototype", { kind: "call", helper: "constructor", args: [], hash: {} }],
  ])("refuses %s", (_, expression) => {
    const html: Part = JSON.parse(
      JSON.stringify({ ...sound.html, ops: [], expressions: [expression] }),
    );
    expect(() => loadProgram(forged({ html }))).toThrow(shape);
  });

  it.each(["constructor", "secret"])(
    "refuses a field of the type %s, which nobody knows",
    (type) => {
      const program: TemplateProgram = JSON.parse(
        JSON.stringify(sound).replace('"type":"list"', `"type":"${type}"`),
      );
      expect(() => loadProgram(forged(program))).toThrow(
        expect.objectContaining({ code: "TEMPLATE_PROGRAM_SHAPE", path: "fields[0]" }),
      );
    },
  );

  it("refuses what was made to overflow the stack, or never to end", () => {
    const value: unknown = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
    const endless: Record<string, unknown> = { ...sound };
    endless["self"] = endless;
    for (const made of [{ ...sound, more: value }, endless]) {
      expect(() => loadProgram(made)).toThrow(
        expect.objectContaining({ code: "TEMPLATE_PROGRAM_DIGEST" }),
      );
    }
  });

  it("never hangs and never throws anything uncoded, whatever the operations are", () => {
    const number = fc.oneof(fc.integer({ min: -1, max: 12 }), fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(fc.array(number, { maxLength: 24 }), (ops) => {
        try {
          render(loadProgram(withOps(ops)), recipient({ rows: ["a", "b"], on: true }));
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
