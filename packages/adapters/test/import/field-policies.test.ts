import type { FieldPolicies, FieldPolicy } from "@wellsent/core/import";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { cell, importValues, openShop, stored, tryValues, type Values } from "./imported.js";

const ann = { email: "ann@mail.example", name: "Ann", city: "Ulm", tags: "a;b" };

async function afterSecond(first: Values, second: Values, fields: FieldPolicies): Promise<unknown> {
  const acme = await openShop();
  await importValues(acme, [first]);
  await importValues(acme, [second], { importId: "second", fields });
  return (await stored(acme, "ann@mail.example"))?.attributes;
}

/** As a caller without types may. */
function untyped(wrong: object): FieldPolicies {
  const fields: FieldPolicies = {};
  for (const [name, policy] of Object.entries(wrong)) Reflect.set(fields, name, policy);
  return fields;
}

describe("a policy per field", () => {
  it.each<[string, Values, FieldPolicies, unknown]>([
    ["overwrite", { city: "Bonn" }, {}, { city: "Bonn" }],
    ["overwrite and an empty cell", { city: "" }, {}, { city: "Ulm" }],
    ["fill", { city: "Bonn" }, { "attribute:city": "fill" }, { city: "Ulm" }],
    ["never", { city: "Bonn" }, { "attribute:city": "never" }, { city: "Ulm" }],
    ["clear", { city: "" }, { "attribute:city": "clear" }, {}],
    ["clear and a value", { city: "Bonn" }, { "attribute:city": "clear" }, { city: "Bonn" }],
    ["append", { tags: "b;c;c" }, { "attribute:tags": "append" }, { tags: ["a", "b", "c"] }],
    [
      "append beyond what the schema takes",
      { tags: "c;d;e" },
      { "attribute:tags": "append" },
      { tags: ["a", "b"] },
    ],
    ["a default", { city: "Bonn", tags: "c" }, { default: "never" }, {}],
    [
      "a default and an exception",
      { city: "Bonn", tags: "c" },
      { default: "never", "attribute:tags": "append" },
      { tags: ["a", "b", "c"] },
    ],
  ])("%s", async (_, second, fields, expected) => {
    const before = { name: "Ann", city: "Ulm", tags: ["a", "b"] };
    const { city: _city, ...bare } = before;
    const kept = second["city"] === "" && "attribute:city" in fields ? bare : before;
    const after = await afterSecond(ann, { email: ann.email, ...second }, fields);
    expect(after).toEqual({ ...kept, ...(expected as object) });
  });

  it("takes the row that is dated later, and fills from one without a date", async () => {
    const fields = { "attribute:city": { newest: "changed" }, "attribute:name": "fill" } as const;
    const dated = { email: ann.email, city: "Ulm", changed: "2026-03-01" };
    const become = (second: Values) => afterSecond(dated, { email: ann.email, ...second }, fields);
    expect(await become({ city: "Bonn", changed: "2026-03-02", name: "Ann" })).toEqual({
      ...{ city: "Bonn", changed: "2026-03-02", name: "Ann" },
    });
    expect(await become({ city: "Bonn", changed: "2026-02-28", name: "Ann" })).toEqual({
      ...{ city: "Ulm", changed: "2026-03-01", name: "Ann" },
    });
    expect(await become({ city: "Bonn", changed: "", name: "Ann" })).toEqual({
      ...{ city: "Ulm", changed: "2026-03-01", name: "Ann" },
    });
  });

  it("ends with the newest row, in whatever order rows and files come", async () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(days, fc.integer({ min: 1, max: 3 }), async (dates, batchSize) => {
        const acme = await openShop();
        const rows = dates.map((day) => ({
          ...{ email: ann.email, city: `city ${day}` },
          changed: `2026-01-${String(day).padStart(2, "0")}`,
        }));
        const fields = { "attribute:city": { newest: "changed" } } as const;
        const half = rows.length >> 1;
        for (const [index, part] of [rows.slice(0, half), rows.slice(half)].entries())
          await importValues(acme, part.length === 0 ? rows : part, {
            ...{ importId: `file-${index}`, fields, batchSize },
          });
        const newest = Math.max(...dates);
        expect((await stored(acme, ann.email))?.attributes).toMatchObject({
          city: `city ${newest}`,
        });
      }),
      { numRuns: propertyRuns(40) },
    );
  });

  it("never adds or replaces a number against its policy", async () => {
    for (const [phone, expected] of [
      ["fill", ["ann@mail.example", "+491711234567"]],
      ["never", ["ann@mail.example"]],
    ] as const) {
      const acme = await openShop();
      await importValues(acme, [ann]);
      const second = [{ email: ann.email, phone: "+49 171 1234567" }];
      await importValues(acme, second, { importId: "second", fields: { phone } });
      const third = [{ email: ann.email, phone: "+49 171 7654321" }];
      await importValues(acme, third, { importId: "third", fields: { phone } });
      expect((await stored(acme, ann.email))?.addresses).toEqual(expected);
    }
  });

  it.each([
    ["what is no field", { status: "overwrite" }, "fields.status"],
    ["an address", { email: "overwrite" }, "fields.email"],
    ["a field without a column", { "attribute:name": "fill" }, "fields.attribute:name"],
    ["a policy that is none", { "attribute:city": "merge" }, "fields.attribute:city"],
    ["a list of what is none", { locale: "append" }, "fields.locale"],
    ["a date that no column brings", { "attribute:city": { newest: "x" } }, "newest"],
    ["clearing as default", { default: "clear" }, "fields.default"],
  ])("refuses %s before anything is written", async (_, wrong, path) => {
    const acme = await openShop();
    const rows = [{ email: ann.email, city: "Ulm" }];
    const fields = untyped(wrong);
    const refusal = { code: "INPUT_FIELD_POLICY", path: expect.stringContaining(path) };
    await expect(importValues(acme, rows, { fields })).rejects.toMatchObject(refusal);
    await expect(tryValues(acme, rows, { fields })).rejects.toMatchObject(refusal);
    expect(await acme.find({ email: ann.email })).toBeNull();
  });
});

