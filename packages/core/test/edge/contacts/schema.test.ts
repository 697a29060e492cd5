import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  defineSchema,
  parseAttributes,
  parseEvent,
  type StandardSchema,
} from "../../../src/index.js";

const schema = defineSchema({
  attributes: z.object({
    plan: z.enum(["free", "pro"]),
    age: z.number().optional(),
    address: z.object({ city: z.string(), lines: z.array(z.string()) }).optional(),
    since: z.string().trim().optional(),
  }),
  events: { "order.placed": z.object({ total: z.number().min(0) }) },
  purposes: { "marketing.newsletter": { topics: ["magazine", "offers"] }, "service.account": {} },
});

function standard(
  validate: StandardSchema["~standard"]["validate"],
): StandardSchema<unknown, object> {
  return {
    "~standard": { version: 1, vendor: "test", validate: validate as never },
  };
}
function attributesOnly(validate: StandardSchema["~standard"]["validate"]) {
  return defineSchema({ attributes: standard(validate) });
}

describe("defineSchema", () => {
  it("keeps purposes and topics as they were said", () => {
    expect(schema.purposes["marketing.newsletter"].topics).toEqual(["magazine", "offers"]);
  });

  it("takes a schema without events and purposes", () => {
    expect(defineSchema({ attributes: z.object({}) })).toMatchObject({ events: {}, purposes: {} });
  });

  it.each([
    [
      "attributes that are no Standard Schema",
      { attributes: {} },
      "DEFINITION_SCHEMA",
      "attributes",
    ],
    [
      "an event that is none",
      { attributes: z.object({}), events: { a: null } },
      "DEFINITION_SCHEMA",
      "events.a",
    ],
    [
      "an event's name with a space",
      { attributes: z.object({}), events: { "a b": z.object({}) } },
      "DEFINITION_NAME",
      "events",
    ],
    [
      "a purpose's name with a slash",
      { attributes: z.object({}), purposes: { "a/b": {} } },
      "DEFINITION_NAME",
      "purposes",
    ],
    [
      "an empty topic",
      { attributes: z.object({}), purposes: { a: { topics: [""] } } },
      "DEFINITION_NAME",
      "purposes.a.topics",
    ],
    [
      "a topic named twice",
      { attributes: z.object({}), purposes: { a: { topics: ["x", "x"] } } },
      "DEFINITION_TOPIC_TWICE",
      "purposes.a.topics",
    ],
  ])("refuses %s by name", (_, definition, code, path) => {
    expect(() => defineSchema(definition as never)).toThrow(
      expect.objectContaining({ code, path }),
    );
  });
});

