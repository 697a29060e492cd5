import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import * as z from "zod";
import { defineSchema } from "../../src/index.js";
import { schemaToJsonSchema } from "../../src/schema/index.js";

const schema = defineSchema({
  version: 3,
  attributes: z.object({ weight: z.number().min(1).optional(), plan: z.enum(["free", "pro"]) }),
  notes: {
    weight: { pii: false, sensitive: true, unit: "kg", source: "form", retention: "3y" },
    plan: { description: "What they pay for" },
  },
});

test("notes and the version stand beside the types", () => {
  expect(schemaToJsonSchema(schema)).toMatchObject({
    "x-version": 3,
    properties: {
      weight: {
        type: "number",
        "x-pii": false,
        "x-sensitive": true,
        "x-unit": "kg",
        "x-source": "form",
        "x-retention": "3y",
      },
      plan: { description: "What they pay for", enum: ["free", "pro"] },
    },
  });
});

test.each([
  [{ plan: "free" }, true],
  [{ plan: "free", weight: 70 }, true],
  [{ plan: "gold" }, false],
  [{ plan: "pro", weight: 0 }, false],
  [{ weight: 70 }, false],
])("ajv agrees with the schema about %j", (value, valid) => {
  const validate = new Ajv2020({ strict: false }).compile(schemaToJsonSchema(schema));
  expect(validate(value)).toBe(valid);
  expect(schema.attributes.safeParse(value).success).toBe(valid);
});

test("what has no JSON Schema is refused with its path", () => {
  const dates = defineSchema({ attributes: z.object({ at: z.date() }) });
  const bare = defineSchema({
    attributes: {
      "~standard": { version: 1, vendor: "own", validate: () => ({ value: {} }) },
    },
  });
  for (const refused of [dates, bare]) {
    expect(() => schemaToJsonSchema(refused)).toThrow(
      expect.objectContaining({ code: "DEFINITION_JSON_SCHEMA", path: "attributes" }),
    );
  }
});

test("a version or a retention that says nothing is refused", () => {
  const attributes = z.object({ plan: z.string() });
  expect(() => defineSchema({ version: 0, attributes })).toThrow(
    expect.objectContaining({ code: "DEFINITION_VERSION", path: "version" }),
  );
  expect(() => defineSchema({ attributes, notes: { plan: { retention: "1.5y" } } })).toThrow(
    expect.objectContaining({ code: "DEFINITION_NOTE", path: "notes.plan.retention" }),
  );
});
