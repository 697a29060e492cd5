import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  type ColumnChoice,
  chooseTargets,
  type ImportMapping,
  inferMapping,
  planImport,
  type RowResult,
} from "../../src/import/index.js";
import { defineSchema } from "../../src/index.js";
import { simulatedClock } from "../../src/testing/index.js";

const header = ["Email", "Name", "Street", "City", "Status"];

function mappingWith(chosen: Readonly<Record<string, ColumnChoice>>): ImportMapping {
  return chooseTargets(inferMapping({ header }), {
    ...{ Name: "ignore", Street: "ignore", City: "ignore" },
    ...chosen,
  });
}

const parts = (pattern: string) =>
  ({
    pattern,
    targets: { first: "attribute:firstName", last: "attribute:lastName" },
  }) as const;

/** What the schema is given of a row: it is the only place where values show in a plan. */
async function readWith(
  mapping: ImportMapping,
  values: Readonly<Record<string, string>>,
): Promise<{ readonly result: RowResult | undefined; readonly attributes: unknown }> {
  let attributes: unknown;
  const schema = defineSchema({
    attributes: z.looseObject({}).transform((given) => {
      attributes = given;
      return given;
    }),
  });
  const rows = [{ row: 2, values: { Email: "ann@mail.example", ...values } }];
  for await (const result of planImport({ rows, mapping, schema, clock: simulatedClock(0) }))
    return { result, attributes };
  return { result: undefined, attributes };
}

describe("one column for several fields", () => {
  it.each([
    ["{last}, {first}", "Example, Ann", { firstName: "Ann", lastName: "Example" }],
    ["{last}, {first}", " Example ,Ann ", { firstName: "Ann", lastName: "Example" }],
    ["{first} {last}", "Ann van der Example", { firstName: "Ann", lastName: "van der Example" }],
    ["{last} ({first})", "Example (Ann)", { firstName: "Ann", lastName: "Example" }],
    ["Mx {first}|{last}", "Mx Ann|Example", { firstName: "Ann", lastName: "Example" }],
    ["{last}, {first}", "Example,", { lastName: "Example" }],
  ])("reads %s", async (pattern, Name, expected) => {
    const { result, attributes } = await readWith(
      mappingWith({ Name: { parts: parts(pattern) } }),
      {
        Name,
      },
    );
    expect(result?.outcome).toBe("accepted");
    expect(attributes).toEqual(expected);
  });

  it("refuses a cell that is not written so, and guesses nothing", async () => {
    const mapping = mappingWith({ Name: { parts: parts("{last}, {first}") } });
    const { result } = await readWith(mapping, { Name: "Ann Example" });
    expect(result).toMatchObject({
      outcome: "refused",
      reason: { code: "ATTRIBUTE_INVALID", detail: "format" },
    });
    const empty = await readWith(mapping, { Name: "" });
    expect(empty.result?.outcome).toBe("accepted");
    expect(empty.attributes).toEqual({});
  });

  it("reads an address out of a part, and denies it where the cell is written otherwise", async () => {
    const mapping = mappingWith({
      Email: {
        parts: {
          pattern: "{first} / {email}",
          targets: { first: "attribute:firstName", email: "email" },
        },
      },
    });
    const read = await readWith(mapping, { Email: "Ann / ann@mail.example" });
    expect(read.attributes).toEqual({ firstName: "Ann" });
    const { result } = await readWith(mapping, {
      ...{ Email: "ann@mail.example", Status: "unsubscribed" },
    });
    expect(result?.outcome).toBe("restricted");
  });

  it("agrees with a regular expression, whatever the pattern and the cell", () => {
    const literal = fc.constantFrom(", ", ";", " ", " - ", "(", ")", "/", "::");
    const word = fc.string({ unit: fc.constantFrom("a", "b", " ", ",", ";", "-", "(", ")", ":") });
    const near = fc.tuple(word, literal, word, literal).map((texts) => texts.join(""));
    return fc.assert(
      fc.asyncProperty(literal, fc.option(literal), fc.oneof(near, word), async (a, b, cell) => {
        const Name = cell.trim();
        fc.pre(Name !== "");
        const pattern = `{last}${a}{first}${b ?? ""}`;
        const [between, end] = [a, b ?? ""].map((text) =>
          (text.trim() || text).replace(/[()/]/g, "\\$&"),
        );
        const expected = new RegExp(`^(?<last>.*?)${between}(?<first>.*)${end}$`).exec(Name);
        const mapping = mappingWith({ Name: { parts: parts(pattern) } });
        const { result, attributes } = await readWith(mapping, { Name });
        if (expected === null) expect(result?.outcome).toBe("refused");
        else {
          const { first = "", last = "" } = expected.groups ?? {};
          expect(attributes).toEqual({
            ...(first.trim() !== "" && { firstName: first.trim() }),
            ...(last.trim() !== "" && { lastName: last.trim() }),
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["a slot that the pattern lacks", { parts: { pattern: "{a}", targets: { b: "key" } } }],
    ["slots that touch", { parts: { pattern: "{a}{b}", targets: { a: "key" } } }],
    ["a slot twice", { parts: { pattern: "{a}-{a}", targets: { a: "key" } } }],
    ["an open brace", { parts: { pattern: "{a}-{", targets: { a: "key" } } }],
    ["a part about permission", { parts: { pattern: "{a}-{b}", targets: { a: "status" } } }],
    [
      "a pattern without end",
      { parts: { pattern: `{a}${"-".repeat(300)}`, targets: { a: "key" } } },
    ],
    ["nothing to join", { target: "key", joined: { columns: [], separator: " " } }],
  ] as const)("refuses %s", (_, choice) => {
    expect(() => mappingWith({ Name: choice })).toThrow(
      expect.objectContaining({ code: "INPUT_CELL_SHAPE", path: "Name" }),
    );
  });
});

describe("several columns for one field", () => {
  it("joins what is not empty, and still hears what each column denies", async () => {
    const mapping = mappingWith({
      Street: {
        target: "attribute:address",
        joined: { columns: ["City"], separator: ", " },
      },
    });
    const read = async (Street: string, City: string) =>
      (await readWith(mapping, { Street, City })).attributes;
    expect(await read("Long Lane 1", "Ulm")).toEqual({ address: "Long Lane 1, Ulm" });
    expect(await read("", "Ulm")).toEqual({ address: "Ulm" });
    expect(await read("", "")).toEqual({});
    const { result } = await readWith(mapping, { Street: "x", City: "unsubscribed" });
    expect(result).toMatchObject({ outcome: "restricted", reason: { column: "City" } });
  });

  it("refuses to join a column that the file does not have", () => {
    const joined = { columns: ["Town"], separator: " " };
    expect(() => mappingWith({ Street: { target: "attribute:address", joined } })).toThrow(
      expect.objectContaining({ code: "INPUT_COLUMN_UNKNOWN", path: "Town" }),
    );
  });

  it("gives back what a pattern parts", () => {
    const word = fc.stringMatching(/^[A-Za-z]{1,8}( [A-Za-z]{1,8})?$/);
    return fc.assert(
      fc.asyncProperty(word, word, async (last, first) => {
        const joining = mappingWith({
          Street: { target: "attribute:name", joined: { columns: ["City"], separator: ", " } },
        });
        const joined = await readWith(joining, { Street: last, City: first });
        const { name } = z.object({ name: z.string() }).parse(joined.attributes);
        const parting = mappingWith({ Name: { parts: parts("{last}, {first}") } });
        const parted = await readWith(parting, { Name: name });
        expect(parted.attributes).toEqual({ firstName: first, lastName: last });
      }),
    );
  });
});
