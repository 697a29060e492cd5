import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CsvDelimiter, type CsvOptions, csvRows } from "../../src/csv/index.js";

async function* pieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

interface Read {
  readonly header: readonly string[];
  readonly delimiter: CsvDelimiter;
  readonly encoding: string;
  readonly rows: readonly (readonly string[])[];
  readonly numbers: readonly number[];
  readonly problems: number;
}

async function read(
  content: Uint8Array | string,
  size = 7,
  options: CsvOptions = {},
): Promise<Read> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const { header, delimiter, encoding, rows } = await csvRows(pieces(bytes, size), options);
  const found: (readonly string[])[] = [];
  const numbers: number[] = [];
  let problems = 0;
  for await (const { row, values, problem } of rows) {
    found.push(header.map((column) => values[column] ?? ""));
    numbers.push(row);
    if (problem !== undefined) problems++;
  }
  return { header, delimiter, encoding, rows: found, numbers, problems };
}

function utf16(text: string, order: "le" | "be"): Buffer {
  const bytes = Buffer.from(text, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
}

describe("line ends", () => {
  it.each([
    ["CRLF in the header and LF below", "email,name\r\na@x.org,Anna\nb@x.org,Bo\n"],
    ["LF in the header and CRLF below", "email,name\na@x.org,Anna\r\nb@x.org,Bo\r\n"],
    ["CR and CRLF", "email,name\ra@x.org,Anna\r\nb@x.org,Bo\r"],
    ["all three", "email,name\r\na@x.org,Anna\nb@x.org,Bo\r"],
    ["CR alone", "email,name\ra@x.org,Anna\rb@x.org,Bo"],
  ])("are read when they are %s", async (_, text) => {
    for (const size of [1, 2, 5, 100]) {
      expect(await read(text, size)).toMatchObject({
        ...{ header: ["email", "name"], numbers: [2, 3], problems: 0 },
        rows: [
          ["a@x.org", "Anna"],
          ["b@x.org", "Bo"],
        ],
      });
    }
  });
});

describe("the line sep=", () => {
  it.each([
    ["sep=;\r\nemail;name\r\na@x.org;Berg, Anna\r\n", ";"],
    ["\ufeffsep=;\nemail;name\na@x.org;Berg, Anna\n", ";"],
    ['"sep=|"\nemail|name\na@x.org|Berg, Anna\n', "|"],
    ["SEP=\t\r\nemail\tname\r\na@x.org\tBerg, Anna\r\n", "\t"],
    ['sep=,\nemail,name\na@x.org,"Berg, Anna"\n', ","],
    // Fewer of its delimiter than of another sign: what the file says counts.
    ["sep=;\nemail;name\na@x.org;Berg, Anna, B.A., M.A.\n", ";"],
  ])("names the delimiter and is no row: %j", async (text, delimiter) => {
    for (const size of [1, 4, 100]) {
      const found = await read(text, size);
      expect(found).toMatchObject({ delimiter, header: ["email", "name"], numbers: [2] });
      expect(found.rows[0]?.[1]).toMatch(/^Berg, Anna/);
    }
  });

  it("gives way to a delimiter that the caller names, and to column names", async () => {
    const text = "sep=;\na@x.org;Anna\n";
    const options = { delimiter: ";" as const, header: ["email", "name"] };
    expect(await read(text, 3, options)).toMatchObject({
      rows: [["a@x.org", "Anna"]],
      numbers: [1],
    });
  });
});

describe("UTF-16 without a byte order mark", () => {
  it.each(["le", "be"] as const)(
    "is found in the order %s, by what stands in it",
    async (order) => {
      for (const name of ["Anna", "Jörg 💌", "王小明", "Ольга", "عمر"]) {
        const found = await read(utf16(`email,name\r\na@x.org,${name}\r\n`, order), 3);
        expect(found).toMatchObject({ encoding: `utf-16${order}`, rows: [["a@x.org", name]] });
      }
    },
  );

  it("is not seen in pictures and archives", async () => {
    const png = Buffer.from("89504e470d0a1a0a0000000d494844520000001000000010", "hex");
    const zip = Buffer.from("504b0304140006000800000021004a5b", "hex");
    for (const content of [png, zip, Buffer.from("email\n\0")])
      await expect(read(content)).rejects.toMatchObject({ code: "INPUT_FILE_NOT_TEXT" });
  });
});

// The situations of csv-spectrum, of PapaParse's tests and of csv-test-data, in files of our own.
describe("what corpora of CSV hold", () => {
  it.each<[string, string, readonly (readonly string[])[]]>([
    ["commas in quotes", 'a,b\n"1, 2",3\n', [["1, 2", "3"]]],
    [
      "empty cells, quoted and not",
      'a,b,c\n1,"",""\n2,3,\n',
      [
        ["1", "", ""],
        ["2", "3", ""],
      ],
    ],
    [
      "doubled quotes",
      'a,b\n1,"ha ""ha"" ha"\n3,4\n',
      [
        ["1", 'ha "ha" ha'],
        ["3", "4"],
      ],
    ],
    [
      "JSON",
      'key,val\n1,"{""type"": ""Point"", ""at"": [102.0, 0.5]}"\n',
      [["1", '{"type": "Point", "at": [102.0, 0.5]}']],
    ],
    [
      "line ends in quotes",
      'a,b\r\n1,"one\ntwo\r\nthree\rfour"\r\n',
      [["1", "one\ntwo\r\nthree\rfour"]],
    ],
    ["quotes and line ends", 'a,b\n1,"ha \n""ha"" \nha"\n', [["1", 'ha \n"ha" \nha']]],
    ["a stray quote", 'a,b\n1,5" pipe\n', [["1", '5" pipe']]],
    ["quotes at a cell's end", 'a,b\n1,say "hi"\n', [["1", 'say "hi"']]],
    ["quotes around delimiters", 'a,b,c\nA,""",""",C\n', [["A", '","', "C"]]],
    ["spaces around quotes", 'a,b\n1, "x" \n', [["1", ' "x" ']]],
    ["a quoted header", '"a","b"\n"1","2"\n', [["1", "2"]]],
    ["a cell of one quote doubled", 'a,b\n"""",2\n', [['"', "2"]]],
    [
      "blank lines among rows",
      "a,b\n\n1,2\n\r\n3,4\n\n",
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    ["one column", "a\n1\n2\n", [["1"], ["2"]]],
    ["no line end at the end, in quotes", 'a,b\n1,"2"', [["1", "2"]]],
    ["several marks at the start", '\ufeff\ufeff"a",b\n1,2\n', [["1", "2"]]],
    [
      "quotes behind backslashes",
      'a,b\n"say \\"hi, you\\" now","2"\n"x","y"\n',
      [
        ['say "hi, you" now', "2"],
        ["x", "y"],
      ],
    ],
    ["backslashes that are text", 'a,b\n"C:\\dir\\","say ""hi"""\n', [["C:\\dir\\", 'say "hi"']]],
    ["a backslash at a cell's end", 'a,b\n"C:\\",2\n', [["C:\\", "2"]]],
    ["letters of many scripts", "a,b\nÅngström,日本語 🙂\n", [["Ångström", "日本語 🙂"]]],
  ])("reads %s", async (_, text, rows) => {
    for (const size of [1, 3, 1_000]) expect((await read(text, size)).rows).toEqual(rows);
  });
});

describe("any legal way to write rows", () => {
  /** The writer knows what it wrote: that is the oracle. */
  const written = fc.record({
    delimiter: fc.constantFrom<CsvDelimiter>(",", ";", "\t", "|"),
    encoding: fc.constantFrom("utf-8", "utf-16le", "utf-16be"),
    mark: fc.boolean(),
    announced: fc.boolean(),
    rows: fc.array(
      fc.record({
        cells: fc.tuple(
          fc.string({ unit: fc.constantFrom(..."ab1 ,;|\t\"\\'\n\rä日🙂@.-"), maxLength: 8 }),
          fc.string({ unit: fc.constantFrom(..."ab1 ,;|\t\"\\'\n\rä日🙂@.-"), maxLength: 8 }),
        ),
        quoted: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        end: fc.constantFrom("\n", "\r\n", "\r"),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    headEnd: fc.constantFrom("\n", "\r\n", "\r"),
    lastEnd: fc.boolean(),
    size: fc.integer({ min: 1, max: 40 }),
  });

  it("is read as the same rows", async () => {
    await fc.assert(
      fc.asyncProperty(
        written,
        async ({ delimiter, encoding, mark, announced, rows, headEnd, lastEnd, size }) => {
          const writeCell = (cell: string, quote: boolean): string =>
            quote || /["\r\n]/.test(cell) || cell.includes(delimiter)
              ? `"${cell.replaceAll('"', '""')}"`
              : cell;
          const lines = rows.map(
            ({ cells, quoted, end }, index) =>
              [`p${index}@x.org`, ...cells]
                .map((cell, at) => writeCell(cell, quoted[at] === true))
                .join(delimiter) + (lastEnd || index < rows.length - 1 ? end : ""),
          );
          const text = [
            mark ? "\ufeff" : "",
            announced ? `sep=${delimiter}${headEnd}` : "",
            ["email", "one", "other"].join(delimiter) + headEnd,
            ...lines,
          ].join("");
          const bytes =
            encoding === "utf-8"
              ? Buffer.from(text)
              : utf16(text, encoding === "utf-16le" ? "le" : "be");
          // The delimiter is told by the file or the caller: cells full of other signs may outvote
          // it.
          const found = await read(bytes, size, announced ? {} : { delimiter });
          expect(found).toMatchObject({ delimiter, encoding, problems: 0 });
          expect(found.rows).toEqual(rows.map(({ cells }, index) => [`p${index}@x.org`, ...cells]));
        },
      ),
      { numRuns: 400 },
    );
  });
});
