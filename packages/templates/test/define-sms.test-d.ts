import { defineSchema } from "@wellsent/core";
import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { field } from "../src/define/index.js";
import { defineSms } from "../src/sms/index.js";

const schema = defineSchema({
  attributes: z.object({ firstName: z.string().optional(), tags: z.array(z.string()) }),
  events: { "order.placed": z.object({ total: z.number() }) },
  purposes: { p: { topics: ["q"] } },
});
const base = { id: "t", messageClass: "service", sender: "Acme" } as const;

describe("defineSms", () => {
  it("keeps the id, the purpose and the topic", () => {
    const source = defineSms(schema, { ...base, purpose: "p", topic: "q", text: "x" });
    expectTypeOf(source.id).toEqualTypeOf<"t">();
    expectTypeOf(source.purpose).toEqualTypeOf<"p">();
    expectTypeOf(source.topic).toEqualTypeOf<"q">();
    // @ts-expect-error no such purpose
    defineSms(schema, { ...base, purpose: "x", text: "x" });
    // @ts-expect-error no such topic
    defineSms(schema, { ...base, purpose: "p", topic: "x", text: "x" });
  });

  it("accepts what the schema, the events and the fields have", () => {
    defineSms(schema, {
      ...base,
      text: "{{salutation}} {{firstName}} {{#each tags}}{{this}}{{/each}} {{unsubscribe}}",
    });
    defineSms(schema, { ...base, events: ["order.placed"], text: "{{event.total}}" });
    defineSms(schema, { ...base, fields: { code: field.text() }, text: "{{code}} {{firstName}}" });
    defineSms({ ...base, fields: { code: field.text() }, text: "{{code}}" });
    defineSms({ ...base, text: "{{anything}}" });
    defineSms(schema, { ...base, locales: { en: { text: "{{firstName}}" }, de: { text: "{{tags.length}}" } } });
  });

  it("refuses what is not there, wherever it stands", () => {
    // @ts-expect-error frstName is no attribute
    defineSms(schema, { ...base, text: "{{frstName}}" });
    // @ts-expect-error in one of several locales
    defineSms(schema, { ...base, locales: { en: { text: "{{firstName}}" }, de: { text: "{{nme}}" } } });
    // @ts-expect-error without its event
    defineSms(schema, { ...base, text: "{{event.total}}" });
    // @ts-expect-error no such event
    defineSms(schema, { ...base, events: ["order.plced"], text: "x" });
    // @ts-expect-error not among the fields
    defineSms({ ...base, fields: { code: field.text() }, text: "{{cod}}" });
  });
});
