import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  type ColumnFormat,
  chooseTargets,
  dryRunImport,
  formatImportReport,
  formatName,
  type ImportMapping,
  type ImportReport,
  inferMapping,
  planImport,
  type RowResult,
  surveyImport,
} from "../../../src/import/index.js";
import { defineSchema, type Schema } from "../../../src/index.js";

const clock = { now: () => 1_000 };
type Cells = Record<string, string>;
function createRows(values: readonly Cells[]) {
  return values.map((row, index) => ({
    row: index + 2,
    values: { email: `p${index}@example.org`, ...row },
  }));
}

/** What the schema was given, row by row. */
function recorded(shape: z.ZodRawShape): { readonly schema: Schema; readonly seen: unknown[] } {
  const seen: unknown[] = [];
  const inner = z.object(shape);
  const attributes = Object.assign(
    {
      "~standard": {
        ...inner["~standard"],
        validate(value: unknown) {
          const result = inner["~standard"].validate(value);
          if (!(result instanceof Promise) && result.issues === undefined) seen.push(result.value);
          return result;
        },
      },
    } as const,
    { shape },
  );
  return { schema: defineSchema({ attributes }), seen };
}

async function infer(
  schema: Schema,
  values: readonly Cells[],
  surveyed = true,
): Promise<ImportMapping> {
  const rows = createRows(values);
  const header = Object.keys(rows[0]?.values ?? {});
  const sample = rows.slice(0, 5);
  return inferMapping({
    ...{ header, sample, schema },
    ...(surveyed && { survey: await surveyImport({ rows }) }),
  });
}

async function plan(
  schema: Schema,
  mapping: ImportMapping,
  values: readonly Cells[],
): Promise<readonly RowResult[]> {
  const results: RowResult[] = [];
  for await (const one of planImport({ rows: createRows(values), mapping, schema, clock }))
    results.push(one);
  return results;
}

async function report(
  schema: Schema,
  mapping: ImportMapping,
  values: readonly Cells[],
): Promise<ImportReport> {
  for await (const step of dryRunImport({ rows: createRows(values), mapping, schema, clock }))
    if (step.phase === "done") return step.report;
  throw new Error("no report");
}

function column(name: string, cells: readonly string[]): Cells[] {
  return cells.map((cell) => ({ [name]: cell }));
}

const optional = {
  birthday: z.iso.date().optional(),
  amount: z.number().optional(),
  tags: z.array(z.string()).optional(),
  vip: z.boolean().optional(),
  zip: z.string().optional(),
};

describe("a column that somebody makes an attribute", () => {
  const shape = { amount: z.number().optional(), zip: z.string().optional() };
  const values = column("Umsatz", ["1.234,50", "12,00"]);

  it("is read as the survey found it", async () => {
    const { schema, seen } = recorded(shape);
    const mapping = chooseTargets(await infer(schema, values), { Umsatz: "attribute:amount" });
    seen.length = 0;
    await plan(schema, mapping, values);
    // The schema was also asked what it takes.
    expect(seen.slice(-2)).toEqual([{ amount: 1234.5 }, { amount: 12 }]);
    expect((await report(schema, mapping, values)).formats).toEqual([
      { column: "Umsatz", format: { type: "number", decimal: "," } },
    ]);
    const text = chooseTargets(mapping, { Umsatz: "attribute:zip" });
    seen.length = 0;
    await plan(schema, text, values);
    expect(seen.slice(-2)).toEqual([{ zip: "1.234,50" }, { zip: "12,00" }]);
  });

  it("is refused by name where the schema has no such attribute", async () => {
    const schema = defineSchema({ attributes: z.object(shape) });
    const mapping = chooseTargets(await infer(schema, values), { Umsatz: "attribute:amout" });
    await expect(plan(schema, mapping, values)).rejects.toMatchObject({
      code: "INPUT_ATTRIBUTE_UNKNOWN",
      path: "Umsatz",
      remedy: expect.stringContaining("“amount”"),
    });
    const open = defineSchema({ attributes: z.looseObject(shape) });
    expect(await plan(open, mapping, values)).toHaveLength(2);
  });

  it("asks where its amounts are of several currencies", async () => {
    const { schema } = recorded(shape);
    const mixed = column("amount", ["12,50 €", "12,50 $"]);
    const { questions } = await report(schema, await infer(schema, mixed), mixed);
    expect(questions).toEqual([expect.objectContaining({ code: "FORMAT_UNDECIDED", count: 2 })]);
  });
});

