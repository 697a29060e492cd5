import { inferMapping } from "@wellsent/core/import";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vCardRows } from "../../src/vcard/index.js";
import { allRows, bytesOf } from "./sources.js";

async function read(text: string, more = {}) {
  const { rows } = await vCardRows(bytesOf(text), more);
  return allRows(rows);
}

function card(...lines: readonly string[]): string {
  return ["BEGIN:VCARD", "VERSION:3.0", ...lines, "END:VCARD", ""].join("\r\n");
}

describe("vCardRows", () => {
  it("reads the example of RFC 6350 and names columns that are known", async () => {
    // Section 8, without the second address.
    const text = [
      ...["BEGIN:VCARD", "VERSION:4.0", "FN:Simon Perreault"],
      ...["N:Perreault;Simon;;;ing. jr,M.Sc.", "BDAY:--0203", "GENDER:M"],
      ...["LANG;PREF=1:fr", "ORG;TYPE=work:Viagenie", "ADR;TYPE=work:;Suite D2-630;2875 Laurier;"],
      ...[
        " Quebec;QC;G1V 2M2;Canada",
        'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254',
      ],
      ...["EMAIL;TYPE=work:simon.perreault@viagenie.ca", "TZ:-0500", "END:VCARD"],
    ].join("\r\n");
    const { header, sample, rows } = await vCardRows(bytesOf(text));
    const [row] = await allRows(rows);
    expect(row).toEqual({
      row: 1,
      values: {
        ...{ name: "Simon Perreault", "last name": "Perreault", "first name": "Simon" },
        ...{ suffix: "ing. jr,M.Sc.", birthday: "--0203", language: "fr", company: "Viagenie" },
        ...{ street: "2875 Laurier", city: "Quebec", region: "QC", "postal code": "G1V 2M2" },
        ...{ country: "Canada", phone: "+1-418-656-9254", "time zone": "-0500" },
        email: "simon.perreault@viagenie.ca",
      },
    });
    const targets = inferMapping({ header, sample }).map(({ column, target }) => [column, target]);
    expect(targets).toContainEqual(["email", "email"]);
    expect(targets).toContainEqual(["phone", "phone"]);
    expect(targets).toContainEqual(["country", "jurisdiction"]);
    expect(targets).toContainEqual(["first name", "attribute:firstName"]);
  });

  it("puts the preferred address first, out of a group, and skips pictures", async () => {
    const picture = Array.from({ length: 6_000 }, () => ` ${"A".repeat(74)}`).join("\r\n");
    const [row] = await read(
      card(
        ...["EMAIL;TYPE=home:old@mail.example", "item1.EMAIL;type=INTERNET,pref:ann@mail.example"],
        ...[`PHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\n${picture}`, "BDAY:19850412", "CATEGORIES:a,b\\,c"],
      ),
    );
    expect(row?.values).toEqual({
      ...{ email: "ann@mail.example", "email (2)": "old@mail.example", birthday: "1985-04-12" },
      categories: "a, b,c",
    });
  });

  it("reads quoted-printable over several lines, in its own character set", async () => {
    const [utf8, latin] = await read(
      [
        ...[
          "BEGIN:VCARD",
          "VERSION:2.1",
          "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen=20=",
        ],
        ...["=C3=9Cber", "TEL;CELL;PREF:+49 171", "END:VCARD", "BEGIN:VCARD"],
        ...["FN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:J=FCrgen", "END:VCARD"],
      ].join("\n"),
    );
    expect(utf8?.values).toEqual({ name: "Jürgen Über", phone: "+49 171" });
    expect(latin).toEqual({ row: 7, values: { name: "Jürgen" } });
  });

  it("gives back every text, however it is folded and cut", async () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "ß", " ", ",", ";", ":", "\\", "\n", "=", '"'),
    });
    await fc.assert(
      fc.asyncProperty(text, text, fc.integer({ min: 1, max: 9 }), async (note, city, size) => {
        const escaped = (given: string): string =>
          given.replace(/[\\,;]/g, "\\$&").replaceAll("\n", "\\n");
        const folded = (line: string): string => line.replace(/.{1,7}/gsu, "$&\r\n ").slice(0, -3);
        const lines = [`NOTE:${escaped(note)}`, `ADR:;;;${escaped(city)};;;`].map(folded);
        const [row] = await allRows((await vCardRows(bytesOf(card(...lines), size))).rows);
        expect(row?.values["note"] ?? "").toBe(note.trim());
        expect(row?.values["city"] ?? "").toBe(city.trim());
      }),
    );
  });

  it("marks open cards and damaged text, and reads the others", async () => {
    const text = `BEGIN:VCARD\nEMAIL:a@x.example\n${card("EMAIL:b@x.example")}BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:=FF\nEND:VCARD\nBEGIN:VCARD\nEMAIL:c@x.example`;
    const rows = await read(text);
    expect(rows.map(({ row, problem }) => [row, problem?.code])).toEqual([
      ...[
        [1, "CARD_OPEN"],
        [3, undefined],
        [7, "ROW_ENCODING"],
        [10, "CARD_OPEN"],
      ],
    ]);
  });

  it.each([
    ["text outside of cards", "email\nann@mail.example\n", "INPUT_FILE_NOT_VCARD", "line 1"],
    ["a field of 10 MB", card(`NOTE:${"x".repeat(10_000_000)}`), "INPUT_RECORD_TOO_LONG", "line 3"],
    [
      "a folded field of 10 MB",
      card(`NOTE:${"x\r\n ".repeat(300_000)}`),
      "INPUT_RECORD_TOO_LONG",
      "line 3",
    ],
    [
      "10,000 fields",
      card(...Array.from({ length: 10_000 }, () => "X:1")),
      "INPUT_RECORD_TOO_LONG",
      "line 1",
    ],
    ["an empty file", "", "INPUT_FILE_EMPTY", undefined],
  ])("refuses %s", async (_, text, code, path) => {
    await expect(read(text)).rejects.toMatchObject({ code, ...(path !== undefined && { path }) });
  });
});
