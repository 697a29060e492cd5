import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ImportRow } from "@wellsent/core/import";
import { buildSync } from "esbuild";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { type CsvFile, type CsvOptions, csvRows, csvText } from "../../src/csv/index.js";

const folder = mkdtempSync(join(tmpdir(), "wellsent-csv-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function* splitIntoChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function bytes(...parts: (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "utf8") : part)),
  );
}

async function read(
  content: string | Uint8Array,
  options: CsvOptions & { size?: number } = {},
): Promise<{ file: CsvFile; rows: ImportRow[] }> {
  const { size = 7, ...rest } = options;
  const file = await csvRows(
    splitIntoChunks(typeof content === "string" ? bytes(content) : content, size),
    rest,
  );
  const rows: ImportRow[] = [];
  for await (const row of file.rows) rows.push(row);
  return { file, rows };
}

/** As the system counts them. */
function openFiles(): number {
  return existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0;
}

async function reading(content: string | Uint8Array, options: CsvOptions = {}): Promise<unknown> {
  return read(content, options).then(
    () => null,
    (error: unknown) => error,
  );
}

describe("csvRows", () => {
  it.each([
    [",", "email,name\r\na@x.org,Anna\r\n"],
    [";", "email;name\na@x.org;Anna\n"],
    ["\t", "email\tname\na@x.org\tAnna"],
    ["|", "email|name\ra@x.org|Anna\r"],
  ])("finds the delimiter %j and the line ends", async (delimiter, content) => {
    const { file, rows } = await read(content);
    expect(file).toMatchObject({ delimiter, encoding: "utf-8", header: ["email", "name"] });
    expect(rows).toEqual([{ row: 2, values: { email: "a@x.org", name: "Anna" } }]);
  });

  it("is not misled by commas inside quotes or decimal commas", async () => {
    const { file } = await read(
      'email;"name, full";amount\na@x.org;"Berg, Anna";1,50\nb@x.org;"Au, Bo";2,50\n',
    );
    expect(file).toMatchObject({ delimiter: ";", header: ["email", "name, full", "amount"] });
  });

  it("reads a single column", async () => {
    expect(
      (await read("email\na@x.org\nb@x.org\n")).rows.map((row) => row.values["email"]),
    ).toEqual(["a@x.org", "b@x.org"]);
  });

  it.each(["utf-8", "utf-16le", "utf-16be"] as const)(
    "reads %s by its byte order mark",
    async (encoding) => {
      const text = "\ufeffemail,name\na@x.org,Jörg 💌\n";
      const content =
        encoding === "utf-8"
          ? bytes(text)
          : encoding === "utf-16le"
            ? Buffer.from(text, "utf16le")
            : Buffer.from(text, "utf16le").swap16();
      const { file, rows } = await read(content);
      expect(file).toMatchObject({ encoding, header: ["email", "name"] });
      expect(rows[0]?.values).toEqual({ email: "a@x.org", name: "Jörg 💌" });
    },
  );

  it("takes what is no UTF-8 for windows-1252, with its own signs", async () => {
    const { file, rows } = await read(
      bytes("email,name\na@x.org,J", Uint8Array.of(0xf6), "rg ", Uint8Array.of(0x80), "\n"),
    );
    expect(file.encoding).toBe("windows-1252");
    expect(rows[0]?.values["name"]).toBe("Jörg €");
  });

  it("keeps UTF-8 when only single rows are damaged, and names them", async () => {
    const good = Array.from({ length: 20 }, (_, index) => `a${index}@x.org,Jörg\n`).join("");
    const { file, rows } = await read(
      bytes("email,name\n", good, "b@x.org,J", Uint8Array.of(0xf6), "rg\n", good),
    );
    expect(file.encoding).toBe("utf-8");
    expect(rows.filter((row) => row.problem !== undefined)).toEqual([
      expect.objectContaining({ row: 22, problem: { code: "ROW_ENCODING", column: "name" } }),
    ]);
    expect(rows.filter((row) => row.values["name"] === "Jörg")).toHaveLength(40);
  });

  it("names a row damaged far behind the sample that decided the encoding", async () => {
    const many = "a@x.org,Anna\n".repeat(30_000);
    const { file, rows } = await read(
      bytes("email,name\n", many, "b@x.org,J", Uint8Array.of(0xf6), "rg\n"),
      {
        size: 65_536,
      },
    );
    expect(file.encoding).toBe("utf-8");
    expect(rows.at(-1)).toMatchObject({ row: 30_002, problem: { code: "ROW_ENCODING" } });
  });

  it("keeps quoted line breaks, doubled quotes and stray quotes", async () => {
    const { rows } = await read(
      'email,note\na@x.org,"two\r\nlines, ""quoted"""\nb@x.org,5" pipe\n',
    );
    expect(rows).toEqual([
      { row: 2, values: { email: "a@x.org", note: 'two\r\nlines, "quoted"' } },
      { row: 3, values: { email: "b@x.org", note: '5" pipe' } },
    ]);
  });

  it("numbers rows as a spreadsheet does, and leaves blank ones out", async () => {
    const { rows } = await read('email,note\n\na@x.org,"x\ny"\n,\nb@x.org,\n');
    expect(rows.map(({ row, values }) => [row, values["email"]])).toEqual([
      [3, "a@x.org"],
      [5, "b@x.org"],
    ]);
  });

  it("reports ragged rows instead of throwing", async () => {
    const { rows } = await read(
      "email,name,city\na@x.org,Anna\nb@x.org,Bo,Au,extra\nc@x.org,Cy,Au,\n",
    );
    expect(rows.map((row) => row.problem ?? null)).toEqual([
      { code: "ROW_TOO_FEW_FIELDS", detail: "2 of 3" },
      { code: "ROW_TOO_MANY_FIELDS", detail: "4 of 3" },
      null,
    ]);
  });

  it("makes header names unique and never empty", async () => {
    const { file, rows } = await read("email,,email, Email ,__proto__\na@x.org,1,2,3,4\n");
    expect(file.header).toEqual(["email", "column 2", "email (2)", "Email", "__proto__"]);
    expect(Object.entries(rows[0]?.values ?? {})).toContainEqual(["__proto__", "4"]);
  });

  it("takes column names for a file without a header", async () => {
    const { rows } = await read("a@x.org,Anna\n", { header: ["email", "name"] });
    expect(rows).toEqual([{ row: 1, values: { email: "a@x.org", name: "Anna" } }]);
  });

  it("shows the first rows ahead and gives them again", async () => {
    const { file, rows } = await read(
      `email\n${Array.from({ length: 150 }, (_, i) => `a${i}@x.org\n`).join("")}`,
    );
    expect(file.sample).toHaveLength(100);
    expect(rows).toHaveLength(150);
    expect(rows.slice(0, 100)).toEqual(file.sample);
  });

  it("refuses a first row that is data, without quoting it", async () => {
    const error = await reading("anna@x.org,Anna\nb@x.org,Bo\n");
    expect(error).toMatchObject({ code: "INPUT_HEADER_MISSING" });
    expect(String(error)).not.toContain("anna");
  });

  it.each([
    ["", "INPUT_FILE_EMPTY"],
    ["\ufeff", "INPUT_FILE_EMPTY"],
    ["\n\n", "INPUT_FILE_EMPTY"],
    [
      bytes(Uint8Array.of(0x89), "PNG\r\n", Uint8Array.of(0x1a, 0x0a, 0, 0, 0, 13)),
      "INPUT_FILE_NOT_TEXT",
    ],
    [bytes("PK", Uint8Array.of(3, 4, 20, 0, 6, 0)), "INPUT_FILE_NOT_TEXT"],
    ["%PDF-1.7\n%", "INPUT_FILE_NOT_TEXT"],
    [`email\n"${"x".repeat(300_000)}\n`, "INPUT_RECORD_TOO_LONG"],
    ['email\n"a@x.org\nb@x.org\n', "INPUT_QUOTE_OPEN"],
  ])("refuses %j as %s", async (content, code) => {
    expect(await reading(content)).toMatchObject({ name: "InputError", code });
  });

  it("never quotes the file's content in an error", async () => {
    const error = await reading('email\n"secret@x.org\nb@x.org\n');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("secret");
  });

  it("names a missing file, a directory and one it may not read", async () => {
    await expect(csvRows(join(folder, "none.csv"))).rejects.toMatchObject({
      code: "INPUT_FILE_MISSING",
    });
    await expect(csvRows(folder)).rejects.toMatchObject({ code: "INPUT_FILE_DIRECTORY" });
    const locked = join(folder, "locked.csv");
    writeFileSync(locked, "email\n");
    chmodSync(locked, 0);
    // Root may read everything.
    if (process.getuid?.() !== 0)
      await expect(csvRows(locked)).rejects.toMatchObject({ code: "INPUT_FILE_UNREADABLE" });
  });

  it("reads paths, URLs and web streams", async () => {
    const path = join(folder, "plain.csv");
    writeFileSync(path, "email\na@x.org\n");
    for (const source of [
      path,
      new URL(`file://${path}`),
      new Blob(["email\na@x.org\n"]).stream(),
    ]) {
      const file = await csvRows(source);
      const rows: ImportRow[] = [];
      for await (const row of file.rows) rows.push(row);
      expect(rows).toHaveLength(1);
    }
  });

  it("stops with the signal's reason", async () => {
    const controller = new AbortController();
    const content = bytes("email\n", "a@x.org\n".repeat(200_000));
    const file = await csvRows(splitIntoChunks(content, 65_536), { signal: controller.signal });
    const reason = new Error("enough");
    await expect(
      (async () => {
        for await (const row of file.rows) if (row.row === 150) controller.abort(reason);
      })(),
    ).rejects.toBe(reason);
  });

  it.each([
    ["a refused header", "ann@example.org\n"],
    ["no text", "email\n\0"],
    ["nothing", ""],
  ])("lets go of a file that it refuses: %s", async (_, text) => {
    const path = join(folder, "refused.csv");
    writeFileSync(path, text);
    const before = openFiles();
    await expect(csvRows(path)).rejects.toThrow();
    expect(openFiles()).toBe(before);
  });

  it("lets go of a file that is closed, and of one read to its end", async () => {
    const path = join(folder, "closed.csv");
    writeFileSync(path, `email\n${"ann@example.org\n".repeat(40_000)}`);
    const before = openFiles();
    await (await csvRows(path)).close();
    const whole = await csvRows(path);
    let count = 0;
    for await (const _ of whole.rows) count++;
    expect(count).toBe(40_000);
    await expect.poll(openFiles).toBe(before);
  });

  it("lets go of its source when closed", async () => {
    let released = false;
    const source = (async function* () {
      try {
        for (;;) yield bytes("email\n", "a@x.org\n".repeat(10_000));
      } finally {
        released = true;
      }
    })();
    const file = await csvRows(source);
    await file.close();
    await expect.poll(() => released).toBe(true);
  });

  it("reads far more than would fit within 64 MB of heap", { timeout: 120_000 }, () => {
    const megabytes = Math.max(20, propertyRuns(50));
    const script = join(folder, "read-generated.mjs");
    buildSync({
      entryPoints: [join(import.meta.dirname, "read-generated.ts")],
      outfile: script,
      bundle: true,
      platform: "node",
      format: "esm",
      conditions: ["@wellsent/source"],
    });
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["--max-old-space-size=64", script, String(megabytes)],
      {
        encoding: "utf8",
      },
    );
    expect(stderr).not.toContain("heap out of memory");
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ megabytes, rows: expect.any(Number), problems: 0 });
    expect(JSON.parse(stdout).rows).toBeGreaterThan(megabytes * 10_000);
  });

  const shared = resolve(import.meta.dirname, "../../../../../shared/data/contacts/us-500.csv");
  it.skipIf(!existsSync(shared))("reads all of shared/data/contacts/us-500.csv", async () => {
    const file = await csvRows(shared);
    const rows: ImportRow[] = [];
    for await (const row of file.rows) rows.push(row);
    expect(file).toMatchObject({ delimiter: ",", encoding: "utf-8" });
    expect(rows).toHaveLength(500);
    expect(rows.every((row) => row.problem === undefined)).toBe(true);
    expect(rows[0]?.values).toMatchObject({
      company_name: "Benton, John B Jr",
      email: "jbutt@gmail.com",
    });
  });
});