describe("a row", () => {
  const { schema } = recorded(optional);
  it.each([
    [null, "rows"],
    [{ values: {} }, "rows[].row"],
    [{ row: 2 }, "rows[2].values"],
    [{ email: "a@example.org" }, "rows[].row"],
    [{ row: 2, values: { email: 7 } }, "rows[2].values.email"],
  ])("of a wrong shape is named: %j", async (row, path) => {
    const rows = JSON.parse(JSON.stringify([row]));
    const fault = { code: "INPUT_ROW_SHAPE", path };
    await expect(surveyImport({ rows })).rejects.toMatchObject(fault);
    const mapping = inferMapping({ header: ["email"] });
    const planned = planImport({ rows, mapping, schema, clock })[Symbol.asyncIterator]();
    await expect(planned.next()).rejects.toMatchObject(fault);
  });

  it("of one is said to be one", async () => {
    const told = await report(schema, inferMapping({ header: ["email"] }), [{}]);
    expect(formatImportReport(told)).toContain("1 row read");
  });

  it("keeps tags that the schema has, and restricts by the words of permission in them", async () => {
    const cells = column("Tags", ["vip, unsubscribed", "unsubscribed"]);
    const { schema: tagged, seen } = recorded(optional);
    const mapping = await infer(tagged, cells);
    expect(mapping[1]).toMatchObject({ target: "attribute:tags", reason: "attribute_name" });
    seen.length = 0;
    const results = await plan(tagged, mapping, cells);
    expect(results.map(({ outcome }) => outcome)).toEqual(["restricted", "restricted"]);
    expect(seen).toContainEqual({ tags: ["vip", "unsubscribed"] });
  });
});

