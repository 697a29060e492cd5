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

describe("find", () => {
  it("reads a contact by its address, its number or its key, as people write them", async () => {
    const { acme } = await made(z.object({ firstName: z.string().optional() }));
    const { contact } = await acme.identify({
      ...{ key: "c-7", email: "Ann@Mail.Example", phone: "+31612345678" },
      attributes: { firstName: "Ann" },
    });
    await acme.identify({ email: "bob@mail.example" });
    const mail = await acme.find({ email: "ann@mail.example" });
    expect(mail).toMatchObject({ id: contact, attributes: { firstName: "Ann" } });
    expect(await acme.find({ email: "Ann@MAIL.example" })).toEqual(mail);
    expect(await acme.find({ phone: "+31 6 1234-5678" })).toEqual(mail);
    expect(await acme.find({ key: "c-7" })).toEqual(mail);
    expect(await acme.contact(contact)).toEqual(mail);
  });

  it("is null for nobody, and refuses what is no address or not one thing", async () => {
    const { acme } = await made(z.object({}));
    expect(await acme.find({ email: "nobody@mail.example" })).toBeNull();
    expect(await acme.find({ key: "nobody" })).toBeNull();
    const code = (identity: object) => {
      const given = { email: "ann@mail.example", ...identity };
      return acme.find(given).catch((error) => error.code);
    };
    expect(await code({ email: "ann" })).toBe("INPUT_ADDRESS");
    expect(await code({ email: undefined, phone: "0612345678" })).toBe("INPUT_ADDRESS");
    for (const wrong of [{ email: undefined }, { key: "c-7" }, { email: 7 }, { id: "c-7" }])
      expect(await code(wrong)).toBe("INPUT_IDENTITY");
  });

  it("finds nobody of another tenant", async () => {
    const schema = defineSchema({ attributes: z.object({}) });
    const app = await wellsent({ ...{ secret, schema, sender }, rules: [euRules] });
    await app.tenant("acme").identify({ email: "ann@mail.example" });
    expect(await app.tenant("globex").find({ email: "ann@mail.example" })).toBeNull();
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
