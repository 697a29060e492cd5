import { defineSchema } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineTemplate, field } from "../../src/define/index.js";

describe("defineTemplate", () => {
  it("files an inline source under the template's own locale", () => {
    const source = defineTemplate({
      id: "miss-you",
      messageClass: "marketing",
      locale: "de",
      subject: "Hallo",
      mjml: "<mjml></mjml>",
      fields: { firstName: field.name({ fallback: "du" }) },
    });
    expect(source.locales).toEqual({ de: { subject: "Hallo", mjml: "<mjml></mjml>" } });
    expect(source.fields).toEqual({ firstName: { type: "name", fallback: "du" } });
  });

  it("leaves the fields open where a schema speaks for them, also when defined again", () => {
    const schema = defineSchema({ attributes: z.object({ plan: z.string() }) });
    const source = defineTemplate(schema, {
      id: "a",
      messageClass: "service",
      subject: "s",
      mjml: "{{plan}}",
    });
    expect(source.open).toBe(true);
    expect(defineTemplate(source)).toEqual(source);
    expect(
      defineTemplate({ id: "a", messageClass: "service", subject: "s", mjml: "{{plan}}" }).open,
    ).toBe(false);
  });

  it("refuses a template without a body, with a bad id, or without its own locale", () => {
    const base = { id: "a", messageClass: "marketing" } as const;
    expect(() => defineTemplate(base)).toThrow(
      expect.objectContaining({ code: "DEFINITION_TEMPLATE_EMPTY" }),
    );
    expect(() => defineTemplate({ ...base, id: "a b", subject: "", mjml: "" })).toThrow(
      expect.objectContaining({ code: "DEFINITION_TEMPLATE_ID" }),
    );
    expect(() =>
      defineTemplate({ ...base, locale: "fr", locales: { en: { subject: "", mjml: "" } } }),
    ).toThrow(expect.objectContaining({ code: "DEFINITION_TEMPLATE_LOCALE" }));
  });
});
