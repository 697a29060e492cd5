import { type BadRow, inferMapping } from "@wellsent/core/import";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { badRowsCsv, csvRows, csvText, mendedRows } from "../../src/csv/index.js";
import {
  importValues,
  openShop,
  type Settings,
  type Shop,
  stored,
  type Values,
} from "./imported.js";

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** Imports, and gives what was not as a file. */
async function badOf(
  acme: Shop,
  values: readonly Values[],
  more: Settings = {},
): Promise<{ readonly rows: readonly BadRow[]; readonly text: string }> {
  const rows: BadRow[] = [];
  await importValues(acme, values, { ...more, onBadRow: (row) => void rows.push(row) });
  const file = badRowsCsv([...new Set(values.flatMap((one) => Object.keys(one)))]);
  return { rows, text: [file.head, ...rows.map((row) => file.line(row))].join("") };
}

async function readMended(text: string): Promise<readonly Values[]> {
  const { rows } = await mendedRows(bytesOf(text));
  const all: Values[] = [];
  for await (const { values } of rows) all.push(values);
  return all;
}

describe("bad rows as a file", () => {
  it("names row, field, code and value, and keeps the row's own cells", async () => {
    const acme = await openShop();
    const { rows, text } = await badOf(acme, [
      { email: "ann@mail.example", city: "Ulm", changed: "", status: "" },
      { email: "bob@mail", city: "=1+1", changed: "", status: "" },
      { email: "eve@mail.example", city: "Bonn", changed: "soon", status: "" },
      { email: "gus@mail.example", city: "Bonn", changed: "soon", status: "unsubscribed" },
    ]);
    expect(rows.map(({ row, column, code, value }) => [row, column, code, value])).toEqual([
      [3, "email", "EMAIL_DOMAIN_NOT_PUBLIC", "bob@mail"],
      [4, "changed", "ATTRIBUTE_INVALID", "soon"],
      [5, "changed", "ATTRIBUTE_INVALID", "soon"],
    ]);
    expect(text.split("\r\n").slice(0, 2)).toEqual([
      "\ufeffimport row,import field,import code,import detail,import value,import beyond,email,city,changed,status",
      "3,email,EMAIL_DOMAIN_NOT_PUBLIC,b***@m***,bob@mail,,bob@mail,'=1+1,,",
    ]);
  });

  it("gives them in a dry run, and again when the import is run again", async () => {
    const acme = await openShop();
    const values = [{ email: "nobody" }, { email: "ann@mail.example" }, { email: "no one" }];
    const first = await badOf(acme, values, { batchSize: 1 });
    const again = await badOf(acme, values, { batchSize: 1 });
    expect(again.rows).toEqual(first.rows);
    expect(first.rows).toHaveLength(2);
  });

  it("gives no row of a person whose data was erased", async () => {
    const acme = await openShop();
    const ann = { email: "ann@mail.example", city: "Ulm" };
    await importValues(acme, [ann]);
    const { contact } = await acme.identify({ email: ann.email });
    await acme.erase(contact);
    const { rows } = await badOf(acme, [ann], { importId: "second" });
    expect(rows).toEqual([]);
  });

  it("gives back every cell as it was, formulas and apostrophes included", async () => {
    const text = fc.string({
      unit: fc.constantFrom(
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        "'",
        '"',
        ",",
        ";",
        "a",
        "1",
        "ß",
        "\\",
      ),
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 2, maxLength: 2 }), async ([a = "", b = ""]) => {
        const file = badRowsCsv(["A", "B"]);
        const bad = { row: 2, column: "A", code: "X", value: a, values: { A: a, B: b } };
        expect(await readMended(file.head + file.line(bad))).toEqual([{ A: a, B: b }]);
        const cells = file.line(bad).split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
        for (const cell of cells) {
          const shown = cell.trim().replace(/^"/, "");
          if (/^[=+\-@\t\r]/.test(shown)) expect(shown).toMatch(/^[+-]?\d+([.,]\d+)?"?$/);
        }
      }),
      { numRuns: propertyRuns(400) },
    );
  });

  it("is written for zeros and half characters, and these stay marked", async () => {
    const file = badRowsCsv(["A"]);
    const bad = { row: 2, column: "A", code: "X", value: "", values: { A: "a\0b\ud800" } };
    const { rows } = await mendedRows(bytesOf(file.head + file.line(bad)));
    for await (const row of rows) {
      expect(row.problem).toMatchObject({ code: "ROW_ENCODING", column: "A" });
      expect(row.values).toEqual({ A: "a\ufffdb\ufffd" });
    }
  });

  it("comes to the same mended and imported as if the file had been right", async () => {
    const name = fc.constantFrom("Ann", "=Bob", "'Eve", "Gus, the first");
    const row = fc.record({
      name,
      city: fc.constantFrom("Ulm", "-Bonn", ""),
      fault: fc.constantFrom("none", "none", "address", "date"),
      status: fc.constantFrom("", "subscribed", "unsubscribed"),
    });
    const evidence = () => ({ method: "paper", record: { form: "7" } }) as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (rows, goodFirst) => {
          const right = rows.map(({ fault: _, ...rest }, index) => ({
            ...{ email: `p${index}@mail.example`, changed: "2026-01-01", ...rest },
          }));
          const given = right.map((one, index) => ({
            ...one,
            ...(rows[index]?.fault === "address" && { email: `p${index}(at)mail.example` }),
            ...(rows[index]?.fault === "date" && { changed: "soon" }),
          }));
          const mend = (one: Values): Values => ({
            ...one,
            email: (one["email"] ?? "").replace("(at)", "@"),
            changed: "2026-01-01",
          });
          const [whole, parted] = [await openShop(), await openShop()];
          await importValues(whole, right, { importId: "whole", evidence });
          const draft = await openShop();
          const { rows: bad, text } = await badOf(draft, given, { importId: "given", evidence });
          const faulty = rows.filter(({ fault }) => fault !== "none").length;
          expect(bad).toHaveLength(faulty);
          const mended = (await readMended(text)).map(mend);
          const parts = [
            () => importValues(parted, given, { importId: "given", evidence }),
            async () => {
              if (mended.length === 0) return;
              await importValues(parted, mended, { importId: "mended", evidence });
            },
          ];
          for (const part of goodFirst ? parts : parts.reverse()) await part();
          for (const [index, { email }] of right.entries()) {
            expect(await stored(parted, email)).toEqual(await stored(whole, email));
            const answers = await Promise.all(
              [whole, parted].map(async (acme) => {
                const contact = await acme.identify({ email });
                return (await acme.decide(contact, { purpose: "marketing.news" })).allowed;
              }),
            );
            expect(answers[1]).toBe(answers[0]);
            if (rows[index]?.status === "unsubscribed") expect(answers[1]).toBe(false);
          }
        },
      ),
      { numRuns: propertyRuns(40) },
    );
  });

  it("reads mended rows under the columns of the first file, whatever the spreadsheet saved", async () => {
    const text = csvText([{ "import row": 2, "import code": "X", Email: "ann@mail.example" }], {
      ...{ columns: ["import row", "import code", "Email"], delimiter: ";" },
    });
    const { header, sample } = await mendedRows(bytesOf(`\ufeff${text}`));
    expect(header).toEqual(["Email"]);
    expect(inferMapping({ header, sample })).toMatchObject([{ target: "email" }]);
    const { header: all } = await csvRows(bytesOf(text));
    expect(all).toHaveLength(3);
  });
});