describe("csvText", () => {
  it("is read back cell by cell, whatever the cells hold", async () => {
    const cell = fc
      .string({ unit: "grapheme", maxLength: 12 })
      .filter((text) => !/^[=+\-@\t\r]|[\ufffd\ufeff\0]/.test(text));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }),
        async (cells) => {
          const rows = cells.map(([one, other], index) => ({ id: `row ${index}`, one, other }));
          const { rows: back } = await read(csvText(rows), {
            size: 1000,
            delimiter: ",",
            encoding: "utf-8",
          });
          expect(back.map((row) => row.values)).toEqual(rows);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("disarms formulas and leaves numbers alone", () => {
    expect(
      csvText([
        {
          a: "=1+1",
          b: "+49 171",
          c: "-5",
          d: "@SUM(A1)",
          e: "\t=1",
          f: "+49171",
          g: -2.5,
          h: true,
          i: null,
        },
      ]),
    ).toBe("a,b,c,d,e,f,g,h,i\r\n'=1+1,'+49 171,-5,'@SUM(A1),'\t=1,+49171,-2.5,true,\r\n");
  });

  it("writes the columns asked for, and a header even without rows", () => {
    expect(csvText([{ a: 1, b: 2 }], { columns: ["b", "c"], delimiter: ";" })).toBe(
      "b;c\r\n2;\r\n",
    );
    expect(csvText([], { columns: ["a"] })).toBe("a\r\n");
    expect(csvText([])).toBe("");
  });
});
