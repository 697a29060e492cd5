import { describe, expect, it } from "vitest";
import { compileSms } from "../../src/compile/index.js";
import { field } from "../../src/define/index.js";
import { TemplateError } from "../../src/errors/index.js";
import { loadSms, renderSms } from "../../src/sms/index.js";

const base = { id: "late", messageClass: "marketing", sender: "Acme" } as const;

describe("compileSms", () => {
  it("makes programs that the renderer runs", () => {
    const { programs } = compileSms({
      ...base,
      locales: { en: { text: "Hi {{name}}" }, de: { text: "Hallo {{name}}" } },
      fields: { name: field.name({ fallback: "there" }) },
    });
    expect(programs.map(({ locale, id, channel }) => [locale, id, channel])).toEqual([
      ["en", "late", "sms"],
      ["de", "late", "sms"],
    ]);
    const [english] = programs;
    const links = { unsubscribe: "https://x.test/u", preferences: "", view: "", clickBase: "", openPixel: "" };
    const result = renderSms(loadSms(JSON.parse(JSON.stringify(english))), {
      attributes: {},
      data: {},
      memberships: [],
      links,
      tracking: { opens: false, clicks: false },
      at: 0,
    });
    expect(result).toMatchObject({ rendered: true });
    expect(JSON.stringify(result)).toContain("Hi there");
  });

  it("knows whether the text names its sender and says how to leave", () => {
    const flags = (text: string): readonly boolean[] => {
      const { program } = compileSms({ ...base, text });
      return [program.namesSender, program.hasOptOut];
    };
    expect(flags("Sale!")).toEqual([false, false]);
    expect(flags("ACME: sale! Reply STOP to leave")).toEqual([true, true]);
    expect(flags("Sale! {{unsubscribe}}")).toEqual([false, true]);
    expect(flags("Sale! {{#if a}}Reply STOP to leave{{/if}}")).toEqual([false, false]);
  });

  it("refuses what no template may say", () => {
    expect(() => compileSms({ ...base, text: "{{{name}}}" })).toThrow(TemplateError);
  });
});
