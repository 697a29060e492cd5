import { euRules } from "@wellsent/consent/rules";
import { defineSchema, type Logger } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { wellsent } from "../../src/app/index.js";
import { secret, sender } from "./shop.js";

async function made(attributes: z.ZodType<object>) {
  const logged: unknown[] = [];
  const logger: Logger = { log: (level, _, fields) => logged.push({ level, ...fields }) };
  const schema = defineSchema({ attributes });
  const app = await wellsent({ ...{ secret, schema, sender, logger }, rules: [euRules] });
  return { acme: app.tenant("acme"), logged };
}

/** What a caller without types may pass. */
function ann(attributes: object) {
  return { email: "ann@mail.example", attributes };
}

describe("an attribute that the schema does not know", () => {
  it("is not kept, and is told by name to the caller and by number to the logger", async () => {
    const { acme, logged } = await made(z.object({ firstName: z.string().optional() }));
    const attributes = { firstName: "Ann", fristName: "Ann", gone: null };
    const known = await acme.identify(ann(attributes));
    expect(known.dropped).toEqual(["fristName"]);
    expect((await acme.contact(known))?.attributes).toEqual({ firstName: "Ann" });
    expect(logged).toEqual([
      { level: "warn", tenant: "acme", code: "ATTRIBUTES_DROPPED", count: 1 },
    ]);
    expect(await acme.identify(ann({ firstName: "Anna" }))).not.toHaveProperty("dropped");
    expect(logged).toHaveLength(1);
  });

  it("is refused by a strict schema", async () => {
    const { acme } = await made(z.strictObject({ firstName: z.string() }));
    await expect(acme.identify(ann({ firstName: "Ann", plan: "pro" }))).rejects.toMatchObject({
      code: "INPUT_ATTRIBUTES",
    });
  });

  it("is none where the schema makes another of it", async () => {
    const { acme } = await made(
      z.object({ name: z.string() }).transform(({ name }) => ({ firstName: name })),
    );
    expect(await acme.identify(ann({ name: "Ann" }))).not.toHaveProperty("dropped");
  });
});

describe("contacts", () => {
  it("come in the order in which they were made, also within one millisecond", async () => {
    const clock = simulatedClock(Date.UTC(2026, 2, 2, 8));
    const schema = defineSchema({ attributes: z.object({}) });
    const app = await wellsent({ ...{ secret, schema, sender, clock }, rules: [euRules] });
    const acme = app.tenant("acme");
    const made: string[] = [];
    for (let number = 0; number < 20; number++)
      made.push((await acme.identify({ email: `p${number}@mail.example` })).contact);
    await acme.identify({ email: "p3@mail.example", locale: "fr" });
    const read: string[] = [];
    for await (const { id } of acme.contacts()) read.push(id);
    expect(read).toEqual(made);
  });
});
