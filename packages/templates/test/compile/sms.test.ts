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
    const links = {
      unsubscribe: "https://x.test/u",
      preferences: "",
      view: "",
      clickBase: "",
      openPixel: "",
    };
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

  const made = (text: string, sender = "Acme") => {
    const { namesSender, optOut } = compileSms({ ...base, sender, text }).program;
    return { namesSender, optOut };
  };

  it.each([
    ["ACME: sale!", "Acme", true],
    ["Sale at Acme.", "Acme", true],
    ["Going out tonight?", "Go", false],
    ["{{#if a}}Acme{{/if}} sale", "Acme", false],
    ["{{#if a}}Acme sale{{else}}Acme closes{{/if}}", "Acme", true],
    ["A+B (Ltd.): hi", "A+B (Ltd.)", true],
  ])("knows whether “%s” names %s to everybody", (text, sender, named) => {
    expect(made(text, sender).namesSender).toBe(named);
  });

  it.each([
    ["Sale!", "none"],
    ["Sale! Reply STOP to leave", "reply"],
    ["Sale! Txt STOP to 60777", "reply"],
    ["Angebot! Abmelden: STOP antworten", "reply"],
    ["Soldes ! STOP au 36180", "reply"],
    ["Promocja! Odpisz STOP", "reply"],
    ["Don't STOP the music: 20 % off", "none"],
    ["Reply to win. NON-STOP party!", "none"],
    ["Hi {{name}}{{#if a}}!{{/if}} Reply STOP to leave", "reply"],
    ["{{#if a}}Reply STOP to leave{{/if}}", "none"],
    ["{{#if a}}Reply STOP to leave{{else}}STOP to opt out{{/if}}", "reply"],
    ["Sale! {{unsubscribe}}", "link"],
    ["{{#if a}}{{unsubscribe}}{{/if}}", "none"],
  ])("knows whether “%s” tells everybody how to leave", (text, optOut) => {
    expect(made(text).optOut).toBe(optOut);
  });

  it("refuses what no template may say", () => {
    expect(() => compileSms({ ...base, text: "{{{name}}}" })).toThrow(TemplateError);
  });
});
