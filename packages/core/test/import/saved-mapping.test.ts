import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSavedMapping } from "../../src/definitions/index.js";
import {
  chooseTargets,
  headerDigest,
  inferMapping,
  mappingFor,
  saveMapping,
} from "../../src/import/index.js";

const header = ["Email", "Name", "Street", "City", "Opt-out", "Note"];
const mapping = chooseTargets(inferMapping({ header }), {
  Name: {
    parts: {
      pattern: "{last}, {first}",
      targets: { first: "attribute:firstName", last: "attribute:lastName" },
    },
  },
  Street: { target: "attribute:address", joined: { columns: ["City"], separator: ", " } },
  City: "ignore",
  Note: { words: { VIP: "nothing" } },
});
const fields = { default: "fill", "attribute:address": "never" } as const;

function savedText() {
  return parseSavedMapping(JSON.parse(JSON.stringify(saveMapping(header, mapping, fields))));
}

describe("a saved mapping", () => {
  it("comes back whole for the same columns in any order", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(header, { minLength: header.length }), (columns) => {
        expect(mappingFor(columns, savedText())).toEqual({ mapping, fields, differences: [] });
      }),
    );
  });

  it("says what the file lacks, spells otherwise and has more", () => {
    const columns = ["email", "Name", "Street", "Abgemeldet", "Note", "Shoe size"];
    const fitted = mappingFor(columns, savedText());
    expect(fitted.differences).toEqual([
      { code: "COLUMN_RENAMED", column: "email", was: "Email" },
      { code: "COLUMN_MISSING", column: "City" },
      { code: "PERMISSION_MISSING", column: "Opt-out" },
      { code: "PERMISSION_NEW", column: "Abgemeldet" },
      { code: "COLUMN_NEW", column: "Shoe size" },
    ]);
    const of = (name: string) => fitted.mapping.filter(({ column }) => column === name);
    expect(of("email")).toMatchObject([{ target: "email" }]);
    expect(of("Name")).toHaveLength(2);
    expect(of("Street")).toEqual([expect.not.objectContaining({ joined: expect.anything() })]);
    expect(of("Shoe size")).toMatchObject([{ target: "denials" }]);
    expect(of("City")).toEqual([]);
  });

  it("is found by the digest of its header", () => {
    const { digest } = saveMapping(header, mapping);
    expect(headerDigest(header.map((name) => name.toUpperCase()))).toBe(digest);
    expect(headerDigest([...header].reverse())).not.toBe(digest);
    expect(headerDigest(header.slice(1))).not.toBe(digest);
    expect(headerDigest(["a,b", "c"])).not.toBe(headerDigest(["a", "b,c"]));
  });

  it.each([
    ["nothing", null],
    ["a list", []],
    ["a later version", { ...savedText(), version: 2 }],
    ["an unknown target", { ...savedText(), mapping: [{ column: "A", target: "x" }] }],
    ["what is more", { ...savedText(), extra: 1 }],
  ])("refuses %s", (_, wrong) => {
    expect(() => parseSavedMapping(wrong)).toThrow(
      expect.objectContaining({ code: "INPUT_SAVED_MAPPING" }),
    );
  });

  it("refuses to be saved with a policy of no field", () => {
    const wrong = { "attribute:shoe": "fill" } as const;
    expect(() => saveMapping(header, mapping, wrong)).toThrow(
      expect.objectContaining({ code: "INPUT_FIELD_POLICY" }),
    );
  });
});