const people = ["ann@mail.example", "bob@mail.example", "eve@mail.example"] as const;
const city = fc.constantFrom("", "Ulm", "Bonn");
const row = fc.record({
  email: fc.constantFrom(...people),
  name: fc.constantFrom("", "Ann", "Bob"),
  city,
  tags: fc.constantFrom("", "a", "a;b", "c;d;e", "f"),
  changed: fc.constantFrom("", "2026-01-01", "2026-01-02", "2026-01-03"),
  zone: fc.constantFrom("", "Europe/Berlin", "Europe/Paris"),
  status: fc.constantFrom("", "subscribed", "unsubscribed"),
});
const scalar = fc.constantFrom<FieldPolicy>(...(["overwrite", "fill", "never", "clear"] as const), {
  newest: "changed",
});
const policies: fc.Arbitrary<FieldPolicies> = fc.record({
  default: fc.constantFrom("overwrite", "fill", "never"),
  "attribute:city": scalar,
  "attribute:name": scalar,
  "attribute:tags": fc.oneof(scalar, fc.constant<FieldPolicy>("append")),
  timeZone: fc.constantFrom("overwrite", "fill", "never", "clear"),
});
const file = fc.array(row, { minLength: 1, maxLength: 5 });

describe("the diff of a dry run", () => {
  it("names what each field would become, and what is kept for which reason", async () => {
    const acme = await openShop();
    await importValues(acme, [ann, { email: "bob@mail.example", status: "unsubscribed" }]);
    const fields = { "attribute:city": "fill", "attribute:tags": "append" } as const;
    const report = await tryValues(
      acme,
      [
        { email: ann.email, name: "Anna", city: "Bonn", tags: "c" },
        { email: "bob@mail.example", name: "Bob", city: "", tags: "" },
        { email: "eve@mail.example", name: "Eve", city: "", tags: "" },
      ],
      { fields },
    );
    const { diff } = report;
    expect(diff).toMatchObject({ created: 1, existing: 2, changed: 2 });
    expect(diff?.standing).toEqual([{ code: expect.any(String), count: 1, rows: [3] }]);
    const none = { same: 0, filled: 0, overwritten: 0, appended: 0, erased: 0, kept: 0 };
    const contact = (await acme.find({ email: ann.email }))?.id;
    expect(diff?.fields).toEqual([
      {
        ...{ ...none, field: "attribute:city", kept: 1 },
        examples: [
          {
            ...{ row: 2, contact, field: "attribute:city", change: "kept", why: "fill" },
            ...{ from: "Ulm", given: "Bonn", to: "Ulm" },
          },
        ],
      },
      {
        ...{ ...none, field: "attribute:name", filled: 1, overwritten: 1 },
        examples: [
          expect.objectContaining({ row: 2, change: "overwritten", from: "Ann", to: "Anna" }),
          expect.objectContaining({ row: 3, change: "filled", from: null, to: "Bob" }),
        ],
      },
      {
        ...{ ...none, field: "attribute:tags", appended: 1 },
        examples: [expect.objectContaining({ from: ["a", "b"], to: ["a", "b", "c"] })],
      },
      { ...none, field: "email", same: 2, examples: [] },
    ]);
  });

  it("is what the import then does, whatever the policies, for rows of different people", async () => {
    await fc.assert(
      fc.asyncProperty(file, file, policies, async (first, rows, fields) => {
        const acme = await openShop();
        await importValues(acme, first);
        const second = [...new Map(rows.map((one) => [one.email, one])).values()];
        const before = await Promise.all(people.map((email) => stored(acme, email)));
        const { diff } = await tryValues(acme, second, { fields });
        expect(await Promise.all(people.map((email) => stored(acme, email)))).toEqual(before);
        await importValues(acme, second, { importId: "second", fields });
        const after = await Promise.all(people.map((email) => stored(acme, email)));
        const changed = people.filter(
          (_, index) =>
            before[index] !== null &&
            JSON.stringify(before[index]) !== JSON.stringify(after[index]),
        );
        expect(diff?.changed).toBe(changed.length);
        expect(diff?.created).toBe(
          people.filter((_, index) => before[index] === null && after[index] !== null).length,
        );
        for (const { field, examples } of diff?.fields ?? []) {
          if (!field.startsWith("attribute:")) continue;
          const name = field.slice("attribute:".length);
          for (const { row: at, to } of examples) {
            const index = people.findIndex((email) => email === second[at - 2]?.email);
            const attributes: object = after[index]?.attributes ?? {};
            expect(Reflect.get(attributes, name) ?? null).toEqual(to);
          }
        }
      }),
      { numRuns: propertyRuns(60) },
    );
  });

  it("is the same for any size of batches", async () => {
    await fc.assert(
      fc.asyncProperty(file, file, policies, async (first, rows, fields) => {
        const acme = await openShop();
        await importValues(acme, first);
        const { diff } = await tryValues(acme, rows, { fields });
        for (const batchSize of [1, 2])
          expect((await tryValues(acme, rows, { fields, batchSize })).diff).toEqual(diff);
      }),
      { numRuns: propertyRuns(40) },
    );
  });
});

