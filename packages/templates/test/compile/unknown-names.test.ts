import { defineSchema } from "@wellsent/core";
import { expect, test } from "vitest";
import * as z from "zod";
import { compileSms, compileTemplate } from "../../src/compile/index.js";
import { defineTemplate, field } from "../../src/define/index.js";
import { defineSms } from "../../src/sms/index.js";

const schema = defineSchema({
  attributes: z.object({ firstName: z.string().optional(), pets: z.array(z.string()).optional() }),
  events: { "order.placed": z.object({ total: z.number() }) },
  purposes: { news: {} },
});
const known = { attributes: ["firstName", "pets"] };

/** A text that no compiler has seen: its type is `string`. */
function written(text: string, events: readonly "order.placed"[] = []) {
  return defineTemplate(schema, {
    id: "news",
    purpose: "news",
    messageClass: "transactional",
    subject: "News",
    fields: { title: field.text() },
    events,
    mjml: `<mjml lang="en"><mj-head><mj-title>News</mj-title></mj-head><mj-body><mj-section>
      <mj-column><mj-text>${text}</mj-text></mj-column></mj-section></mj-body></mjml>`,
  });
}

test.each([
  "{{firstName}} {{title}}",
  "{{salutation}} {{sender.legalName}}",
  "{{#each pets}}{{this}}{{/each}}",
  "{{#if firstName}}{{firstName}}{{/if}}",
])("%s is made of what there is", async (text) => {
  await expect(compileTemplate(written(text), known)).resolves.toBeDefined();
});

test.each(["{{fristName}}", "{{#if titel}}x{{/if}}", "{{order.total}}", "{{event.total}}"])(
  "%s is refused where the names of attributes are known, and not before",
  async (text) => {
    await expect(compileTemplate(written(text), known)).rejects.toMatchObject({
      code: "TEMPLATE_FIELD_UNKNOWN",
    });
    await expect(compileTemplate(written(text))).resolves.toBeDefined();
  },
);

test("the data of an event belongs to its own schema", async () => {
  const told = written("{{event.total}}", ["order.placed"]);
  await expect(compileTemplate(told, known)).resolves.toBeDefined();
});

test("the error proposes the attribute that was meant", async () => {
  await expect(compileTemplate(written("{{fristName}}"), known)).rejects.toThrow(
    "Did you mean “firstName”?",
  );
});

test("a text message is held to the same names", () => {
  const text: string = "Hello {{fristName}}";
  const note = defineSms(schema, {
    ...{ id: "note", messageClass: "transactional", purpose: "news", sender: "Acme", text },
  });
  expect(() => compileSms(note, known)).toThrow("“fristName”");
  expect(compileSms(note).programs).toHaveLength(1);
});