describe("formats of a column", () => {
  it.each<[string, readonly string[], ColumnFormat, readonly unknown[]]>([
    [
      "birthday",
      ["24.12.1980", "01.02.1990"],
      { type: "date", order: "day-month-year" },
      ["1980-12-24", "1990-02-01"],
    ],
    [
      "birthday",
      ["12/24/1980", "01/02/1990"],
      { type: "date", order: "month-day-year" },
      ["1980-12-24", "1990-01-02"],
    ],
    [
      "birthday",
      ["24-12-1980", "1-2-1990"],
      { type: "date", order: "day-month-year" },
      ["1980-12-24", "1990-02-01"],
    ],
    ["birthday", ["1980/12/24"], { type: "date", order: "year-month-day" }, ["1980-12-24"]],
    ["birthday", ["05/05/1980"], { type: "date", order: "day-month-year" }, ["1980-05-05"]],
    ["amount", ["12,50", "1.234", "7"], { type: "number", decimal: "," }, [12.5, 1234, 7]],
    ["amount", ["12.50", "1,234", "-7"], { type: "number", decimal: "." }, [12.5, 1234, -7]],
    ["amount", ["1 234,5", "-0,5"], { type: "number", decimal: "," }, [1234.5, -0.5]],
    ["amount", ["1", "2"], { type: "number", decimal: "." }, [1, 2]],
    [
      "amount",
      ["1.234,50 €", "7,00\u00a0€", "3"],
      { type: "number", decimal: ",", currency: "€" },
      [1234.5, 7, 3],
    ],
    [
      "amount",
      ["$1,234.50", "-$7.25"],
      { type: "number", decimal: ".", currency: "$" },
      [1234.5, -7.25],
    ],
    ["amount", ["EUR 12,00"], { type: "number", decimal: ",", currency: "EUR" }, [12]],
    ["tags", ["a; b", "c", "d;"], { type: "list", separator: ";" }, [["a", "b"], ["c"], ["d"]]],
    ["tags", ["a|b"], { type: "list", separator: "|" }, [["a", "b"]]],
    ["tags", ['["a","b, c"]', "[]"], { type: "list", separator: "json" }, [["a", "b, c"], []]],
    ["tags", ["a", "b"], { type: "list", separator: "," }, [["a"], ["b"]]],
    ["vip", ["oui", "non"], { type: "boolean" }, [true, false]],
    ["vip", ["1", "0"], { type: "boolean" }, [true, false]],
  ])("finds that of %s in %j", async (name, cells, format, expected) => {
    const values = column(name, cells);
    const { schema, seen } = recorded(optional);
    const mapping = await infer(schema, values);
    expect(mapping.find((entry) => entry.column === name)?.format).toEqual(format);
    seen.length = 0;
    const results = await plan(schema, mapping, values);
    expect(results.map(({ outcome }) => outcome)).toEqual(values.map(() => "accepted"));
    const kept = seen.flatMap((value) => z.looseObject({}).parse(value)[name] ?? []);
    expect(kept).toEqual(expected.flat());
  });

  it.each<[string, readonly string[], readonly ColumnFormat[]]>([
    [
      "birthday",
      ["01/02/1980", "03/04/1990"],
      [
        { type: "date", order: "day-month-year" },
        { type: "date", order: "month-day-year" },
      ],
    ],
    [
      "amount",
      ["1,234", "5"],
      [
        { type: "number", decimal: "." },
        { type: "number", decimal: "," },
      ],
    ],
    [
      "tags",
      ["Berlin, DE; Paris, FR"],
      [
        { type: "list", separator: "," },
        { type: "list", separator: ";" },
      ],
    ],
  ])("asks where several fit %s, and keeps nothing of it", async (name, cells, formats) => {
    const values = column(name, [...cells, ""]);
    const { schema, seen } = recorded(optional);
    const mapping = await infer(schema, values);
    expect(mapping[1]?.format).toEqual({ type: "undecided", between: formats });
    seen.length = 0;
    const { questions, accepted, flags } = await report(schema, mapping, values);
    expect(questions).toEqual([
      {
        ...{ code: "FORMAT_UNDECIDED", column: name, target: `attribute:${name}` },
        ...{ count: cells.length, values: [], others: cells.length, formats },
      },
    ]);
    expect(flags).toMatchObject([{ code: "FORMAT_UNDECIDED", count: cells.length }]);
    expect(accepted).toBe(values.length);
    expect(seen.every((value) => !JSON.stringify(value).includes(name))).toBe(true);

    const [format] = formats;
    if (format === undefined) throw new Error("no format");
    const answered = chooseTargets(mapping, { [name]: { format } });
    const again = await report(schema, answered, values);
    expect(again).toMatchObject({
      ...{ questions: [], accepted: values.length, formats: [{ column: name, format }] },
    });
    expect(formatImportReport(again)).toContain(`= ${name}: ${formatName(format)}`);
  });

  it("leaves text where the schema takes text, and what no reading fits to the schema", async () => {
    const { schema } = recorded(optional);
    expect((await infer(schema, column("zip", ["80331", "10115"])))[1]?.format).toBeUndefined();
    const { schema: chosen } = recorded({ plan: z.enum(["free", "pro", "1"]).optional() });
    for (const cells of [["free", "pro"], ["1"]])
      expect((await infer(chosen, column("plan", cells)))[1]?.format).toBeUndefined();
    const mixed = column("birthday", ["24.12.1980", "12/24/1980"]);
    const mapping = await infer(schema, mixed);
    expect(mapping[1]?.format).toBeUndefined();
    expect(await plan(schema, mapping, mixed)).toMatchObject([
      { outcome: "refused", reason: { code: "ATTRIBUTE_INVALID", column: "birthday" } },
      { outcome: "refused", reason: { code: "ATTRIBUTE_INVALID", column: "birthday" } },
    ]);
  });

  it("infers none from a sample: some cells say nothing about the others", async () => {
    const { schema } = recorded(optional);
    const mapping = await infer(schema, column("amount", ["12,50"]), false);
    expect(mapping[1]?.format).toBeUndefined();
    // Nor cell by cell: a thousand, or one and a bit.
    expect(await plan(schema, mapping, column("amount", ["1.234"]))).toMatchObject([
      { outcome: "refused", reason: { code: "ATTRIBUTE_INVALID" } },
    ]);
  });

  it("holds a declared format against every cell", async () => {
    const { schema, seen } = recorded({ ...optional, since: z.string().optional() });
    const base = await infer(schema, column("since", ["24.12.80"]), false);
    const mapping = chooseTargets(base, {
      since: { format: { type: "date", order: "day-month-year", from: 1930 } },
    });
    seen.length = 0;
    const cells = ["24.12.80", "1.2.29", "24.12.1980 8:30", "31.02.1980", "80-12-24", "24.12.980"];
    const results = await plan(schema, mapping, column("since", cells));
    expect(results.map(({ reason }) => reason?.detail ?? null)).toEqual([
      ...[null, null, null, "format", "format", "format"],
    ]);
    expect(seen.map((value) => z.looseObject({}).parse(value)["since"])).toEqual([
      ...["1980-12-24", "2029-02-01", "1980-12-24T08:30"],
    ]);
  });

  it("reads what was written by any one format, and never another value", async () => {
    const date = fc.record({
      y: fc.integer({ min: 1900, max: 2099 }),
      m: fc.integer({ min: 1, max: 12 }),
      d: fc.integer({ min: 1, max: 28 }),
    });
    const order = fc.constantFrom("dmy", "mdy");
    await fc.assert(
      fc.asyncProperty(fc.array(date, { minLength: 1, maxLength: 6 }), order, async (dates, by) => {
        const { schema, seen } = recorded(optional);
        const cells = dates.map(({ y, m, d }) =>
          by === "dmy" ? `${d}/${m}/${y}` : `${m}/${d}/${y}`,
        );
        const values = column("birthday", cells);
        const mapping = await infer(schema, values);
        seen.length = 0;
        await plan(schema, mapping, values);
        const kept = seen.flatMap((value) => z.looseObject({}).parse(value)["birthday"] ?? []);
        const two = (value: number) => String(value).padStart(2, "0");
        const meant = dates.map(({ y, m, d }) => `${y}-${two(m)}-${two(d)}`);
        const both = dates.every(({ d }) => d <= 12) && dates.some(({ m, d }) => m !== d);
        expect(kept).toEqual(both ? [] : meant);
      }),
      { numRuns: 200 },
    );
  });

  it("agrees with the runtime that nobody writes the month first with dots", () => {
    const letters = [..."abcdefghijklmnopqrstuvwxyz"];
    const dotted = letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter((tag) => Intl.DateTimeFormat.supportedLocalesOf([tag]).length > 0)
      .map((tag) => new Intl.DateTimeFormat(tag, { dateStyle: "short" }).formatToParts(0))
      .filter((parts) => parts.some(({ type, value }) => type === "literal" && value.includes(".")))
      .map((parts) => parts.find(({ type }) => type !== "literal" && type !== "era")?.type);
    expect(dotted.length).toBeGreaterThan(20);
    expect(dotted).not.toContain("month");
  });
});