describe("policies and consent", () => {
  it("lets no order of files with any policies lift a denial or create consent", async () => {
    const evidence = () => ({ method: "paper", record: { form: "7" } }) as const;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(file, policies), { maxLength: 3 }), async (files) => {
        const acme = await openShop();
        const denied = new Set<string>();
        const claimed = new Set<string>();
        for (const [index, [rows, fields]] of files.entries()) {
          await importValues(acme, rows, { importId: `file-${index}`, fields, evidence });
          for (const { email, status } of rows) {
            if (status === "unsubscribed") denied.add(email);
            if (status === "subscribed") claimed.add(email);
          }
        }
        for (const email of people) {
          const contact = await acme.find({ email });
          if (contact === null) continue;
          const known = await acme.identify({ email });
          const { allowed } = await acme.decide(known, { purpose: cell.purpose });
          expect(allowed).toBe(claimed.has(email) && !denied.has(email));
        }
      }),
      { numRuns: propertyRuns(40) },
    );
  });

  it("comes to the same when an import with policies is broken off anywhere and run again", async () => {
    await fc.assert(
      fc.asyncProperty(file, file, policies, fc.nat(4), async (first, rows, fields, stopAt) => {
        const whole = await openShop();
        const broken = await openShop();
        const run = { importId: "second", fields, batchSize: 2 };
        for (const acme of [whole, broken]) await importValues(acme, first);
        await importValues(whole, rows, run);
        const controller = new AbortController();
        let asked = 0;
        const counting = new Proxy(controller.signal, {
          get(signal, name) {
            if (name === "throwIfAborted" && asked++ === stopAt) controller.abort("enough");
            const value: unknown = Reflect.get(signal, name);
            return typeof value === "function" ? value.bind(signal) : value;
          },
        });
        await importValues(broken, rows, { ...run, signal: counting }).catch(() => undefined);
        await importValues(broken, rows, run);
        for (const email of people)
          expect(await stored(broken, email)).toEqual(await stored(whole, email));
      }),
      { numRuns: propertyRuns(40) },
    );
  });
});
