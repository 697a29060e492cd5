import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type XlsxLimits, xlsxRows } from "../../src/xlsx/index.js";
import { allRows, bytesOf } from "./sources.js";
import { textRows, workbookParts, type ZipPart, zipOf } from "./workbook.js";

async function read(file: Uint8Array, options = {}) {
  const { header, rows } = await xlsxRows(bytesOf(file), options);
  return { header, rows: await allRows(rows) };
}

const people = [
  ["Email", "Name"],
  ["ann@mail.example", "Ann"],
] as const;

describe("xlsxRows", () => {
  it("reads texts, numbers with all digits, days, times and truths as text", async () => {
    const header = ["Email", "Zip", "Id", "Born", "Seen", "Vip", "Sum"];
    const shared = [...header, "ann@mail.example", "01067"];
    const strings = shared.map((text) => `<si><t>${text}</t></si>`).join("");
    const at = (index: number) => String.fromCharCode(65 + index);
    const head = header
      .map((_, index) => `<c r="${at(index)}2" t="s"><v>${index}</v></c>`)
      .join("");
    const cells = [
      ...['<c r="A4" t="s"><v>7</v></c>', '<c r="B4" t="s"><v>8</v></c>'],
      ...['<c r="C4"><v>12345678901234567890</v></c>', '<c r="D4" s="1"><v>31141</v></c>'],
      ...['<c r="E4" s="2"><v>46082.354166666664</v></c>', '<c r="F4" t="b"><v>1</v></c>'],
      '<c r="G4"><f>1+1</f><v>2</v></c>',
    ];
    const sheet = `<row r="2">${head}</row><row r="4">${cells.join("")}</row>`;
    expect(await read(zipOf(workbookParts(sheet, { strings })))).toEqual({
      header,
      rows: [
        {
          row: 4,
          values: {
            ...{ Email: "ann@mail.example", Zip: "01067", Id: "12345678901234567890" },
            ...{ Born: "1985-04-04", Seen: "2026-03-01T08:30", Vip: "true", Sum: "2" },
          },
        },
      ],
    });
  });

  it("gives back every text below its column, whatever stands in it", async () => {
    const text = fc.string({ unit: fc.constantFrom("a", "=", "<", "&", '"', " ", "ß", "𝕏", "'") });
    const rows = fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 100, max: 900 }), async (given, size) => {
        const file = zipOf(workbookParts(textRows([["A", "B"], ...given])));
        const { rows } = await xlsxRows(bytesOf(file, size));
        const expected = given.flatMap(([a, b], index) =>
          `${a}${b}`.trim() === "" ? [] : [{ row: index + 2, values: { A: a, B: b } }],
        );
        expect(await allRows(rows)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("names a sheet by name and number, and marks rows beyond the header", async () => {
    const file = zipOf(workbookParts(textRows([...people, ["b@x.example", "Bob", "more"]])));
    for (const sheet of ["People", 1]) {
      const { rows } = await read(file, { sheet });
      expect(rows.map(({ problem }) => problem?.code)).toEqual([undefined, "ROW_TOO_MANY_FIELDS"]);
    }
    for (const sheet of ["Others", 2])
      await expect(read(file, { sheet })).rejects.toMatchObject({ code: "INPUT_SHEET_UNKNOWN" });
  });

  const last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>';
  it.each<[string, Uint8Array, string, XlsxLimits]>([
    ["a bomb by its declared size", bomb("0", 300_000_000), "inflatedSize", {}],
    [
      "a bomb that declares less than it holds",
      bomb("0".repeat(20_000_000), 1_000),
      "inflatedSize",
      {},
    ],
    ["one cell in the last row and column", zipOf(workbookParts(last)), "rows", {}],
    [
      "one cell in the last column",
      zipOf(workbookParts('<row r="1"><c r="XFD1"><v>1</v></c></row>')),
      ...(["columns", {}] as const),
    ],
    [
      "a column beyond all sheets",
      zipOf(workbookParts('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>')),
      ...(["columns", {}] as const),
    ],
    [
      "too many cells that lie empty",
      zipOf(workbookParts('<row r="1"><c r="Z1"/></row><row r="100"/>')),
      ...(["cells", { cells: 2_599 }] as const),
    ],
    [
      "too many shared texts",
      zipOf(workbookParts("", { strings: "<si><t/></si>".repeat(11) })),
      ...(["sharedStrings", { sharedStrings: 10 }] as const),
    ],
    ["a large file", zipOf(workbookParts(textRows(people))), "fileSize", { fileSize: 100 }],
  ])("refuses %s", async (_, file, limit, limits) => {
    await expect(read(file, { limits })).rejects.toMatchObject({
      ...{ code: "INPUT_FILE_TOO_LARGE", path: `limits.${limit}` },
    });
  });

  function bomb(text: string, declared: number): Uint8Array {
    const parts = workbookParts(textRows(people));
    return zipOf([...parts, { name: "xl/media/zeros.xml", text, declared }]);
  }

  it.each<[string, Uint8Array]>([
    ["a text", new TextEncoder().encode("email\nann@mail.example\n")],
    ["half a file", zipOf(workbookParts(textRows(people))).slice(0, 600)],
    ["an archive without a workbook", zipOf([{ name: "a.txt", text: "a" }])],
    ["parts that share their bytes", zipOf(twice(workbookParts(textRows(people))))],
    [
      "a part that declares more than it holds",
      zipOf([...workbookParts(textRows(people)), { name: "a.xml", text: "a", declared: 9 }]),
    ],
  ])("refuses %s", async (_, file) => {
    await expect(read(file)).rejects.toMatchObject({ code: "INPUT_FILE_NOT_XLSX" });
  });

  it("expands no entities", async () => {
    const entities = Array.from(
      { length: 9 },
      (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`,
    ).join("");
    const head = `<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">${entities}]>`;
    const cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row>';
    const outcome = await read(zipOf(workbookParts(cell, { head }))).catch((error) => error.code);
    expect(JSON.stringify(outcome).length).toBeLessThan(200);
  });

  it("survives any damaged byte with an error of its own", async () => {
    const file = zipOf(workbookParts(textRows(people)));
    const codes = /^INPUT_(?:FILE_|SHEET_|HEADER_)/;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(file.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const damaged = file.slice();
          damaged[at] = ((damaged[at] ?? 0) + by) % 256;
          const outcome = await read(damaged).then(
            () => "INPUT_FILE_READ",
            (error) => error.code,
          );
          expect(outcome).toMatch(codes);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** One more name for the bytes of the first part. */
function twice(parts: readonly ZipPart[]): readonly ZipPart[] {
  return [...parts, ...parts.slice(0, 1).map((part) => ({ ...part, sharing: 0 }))];
}