describe("languages", () => {
  const none = defineSchema({ attributes: z.object({}) });
  const readLocales = async (cells: readonly string[]): Promise<readonly boolean[]> => {
    const values = column("language", cells);
    const results = await plan(none, await infer(none, values), values);
    return results.map(({ flags }) => !flags.some(({ code }) => code === "LOCALE_UNKNOWN"));
  };

  it("are read by their English, German and own names", async () => {
    const tags =
      "ar bg bn ca cs da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka ko lt lv mk ms mt nl no pl pt ro ru sk sl sq sr sv sw th tr uk ur vi zh".split(
        " ",
      );
    expect(tags.length).toBeGreaterThanOrEqual(40);
    const names = tags.flatMap((tag) =>
      ["en", "de", tag].map((language) => {
        const name = new Intl.DisplayNames(language, { type: "language" }).of(tag);
        return name ?? "";
      }),
    );
    expect(await readLocales(names)).toEqual(names.map(() => true));
  });

  it("are flagged where nobody knows them, also where they look like a tag", async () => {
    expect(
      await readLocales(["klingonisch", "xx", "xx-DE", "german-ish", "speaks German", "C"]),
    ).toEqual([...[false, false, false, false, false, false]]);
  });
});

describe("addresses as people write them", () => {
  const none = defineSchema({ attributes: z.object({}) });
  it.each([
    ["Name <anna@example.org>", "EMAIL_DISPLAY_NAME_REMOVED"],
    ['"Berg, Anna" <anna@example.org>', "EMAIL_DISPLAY_NAME_REMOVED"],
    ["anna@example.org (Anna)", "EMAIL_DISPLAY_NAME_REMOVED"],
    ["anna@example.org.", "EMAIL_TRAILING_DOT_REMOVED"],
    ["Anna <anna@example.org.>", "EMAIL_DISPLAY_NAME_REMOVED,EMAIL_TRAILING_DOT_REMOVED"],
    ["\u202aanna@example.org\u202c", "EMAIL_MARKS_REMOVED"],
    ["\u2066anna@example.org\u2069", "EMAIL_MARKS_REMOVED"],
    ["\u200eanna@example.org.\u200f", "EMAIL_MARKS_REMOVED,EMAIL_TRAILING_DOT_REMOVED"],
    ["Anna <\u202aanna@example.org\u202c>", "EMAIL_DISPLAY_NAME_REMOVED,EMAIL_MARKS_REMOVED"],
  ])("reads %j with a finding", async (cell, findings) => {
    const rows = [
      { row: 2, values: { email: "anna@example.org" } },
      { row: 3, values: { email: cell } },
    ];
    const results: RowResult[] = [];
    const mapping = inferMapping({ header: ["email"] });
    for await (const one of planImport({ rows, mapping, schema: none, clock })) results.push(one);
    expect(results[1]).toMatchObject({ outcome: "merged", reason: { code: "DUPLICATE_IN_FILE" } });
    expect(results[1]?.flags.map(({ code }) => code).join()).toBe(findings);
  });

  it.each(["anna@example.org..", "an\u200ena@example.org", "anna@.", "."])(
    "still refuses %j",
    async (email) => {
      const mapping = inferMapping({ header: ["email"] });
      const rows = [{ row: 2, values: { email } }];
      for await (const one of planImport({ rows, mapping, schema: none, clock }))
        expect(one.outcome).toBe("refused");
    },
  );

  it("reads a number wrapped in marks, with a finding", async () => {
    const rows = [
      { row: 2, values: { email: "a@example.org", phone: "\u202a+49 171 1234567\u202c" } },
    ];
    const mapping = inferMapping({ header: ["email", "phone"] });
    for await (const one of planImport({ rows, mapping, schema: none, clock }))
      expect(one).toMatchObject({ outcome: "accepted", flags: [{ code: "PHONE_MARKS_REMOVED" }] });
  });

  it("shows what a parser of numbers found", async () => {
    const rows = [{ row: 2, values: { email: "a@example.org", phone: "491711234567" } }];
    const mapping = inferMapping({ header: ["email", "phone"] });
    const parsePhone = () => ({ number: "+491711234567", finding: "PHONE_TWO_READINGS" });
    for await (const one of planImport({ rows, mapping, schema: none, clock, parsePhone }))
      expect(one.flags).toEqual([{ code: "PHONE_TWO_READINGS", column: "phone", detail: "4***" }]);
  });

  it("refuses to tell people apart by a key that no column has", async () => {
    const mapping = inferMapping({ header: ["email"] });
    const run = planImport({ rows: [], mapping, clock, identity: "key" });
    await expect(run.next()).rejects.toMatchObject({ code: "INPUT_KEY_COLUMN", path: "identity" });
  });
});
