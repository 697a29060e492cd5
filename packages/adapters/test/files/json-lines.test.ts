import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLinesRows } from "../../src/json-lines/index.js";
import { allRows, bytesOf } from "./sources.js";

async function read(text: string, more = {}) {
  const { rows } = await jsonLinesRows(bytesOf(text), more);
  return allRows(rows);
}

describe("jsonLinesRows", () => {
  it("makes columns of members, and of members of members", async () => {
    const lines = [
      { email: "ann@mail.example", zip: "01067", address: { city: "Ulm" }, tags: ["a", "b"] },
      { email: "bob@mail.example", vip: true, age: 41, none: null },
    ];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("\r\n");
    const { header, sample, rows } = await jsonLinesRows(bytesOf(text));
    expect(header).toEqual([...["email", "zip", "address.city", "tags", "vip", "age", "none"]]);
    expect(await allRows(rows)).toEqual([
      {
        row: 1,
        values: {
          ...{ email: "ann@mail.example", zip: "01067", "address.city": "Ulm" },
          tags: '["a","b"]',
        },
      },
      { row: 3, values: { email: "bob@mail.example", vip: "true", age: "41", none: "" } },
    ]);
    expect(sample).toHaveLength(2);
  });

  it("gives back the text of every member, in pieces of any size and encoding", async () => {
    const member = fc.string({ unit: "grapheme", maxLength: 12 });
    const lines = fc.array(fc.array(member, { minLength: 2, maxLength: 2 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (all, size, utf16) => {
          fc.pre(all.length > 0);
          const text = all.map(([a, b]) => JSON.stringify({ a, b })).join("\n");
          const bytes = utf16 ? Buffer.from(`\ufeff${text}`, "utf16le") : Buffer.from(text);
          const { rows } = await jsonLinesRows(bytesOf(bytes, size));
          expect((await allRows(rows)).map(({ values }) => [values["a"], values["b"]])).toEqual(
            all,
          );
        },
      ),
    );
  });

  it.each([
    ["what is no JSON", "{", "ROW_NOT_JSON"],
    ["a list", "[1]", "ROW_NOT_JSON"],
    ["null", "null", "ROW_NOT_JSON"],
    ["half a character", '{"a":"\\ud800"}', "ROW_ENCODING"],
    ["a number with too many digits", '{"id":12345678901234567890}', "ROW_NUMBER_INEXACT"],
    ["too many members", JSON.stringify(Object.fromEntries(many(10_000))), "ROW_TOO_MANY_FIELDS"],
    [
      "too many within",
      JSON.stringify({ a: Object.fromEntries(many(2_000)) }),
      "ROW_TOO_MANY_FIELDS",
    ],
  ])("marks a line with %s, and reads the others", async (_, line, code) => {
    const rows = await read(`{"a":"1"}\n${line}\n{"a":"2"}\n`);
    expect(rows.map(({ row, problem }) => [row, problem?.code])).toEqual([
      ...[
        [1, undefined],
        [2, code],
        [3, undefined],
      ],
    ]);
  });

  it("keeps names apart that come to the same column, and takes no prototype", async () => {
    const [row] = await read('{"a.b":"1","a":{"b":"2"},"__proto__":"3"}');
    expect(Object.entries(row?.values ?? {})).toEqual([
      ...[
        ["a.b", "1"],
        ["a.b (2)", "2"],
        ["__proto__", "3"],
      ],
    ]);
  });

  it("takes objects within objects down to the fourth, and deeper ones as text", async () => {
    const deep = `${'{"a":'.repeat(6)}1${"}".repeat(6)}`;
    const [row] = await read(deep);
    expect(row?.values).toEqual({ "a.a.a.a": '{"a":{"a":1}}' });
  });

  it("refuses a line of 10 MB at its line, a file without text and an empty one", async () => {
    const long = `{"a":"1"}\n{"a":"${"x".repeat(10_000_000)}"}`;
    await expect(read(long)).rejects.toMatchObject({
      ...{ code: "INPUT_RECORD_TOO_LONG", path: "line 2" },
    });
    await expect(read("\0\u0001\u0002{}")).rejects.toMatchObject({ code: "INPUT_FILE_NOT_TEXT" });
    await expect(read("")).rejects.toMatchObject({ code: "INPUT_FILE_EMPTY" });
  });
});

function many(count: number): readonly (readonly [string, string])[] {
  return Array.from({ length: count }, (_, index) => [`m${index}`, ""] as const);
}
