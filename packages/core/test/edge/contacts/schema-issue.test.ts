import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineSchema, parseAttributes, parseEvent } from "../../../src/index.js";

/** What is said about one attribute that is refused. */
function said(shape: z.ZodRawShape, value: object): readonly (readonly [string, string])[] {
  const result = parseAttributes(defineSchema({ attributes: z.strictObject(shape) }), value);
  return result.ok ? [] : result.issues.map(({ path, message }) => [path, message] as const);
}

describe("what a refusal says", () => {
  it.each<[string, z.ZodType, unknown, string]>([
    ["values", z.enum(["free", "pro"]), "gold", 'Expected one of "free", "pro".'],
    ["a literal", z.literal(7), 8, "Expected 7."],
    ["a type", z.string(), 8, "Expected string."],
    ["a smallest number", z.number().min(3), 1, "Expected at least 3."],
    ["a number above", z.number().gt(3), 3, "Expected more than 3."],
    ["a longest text", z.string().max(2), "abc", "Expected at most 2 characters."],
    ["a longest list", z.array(z.string()).max(1), ["a", "b"], "Expected at most 1 items."],
    ["a format", z.iso.date(), "12/24/2026", "Expected text in the format “date”."],
    ["a pattern", z.string().regex(/^a/), "b", "Expected text that matches the schema’s pattern."],
    ["a step", z.number().multipleOf(5), 3, "Expected a multiple of 5."],
    ["a union", z.union([z.string(), z.number()]), true, "Expected string or number."],
    ["no more of its own check", z.string().refine(() => false), "a", "Refused by the schema."],
  ])("tells %s", (_, type, value, message) => {
    expect(said({ it: type }, { it: value })).toEqual([["it", message]]);
  });

  it("lists twenty values, and counts the others", () => {
    const codes = Array.from({ length: 50 }, (_, number) => `c${number}`);
    const [[, message] = ["", ""]] = said({ code: z.enum(codes) }, { code: "c50" });
    expect(message).toMatch(/^Expected one of "c0", "c1", .*"c19" and 30 more\.$/);
  });

  it("names each member that the schema does not have, by its path, and the nearest that it has", () => {
    const shape = { plan: z.string(), address: z.strictObject({ city: z.string() }).optional() };
    const value = {
      plan: "a",
      plann: "a",
      "ann@mail.example": 1,
      address: { city: "B", citty: 1 },
    };
    expect(said(shape, value)).toEqual([
      ["address.citty", "There is no such member; did you mean “city”? There is “city”."],
      ["plann", "There is no such member; did you mean “plan”? There are “plan”, “address”."],
      ["*", "There is no such member; there are “plan”, “address”."],
    ]);
  });

  it("reads what other libraries offer as JSON Schema", () => {
    const issues = [{ message: "not gold", path: ["plan"] }];
    const made = (input: () => unknown) =>
      defineSchema({
        attributes: {
          "~standard": {
            ...{ version: 1 as const, vendor: "test", validate: () => ({ issues }) },
            ...{ jsonSchema: { input }, types: undefined as never },
          },
        },
      });
    const properties = { plan: { enum: ["free", "pro"] } };
    const telling = parseAttributes(
      made(() => ({ type: "object", properties })),
      {},
    );
    expect(telling).toMatchObject({ issues: [{ message: 'Expected one of "free", "pro".' }] });
    const failing = () => {
      throw new Error("cannot be said in JSON Schema");
    };
    expect(parseAttributes(made(failing), {})).toMatchObject({
      issues: [{ path: "plan", message: "Refused by the schema." }],
    });
  });

  it("never says the value that was given", () => {
    const shape = {
      plan: z.enum(["free", "pro"]),
      age: z.number().max(3),
      mail: z.union([z.literal("x"), z.number()]),
      at: z.iso.date(),
      list: z.array(z.literal("a")),
    };
    const secret = "ann@mail.example";
    const value = {
      plan: secret,
      age: 777123,
      mail: secret,
      at: secret,
      list: [secret],
      [secret]: 1,
    };
    const text = JSON.stringify(said(shape, value));
    expect(text).not.toContain(secret);
    expect(text).not.toContain("777123");
  });

  it("names the events there are", () => {
    const schema = defineSchema({
      attributes: z.object({}),
      events: { "order.placed": z.object({}), "cart.left": z.object({}) },
    });
    expect(parseEvent(schema, "ordr.placed" as never, {})).toMatchObject({
      issues: [
        {
          code: "unknown_event",
          message:
            "The schema has no such event; did you mean “order.placed”? There are “order.placed”, “cart.left”.",
        },
      ],
    });
  });
});
