import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  type ColumnTarget,
  chooseTargets,
  dryRunImport,
  formatImportReport,
  type ImportOptions,
  type ImportProgress,
  type ImportReport,
  type ImportRow,
  inferMapping,
  planImport,
  type RowResult,
  reportRows,
} from "../../../src/import/index.js";
import { defineSchema } from "../../../src/index.js";

const clock = { now: () => 1_000 };

function optionsFor(
  columns: Record<string, ColumnTarget>,
  values: Record<string, string>[],
  more: Partial<ImportOptions> = {},
): ImportOptions {
  return {
    rows: values.map((row, index) => ({ row: index + 2, values: row })),
    mapping: Object.entries(columns).map(([column, target]) => ({
      column,
      target,
      confidence: 1,
      reason: "chosen",
    })),
    clock,
    ...more,
  };
}

async function plan(...args: Parameters<typeof optionsFor>): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for await (const result of planImport(optionsFor(...args))) results.push(result);
  return results;
}

async function dryRun(
  options: ImportOptions,
): Promise<{ report: ImportReport; steps: ImportProgress[] }> {
  const steps: ImportProgress[] = [];
  for await (const step of dryRunImport(options)) steps.push(step);
  const last = steps.at(-1);
  if (last?.phase !== "done") throw new Error("no report");
  return { report: last.report, steps };
}