describe("parseAttributes", () => {
  it("gives the schema's output", () => {
    expect(parseAttributes(schema, { plan: "pro", since: " May " })).toEqual({
      ok: true,
      value: { plan: "pro", since: "May" },
    });
  });

  it("names the path and the code of every fault, and never the value", () => {
    const result = parseAttributes(schema, {
      plan: "ann@example.com",
      address: { city: 7, lines: ["a", 1] },
    });
    expect(result).toEqual({
      ok: false,
      issues: [
        { path: "plan", code: "invalid_value", message: 'Expected one of "free", "pro".' },
        { path: "address.city", code: "invalid_type", message: "Expected string." },
        { path: "address.lines[1]", code: "invalid_type", message: "Expected string." },
      ],
    });
  });

  it("passes on nothing that a library quotes from the value", () => {
    const leaky = attributesOnly((value) => ({
      issues: [{ message: `Received ${value}`, path: [{ key: "mail" }, String(value)] }],
    }));
    const result = parseAttributes(leaky, "ann@example.com");
    expect(result).toEqual({
      ok: false,
      issues: [{ path: "mail.*", code: "invalid", message: "Refused by the schema." }],
    });
  });

  it.each([
    ["a date", { a: new Date(0) }, "a"],
    ["a bigint", { a: [1n] }, "a[0]"],
    ["not a number", { a: { b: Number.NaN } }, "a.b"],
    ["a map", new Map(), ""],
    ["a list", [], ""],
    ["a hole in a list", { a: [undefined] }, "a[0]"],
  ])("refuses what JSON would lose: %s", (_, value, path) => {
    const result = parseAttributes(
      attributesOnly(() => ({ value })),
      null,
    );
    expect(result).toMatchObject({ ok: false, issues: [{ path, code: "not_json" }] });
  });

  it("refuses a value that contains itself", () => {
    const value: { self?: unknown } = {};
    value.self = value;
    const result = parseAttributes(
      attributesOnly(() => ({ value })),
      null,
    );
    expect(result).toMatchObject({ ok: false, issues: [{ code: "not_json" }] });
  });

  it("lets absent members be", () => {
    expect(parseAttributes(schema, { plan: "free", age: undefined })).toMatchObject({ ok: true });
  });

  it.each([
    ["waits", async () => ({ value: {} })],
    ["waits in vain", async () => Promise.reject(new Error("late"))],
    [
      "throws",
      () => {
        throw new Error("anna@mail.example is none");
      },
    ],
  ])("refuses a value for which the schema %s", (_, validate) => {
    const result = parseAttributes(attributesOnly(validate), {});
    expect(result).toMatchObject({ ok: false, issues: [{ path: "", code: "no_verdict" }] });
    expect(JSON.stringify(result)).not.toContain("anna");
  });

  it("refuses the one value that a transform throws for, and takes the next", () => {
    const parsing = defineSchema({
      attributes: z.object({ cart: z.string().transform((text) => JSON.parse(text)) }),
      events: { bought: z.object({ cart: z.string().transform((text) => JSON.parse(text)) }) },
    });
    const refusal = { ok: false, issues: [{ path: "", code: "no_verdict" }] };
    expect(parseAttributes(parsing, { cart: "anna" })).toMatchObject(refusal);
    expect(parseEvent(parsing, "bought", { cart: "anna" })).toMatchObject(refusal);
    expect(parseAttributes(parsing, { cart: "[1]" })).toEqual({ ok: true, value: { cart: [1] } });
    const refined = defineSchema({ attributes: z.object({}).refine(async () => true) });
    expect(parseAttributes(refined, {})).toMatchObject(refusal);
  });
});

describe("data", () => {
  const anything = attributesOnly((value) => ({ value }));
  const levels = (count: number): object => {
    let value: object = {};
    for (let level = 1; level < count; level++) value = { value };
    return value;
  };

  it.each([
    [64, true],
    [65, false],
    [1_000_000, false],
  ])("of %i levels is taken: %s", (count, ok) => {
    const result = parseAttributes(anything, levels(count));
    expect(result).toMatchObject(ok ? { ok } : { ok, issues: [{ path: "", code: "too_deep" }] });
  });

  it("that contains itself is too deep, and what stands in many places is looked at once", () => {
    const own: unknown[] = [];
    own.push(own);
    expect(parseAttributes(anything, { own })).toMatchObject({ issues: [{ code: "too_deep" }] });
    let doubled: unknown[] = [];
    for (let level = 0; level < 70; level++) doubled = [doubled, doubled];
    expect(parseAttributes(anything, { doubled })).toMatchObject({
      issues: [{ code: "too_deep" }],
    });
  });
});

describe("parseEvent", () => {
  it("checks the data of a known event", () => {
    expect(parseEvent(schema, "order.placed", { total: 5 })).toEqual({
      ok: true,
      value: { total: 5 },
    });
    expect(parseEvent(schema, "order.placed", { total: -5 })).toMatchObject({
      ok: false,
      issues: [{ path: "total", code: "too_small" }],
    });
  });

  it("refuses an unknown event as a value, also one every object inherits", () => {
    for (const name of ["order.lost", "toString"]) {
      expect(parseEvent(schema, name as never, {})).toMatchObject({
        ok: false,
        issues: [{ code: "unknown_event" }],
      });
    }
  });
});