describe("planImport", () => {
  it("accepts, merges and refuses, each with its row and reason", async () => {
    const results = await plan({ email: "email" }, [
      { email: "anna@example.org" },
      { email: " ANNA@Example.org" },
      { email: "anna" },
      { email: "" },
      { email: "bo@bücher.example" },
    ]);
    expect(results.map(({ row, outcome, reason }) => [row, outcome, reason?.code ?? null])).toEqual(
      [
        [2, "accepted", null],
        [3, "merged", "DUPLICATE_IN_FILE"],
        [4, "refused", "EMAIL_NO_AT"],
        [5, "refused", "EMAIL_EMPTY"],
        [6, "accepted", null],
      ],
    );
    expect(results[1]?.reason?.detail).toBe("same as row 2");
  });

  it("recognises duplicates across batches", async () => {
    const values = Array.from({ length: 3_000 }, (_, index) => ({
      email: `p${index % 1_500}@example.org`,
    }));
    const results = await plan({ email: "email" }, values, { batchSize: 7 });
    expect(results.filter(({ outcome }) => outcome === "accepted")).toHaveLength(1_500);
    expect(results[1_500]?.reason).toEqual({ code: "DUPLICATE_IN_FILE", detail: "same as row 2" });
  });

  it("tells contacts apart by the host's number where there is one", async () => {
    const results = await plan({ id: "key", email: "email" }, [
      { id: "1", email: "anna@example.org" },
      { id: "1", email: "anna.berg@example.org" },
      { id: "2", email: "anna@example.org" },
      { id: "", email: "bo@example.org" },
    ]);
    expect(results.map(({ outcome, reason }) => [outcome, reason?.code, reason?.detail])).toEqual([
      ["accepted", undefined, undefined],
      ["merged", "DUPLICATE_IN_FILE", "same as row 2"],
      ["refused", "ADDRESS_OF_ANOTHER_CONTACT", "held by row 2"],
      ["refused", "KEY_MISSING", undefined],
    ]);
  });

  it("keeps 007 and 01067 apart from 7 and 1067", async () => {
    const results = await plan({ id: "key", email: "email" }, [
      { id: "007", email: "a@example.org" },
      { id: "7", email: "b@example.org" },
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual(["accepted", "accepted"]);
  });

  it.each<[ColumnTarget, string, string | null]>([
    ["status", "Unsubscribed", "STATUS_UNSUBSCRIBED"],
    ["status", "cleaned", "STATUS_BOUNCED"],
    ["status", "Spam Complaint", "STATUS_COMPLAINED"],
    ["status", "blocklisted", "STATUS_SUPPRESSED"],
    ["status", "abgemeldet", "STATUS_UNSUBSCRIBED"],
    ["status", "subscribed", null],
    ["status", "", null],
    ["unsubscribed", "yes", "STATUS_UNSUBSCRIBED"],
    ["unsubscribed", "2024-05-01 10:00", "STATUS_UNSUBSCRIBED"],
    ["unsubscribed", "whatever", "STATUS_UNSUBSCRIBED"],
    ["unsubscribed", "No", null],
    ["unsubscribed", "0", null],
    ["unsubscribed", "subscribed", null],
    ["unsubscribed", "bounced", "STATUS_BOUNCED"],
    ["subscribed", "no", "STATUS_UNSUBSCRIBED"],
    ["subscribed", "FALSE", "STATUS_UNSUBSCRIBED"],
    ["subscribed", "yes", null],
  ])("reads %s %j as %s", async (target, cell, code) => {
    const [result] = await plan({ email: "email", s: target }, [
      { email: "a@example.org", s: cell },
    ]);
    expect(result).toMatchObject(
      code === null
        ? { outcome: "accepted", reason: null }
        : { outcome: "restricted", reason: { code, column: "s" } },
    );
  });

  it("keeps a denial whatever else is wrong with its row, and for every later row of that address", async () => {
    const schema = defineSchema({ attributes: z.object({ age: z.int().optional() }) });
    const columns = { email: "email", age: "attribute:age", s: "status" } as const;
    const results = await plan(
      columns,
      [
        { email: "a@example.org", age: "old", s: "unsubscribed" },
        { email: "b@example.org", age: "\u0007", s: "cleaned" },
        { email: "info@example.org", age: "1", s: "complaint" },
        { email: "a@example.org", age: "7", s: "subscribed" },
        { email: "c@example.org", age: "old", s: "subscribed" },
      ],
      { schema, roleAddresses: "refuse" },
    );
    expect(
      results.map(({ outcome, reason, flags }) => [outcome, reason?.code, flags[0]?.code]),
    ).toEqual([
      ["restricted", "STATUS_UNSUBSCRIBED", "ATTRIBUTE_INVALID"],
      ["restricted", "STATUS_BOUNCED", "CONTROL_CHARACTER"],
      ["restricted", "STATUS_COMPLAINED", "ROLE_ADDRESS"],
      ["restricted", "DENIED_EARLIER_IN_FILE", undefined],
      ["refused", "ATTRIBUTE_INVALID", undefined],
    ]);
  });

  it.each<[ColumnTarget, string, string | null]>([
    ["status", "pending", "STATUS_UNCONFIRMED"],
    ["status", "whatever", "STATUS_UNCLEAR"],
    ["status", "0", "STATUS_UNCONFIRMED"],
    ["status", "2", "STATUS_UNSUBSCRIBED"],
    ["status", "3", "STATUS_BOUNCED"],
    ["status", "4", "STATUS_COMPLAINED"],
    ["status", "9", "STATUS_UNCLEAR"],
    ["status", "1", null],
    ["status", "premium", null],
    ["status", "Unsubscribed (2024-01-02)", "STATUS_UNSUBSCRIBED"],
    ["status", "hard bounce: no such user", "STATUS_BOUNCED"],
    ["unsubscribed", "0000-00-00 00:00:00", null],
    ["unsubscribed", "[]", null],
    ["unsubscribed", "https://mail.example.org/leave", null],
    ["unsubscribed", "✓", "STATUS_UNSUBSCRIBED"],
    ["subscribed", "24.12.2020", null],
    ["subscribed", "1614585600", null],
    ["subscribed", "widerrufen", "STATUS_UNSUBSCRIBED"],
    ["subscribed", "perhaps", "STATUS_UNCLEAR"],
  ])("reads %s %j as %s, restricting in doubt", async (target, cell, code) => {
    const [result] = await plan({ email: "email", s: target }, [
      { email: "a@example.org", s: cell },
    ]);
    expect(result?.reason?.code ?? null).toBe(code);
  });

  it("lets a plain denial name the row before one in doubt", async () => {
    const [result] = await plan({ email: "email", s: "status", u: "unsubscribed" }, [
      { email: "a@example.org", s: "pending", u: "bounced" },
    ]);
    expect(result?.reason).toEqual({ code: "STATUS_BOUNCED", column: "u" });
  });

  it("takes a person's word for what values mean, and for a column that denies nothing", async () => {
    const mapping = chooseTargets(
      inferMapping({ header: ["email", "status", "note"], attributes: [] }),
      { status: { words: { VIP: "nothing", gone: "denied" } }, note: "ignore" },
    );
    const options = optionsFor({}, [
      { email: "a@example.org", status: "vip", note: "unsubscribed" },
      { email: "b@example.org", status: "Gone", note: "" },
    ]);
    const { report } = await dryRun({ ...options, mapping });
    expect(report).toMatchObject({ accepted: 1, restricted: 1 });
    expect(report.questions).toEqual([
      {
        ...{ code: "DENIAL_IGNORED", column: "note", target: "ignore", count: 1 },
        ...{ values: [{ value: "unsubscribed", count: 1 }], others: 0, formats: [] },
      },
    ]);
  });

  it("leaves out a number that may not be used, and hears nothing of it for mail", async () => {
    const [denied, open] = await plan({ email: "email", phone: "phone" }, [
      { email: "a@example.org", phone: "+49 171 1234567", "Do not SMS": "1" },
      { email: "b@example.org", phone: "+49 171 1234568", "Do not SMS": "0" },
    ]);
    expect(denied).toMatchObject({
      outcome: "accepted",
      flags: [{ code: "PHONE_DENIED", column: "Do not SMS" }],
    });
    expect(open).toMatchObject({ outcome: "accepted", flags: [] });
  });

  it("flags roles, throw-away domains and typing errors, and changes nothing", async () => {
    const results = await plan({ email: "email" }, [
      { email: "info@example.org" },
      { email: "a@mailinator.com" },
      { email: "a@gmial.com" },
      { email: "Anna <anna@example.org>" },
      { email: "jörg@example.org" },
    ]);
    expect(results.map(({ outcome, flags }) => [outcome, flags.map(({ code }) => code)])).toEqual([
      ["accepted", ["ROLE_ADDRESS"]],
      ["accepted", ["DISPOSABLE_ADDRESS"]],
      ["accepted", ["EMAIL_TYPO_SUSPECTED"]],
      ["accepted", ["EMAIL_DISPLAY_NAME_REMOVED"]],
      ["accepted", ["EMAIL_NEEDS_SMTPUTF8"]],
    ]);
    const [strict] = await plan({ email: "email" }, [{ email: "info@example.org" }], {
      roleAddresses: "refuse",
    });
    expect(strict).toMatchObject({ outcome: "refused", reason: { code: "ROLE_ADDRESS" } });
  });

  it("refuses control characters and keeps formulas as flagged text", async () => {
    const [control, formula, number, lines] = await plan(
      { email: "email", note: "attribute:note" },
      [
        { email: "a@example.org", note: "bell\u0007" },
        { email: "b@example.org", note: '=HYPERLINK("http://x")' },
        { email: "c@example.org", note: "-12.50" },
        { email: "d@example.org", note: "two\r\nlines" },
      ],
    );
    expect(control).toMatchObject({
      outcome: "refused",
      reason: { code: "CONTROL_CHARACTER", column: "note" },
    });
    expect(formula).toMatchObject({
      outcome: "accepted",
      flags: [{ code: "FORMULA_KEPT_AS_TEXT", detail: "=***" }],
    });
    expect([number?.flags, lines?.flags]).toEqual([[], []]);
  });

  it("refuses rows their reader does not vouch for, by the reader's code", async () => {
    const rows: ImportRow[] = [
      { row: 9, values: { email: "a@example.org" }, problem: { code: "ROW_ENCODING" } },
    ];
    const [result] = await plan({ email: "email" }, [], { rows });
    expect(result).toEqual({
      row: 9,
      outcome: "refused",
      reason: { code: "ROW_ENCODING" },
      flags: [],
    });
  });

  const schema = defineSchema({
    attributes: z.object({
      zip: z
        .string()
        .regex(/^\d{5}$/)
        .optional(),
      age: z.int().optional(),
      vip: z.boolean().optional(),
      plan: z.enum(["free", "pro"]).optional(),
    }),
  });
  const columns = {
    email: "email",
    zip: "attribute:zip",
    age: "attribute:age",
    vip: "attribute:vip",
    plan: "attribute:plan",
  } as const;

  it("checks values against the schema, re-typing only what is not text there", async () => {
    const results = await plan(
      columns,
      [
        { email: "a@example.org", zip: "01067", age: "41", vip: "yes", plan: "pro" },
        { email: "b@example.org", age: "041" },
        { email: "c@example.org", plan: "gold" },
        { email: "d@example.org", zip: "", age: "", vip: "", plan: "" },
        { email: "e@example.org", zip: "1067" },
      ],
      { schema },
    );
    expect(results.map(({ outcome, reason }) => [outcome, reason?.code, reason?.column])).toEqual([
      ["accepted", undefined, undefined],
      ["refused", "ATTRIBUTE_INVALID", "age"],
      ["refused", "ATTRIBUTE_INVALID", "plan"],
      ["accepted", undefined, undefined],
      ["refused", "ATTRIBUTE_INVALID", "zip"],
    ]);
  });

  it("leaves refused values out when told to", async () => {
    const [result] = await plan(
      columns,
      [{ email: "a@example.org", plan: "gold", age: "x", zip: "01067" }],
      {
        schema,
        invalidAttributes: "omit",
      },
    );
    expect(result?.outcome).toBe("accepted");
    expect(result?.flags.map(({ code, column }) => [code, column]).sort()).toEqual([
      ["ATTRIBUTE_LEFT_OUT", "age"],
      ["ATTRIBUTE_LEFT_OUT", "plan"],
    ]);
  });

  it("flags places and numbers nobody knows", async () => {
    const places = {
      email: "email",
      c: "jurisdiction",
      l: "locale",
      z: "timeZone",
      p: "phone",
    } as const;
    const [good, bad] = await plan(places, [
      {
        email: "a@example.org",
        c: "Deutschland",
        l: "de_AT",
        z: "Europe/Berlin",
        p: "+49 (171) 123-4567",
      },
      { email: "b@example.org", c: "Narnia", l: "klingon!", z: "+02:00", p: "0171 123" },
    ]);
    expect(good?.flags).toEqual([]);
    expect(bad?.flags.map(({ code }) => code)).toEqual([
      "COUNTRY_UNKNOWN",
      "PHONE_UNREADABLE",
      "LOCALE_UNKNOWN",
      "TIME_ZONE_UNKNOWN",
    ]);
  });

  it("never shows a whole value", async () => {
    const secret = "Sesame-Opens-4711";
    const results = await plan({ email: "email", note: "attribute:note", p: "phone" }, [
      { email: `${secret}@`, note: secret, p: secret },
      { email: `${secret}@@example.org`, note: secret, p: secret },
      { email: `info+${secret}@example.org`, note: `=${secret}`, p: secret },
    ]);
    expect(JSON.stringify(results).toLowerCase()).not.toContain("opens");
  });

  it("wants an address column, and one only", async () => {
    await expect(plan({ name: "attribute:name" }, [{ name: "x" }])).rejects.toMatchObject({
      code: "INPUT_ADDRESS_COLUMN",
    });
    await expect(plan({ a: "email", b: "email" }, [{ a: "x", b: "y" }])).rejects.toMatchObject({
      code: "INPUT_COLUMN_TWICE",
    });
  });

  it("stops with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    controller.abort(reason);
    const values = [{ email: "a@example.org" }];
    await expect(plan({ email: "email" }, values, { signal: controller.signal })).rejects.toBe(
      reason,
    );
  });
});

describe("dryRunImport", () => {
  const cell = fc.oneof(
    fc.constantFrom(
      "a@example.org",
      "b@example.org",
      "C@example.org",
      "info@example.org",
      "",
      "x",
      "a@gmial.com",
      "\u0007",
    ),
    fc.emailAddress(),
    fc.string({ maxLength: 6 }),
  );
  const status = fc.constantFrom("", "subscribed", "unsubscribed", "cleaned", "???");

  it("accounts for every row, exactly once, whatever the file", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ email: cell, s: status, note: cell }), { maxLength: 40 }),
        async (values) => {
          const columns = { email: "email", s: "status", note: "attribute:note" } as const;
          const { report } = await dryRun(optionsFor(columns, values, { batchSize: 7 }));
          expect(report.read).toBe(values.length);
          expect(report.accepted + report.merged + report.refused + report.restricted).toBe(
            values.length,
          );
          const reasoned = report.byReason.reduce((sum, { count }) => sum + count, 0);
          expect(reasoned).toBe(values.length - report.accepted);
          const results = await plan(columns, values);
          expect(new Set(results.map(({ row }) => row)).size).toBe(values.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("tells progress, rate and the time left by the clock it is given", async () => {
    let now = 0;
    const ticking = { now: () => now };
    const values = Array.from({ length: 10 }, (_, index) => ({ email: `p${index}@example.org` }));
    const steps: ImportProgress[] = [];
    for await (const step of dryRunImport(
      optionsFor({ email: "email" }, values, { batchSize: 4, total: 10, clock: ticking }),
    )) {
      steps.push(step);
      now += 1_000;
    }
    expect(steps.map(({ report, ...step }: ImportProgress & { report?: unknown }) => step)).toEqual(
      [
        { phase: "reading", done: 4, total: 10, rate: 0, remainingMs: null },
        { phase: "reading", done: 8, total: 10, rate: 8, remainingMs: 250 },
        { phase: "reading", done: 10, total: 10, rate: 5, remainingMs: 0 },
        { phase: "done", done: 10, total: 10, rate: 10 / 3, remainingMs: 0 },
      ],
    );
  });

  it("prints a report people can read", async () => {
    const { report } = await dryRun(
      optionsFor({ email: "email", s: "status" }, [
        { email: "anna@example.org", s: "" },
        { email: "Anna@example.org", s: "" },
        { email: "info@example.org", s: "unsubscribed" },
        { email: "nobody", s: "" },
      ]),
    );
    expect(formatImportReport(report)).toBe(
      [
        "4 rows read: 1 accepted, 1 merged, 1 restricted, 1 refused",
        "of 2 accepted or merged: permission claimed in 0, a place in 0",
        "",
        "  outcome     reason               rows  for example",
        "  refused     EMAIL_NO_AT             1  row 5, email, n***",
        "  restricted  STATUS_UNSUBSCRIBED     1  row 4, s",
        "  merged      DUPLICATE_IN_FILE       1  row 3, same as row 2",
        "  flagged     ROLE_ADDRESS            1  row 4, email, i***@e***.org",
        "",
      ].join("\n"),
    );
    expect(reportRows(report)[0]).toEqual({
      outcome: "refused",
      reason: "EMAIL_NO_AT",
      count: 1,
      example: "row 5, email, n***",
    });
  });

  it("says nothing of an empty file but that", async () => {
    const { report, steps } = await dryRun(optionsFor({ email: "email" }, []));
    expect(steps).toHaveLength(1);
    expect(formatImportReport(report)).toBe(
      "0 rows read: 0 accepted, 0 merged, 0 restricted, 0 refused\n",
    );
  });
});
