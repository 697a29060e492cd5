// What holds for every template that compiles, however hard its author tries otherwise.
import { describe, expect, it } from "vitest";
import {
  type CompileOptions,
  compileSms,
  compileTemplate,
  compileText,
} from "../../src/compile/index.js";
import { field, type TemplateDefinition } from "../../src/define/index.js";
import { loadProgram, render, templateRenderer } from "../../src/index.js";
import { type SmsDefinition, textMessages } from "../../src/sms/index.js";
import { recipient } from "../edge/assemble/recipient.js";

function body(inner: string): string {
  return `<mjml><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`;
}
function text(inner: string): string {
  return body(`<mj-text>${inner}</mj-text>`);
}
async function compiled(
  mjml: string,
  more: Partial<TemplateDefinition> = {},
  options: CompileOptions = {},
) {
  return compileTemplate(
    { id: "p", messageClass: "service", subject: "s", mjml, ...more },
    options,
  );
}
async function html(
  mjml: string,
  attributes: Parameters<typeof recipient>[0],
  options: CompileOptions = {},
  more = {},
) {
  const { program } = await compiled(mjml, more, options);
  const made = render(loadProgram(program), recipient(attributes));
  return made.rendered ? made.html : JSON.stringify(made.reasons);
}

describe("a marketing template", () => {
  const leave = '<a href="{{unsubscribe}}">Leave</a>';
  it.each([
    ["under a condition", `{{#if vip}}${leave}{{/if}}`],
    ["in one branch", `{{#if vip}}${leave}{{else}}x{{/if}}`],
    ["in one segment", `{{#segment "vip"}}${leave}{{/segment}}`],
    ["in a loop that may be empty", `{{#each items}}${leave}{{/each}}`],
    ["in a loop's else", `{{#each items}}x{{else}}${leave}{{/each}}`],
    ["under two conditions that may both fail", `{{#if a}}${leave}{{/if}}{{#if b}}${leave}{{/if}}`],
    [
      "under a condition about an item",
      `{{#each items}}{{#if on}}${leave}{{/if}}{{#unless on}}${leave}{{/unless}}{{/each}}`,
    ],
    ["printed, but no link", "{{unsubscribe}}"],
    ["as an image's address", '<img src="{{unsubscribe}}" alt="x">'],
    ["in a comment", `<!-- ${leave} -->`],
  ])("does not compile with its unsubscribe link %s", async (_, inner) => {
    await expect(compiled(text(inner), { messageClass: "marketing" })).rejects.toMatchObject({
      code: "TEMPLATE_UNSUBSCRIBE_MISSING",
    });
  });
  it.each([
    ["in both branches", `{{#if vip}}A ${leave}{{else}}B ${leave}{{/if}}`],
    [
      "under a condition and its opposite",
      `{{#if vip}}A ${leave}{{/if}} and {{#unless vip}}B ${leave}{{/unless}}`,
    ],
    ["in a loop and its else", `{{#each items}}${leave}{{else}}${leave}{{/each}}`],
    ["after conditions", `{{#if a}}A{{else}}{{#if b}}B{{/if}}{{/if}}${leave}`],
    ["inside a link with more to it", '<a href="{{unsubscribe}}#top">Leave</a>'],
  ])("compiles with it %s", async (_, inner) => {
    await compiled(text(inner), { messageClass: "marketing" });
  });
  it("compiles with it in a column beside one that is compiled in variants", async () => {
    const mjml = `<mjml><mj-body><mj-section>{{#if a}}<mj-column></mj-column>{{/if}}<mj-column><mj-button href="{{unsubscribe}}">Leave</mj-button></mj-column></mj-section></mj-body></mjml>`;
    await compiled(mjml, { messageClass: "marketing" });
  });
  it("is warned of a text part by hand that does not say how to leave", async () => {
    const { warnings } = await compiled(text(leave), { messageClass: "marketing", text: "Bye" });
    expect(warnings.map(({ code }) => code)).toEqual(["TEMPLATE_TEXT_UNSUBSCRIBE"]);
    const said = await compiled(text(leave), {
      messageClass: "marketing",
      text: "Leave: {{unsubscribe}}",
    });
    expect(said.warnings).toEqual([]);
  });
  it("takes no time to look at with thirty conditions", async () => {
    const many = Array.from({ length: 30 }, (_, n) => `{{#if c${n}}}x ${leave}{{/if}}`).join("");
    await expect(compiled(text(many), { messageClass: "marketing" })).rejects.toMatchObject({
      code: "TEMPLATE_UNSUBSCRIBE_MISSING",
    });
    await compiled(text(`${many}${leave}`), { messageClass: "marketing" });
    const nested = many
      .replaceAll("x <a", "{{#if d}}x <a")
      .replaceAll("</a>{{/if}}", "</a>{{/if}}{{/if}}");
    await compiled(text(`${nested}${leave}`), { messageClass: "marketing" });
    const thousands = Array.from({ length: 4000 }, (_, n) => `{{#if c${n}}}${leave}{{/if}}`).join(
      "",
    );
    const ofItems = `{{#each items}}${thousands.slice(0, thousands.indexOf("{{#if c3000}}"))}{{else}}${leave}{{/each}}`;
    for (const inner of [thousands, ofItems]) {
      await expect(compiled(text(inner), { messageClass: "marketing" })).rejects.toMatchObject({
        code: "TEMPLATE_UNSUBSCRIBE_MISSING",
      });
    }
  });
});

describe("a locked block", () => {
  const shared = {
    partials: {
      legal: "<mj-text>{{company}}, {{> street}}</mj-text>",
      street: "High Street 1",
      frame: "{{#if a}}{{> @partial-block}}{{/if}}",
      layout: "{{> @partial-block}}<mj-text>end</mj-text>",
    },
    locked: ["legal"],
  };
  const missing = { code: "TEMPLATE_BLOCK_MISSING" };
  it.each([
    ["a condition", "{{#if a}}{{> legal}}{{/if}}"],
    [
      "both branches, as nobody can see that at a glance",
      "{{#if a}}{{> legal}}{{else}}{{> legal}}{{/if}}",
    ],
    ["a loop", "{{#each items}}{{> legal}}{{/each}}"],
    ["a comment", "<!-- {{> legal}} -->"],
    ["a comment that partials begin and end", "{{> open}}{{> legal}}{{> close}}"],
    ["the slot of a partial that shows it to some", "{{#> frame}}{{> legal}}{{/frame}}"],
  ])("does not stand in %s", async (_, inner) => {
    const partials = { open: "<mj-text>x</mj-text><!--", close: "-->" };
    await expect(compiled(body(inner), { partials }, { shared })).rejects.toMatchObject(missing);
  });
  it("does not stand in a subject, a preheader or the head alone", async () => {
    for (const more of [
      { subject: "{{> legal}}" },
      { preheader: "{{> legal}}" },
      { text: "{{> legal}}" },
    ]) {
      await expect(compiled(body(""), more, { shared })).rejects.toMatchObject(missing);
    }
    const head =
      "<mjml><mj-head><mj-preview>{{> legal}}</mj-preview></mj-head><mj-body></mj-body></mjml>";
    await expect(
      compiled(head, {}, { shared: { ...shared, partials: { legal: "x" } } }),
    ).rejects.toMatchObject(missing);
  });
  it("says the same wherever it stands: no arguments, no names from around, no partials of the template's own", async () => {
    for (const call of [
      '{{> legal company="Evil"}}',
      "{{> legal item}}",
      "{{#> legal}}x{{/legal}}",
    ]) {
      await expect(compiled(body(call), {}, { shared })).rejects.toMatchObject({
        code: "TEMPLATE_BLOCK_LOCKED",
        line: 1,
      });
    }
    const partials = { street: "Evil Street", outer: "{{> legal}}" };
    const mjml = body('{{> legal}}{{> outer company="Evil"}}{{#with other}}{{> legal}}{{/with}}');
    const made = await html(
      mjml,
      { company: "Acme", other: { company: "Evil" } },
      { shared },
      { partials },
    );
    expect(made.match(/Acme, High Street 1/g)).toHaveLength(3);
    expect(made).not.toContain("Evil");
  });
  it("may stand in the slot of a partial", async () => {
    const made = await html(
      body("{{#> layout}}{{> legal}}{{/layout}}"),
      { company: "Acme" },
      { shared },
    );
    expect(made).toContain("Acme, High Street 1");
  });
});

describe("parameters of the tenant", () => {
  it("are added to every link, and give way to those of the template and of the link", async () => {
    const mjml = text(
      '<a href="https://a.test/">a</a><a href="https://b.test/?utm_source=own">b</a>',
    );
    const { program } = await compiled(
      mjml,
      { utm: { utm_medium: "mail" } },
      { utm: { utm_source: "acme", utm_medium: "x" } },
    );
    expect(program.links.map(({ target }) => target)).toEqual([
      "https://a.test/?utm_source=acme&utm_medium=mail",
      "https://b.test/?utm_source=own&utm_medium=mail",
    ]);
  });
});

describe("the locale of last resort", () => {
  const locales = {
    de: { subject: "de", mjml: text("de") },
    en: { subject: "en", mjml: text("en") },
  };
  it("is what a renderer takes where none fits, whatever the order of the locales", async () => {
    const { programs } = await compileTemplate({ id: "p", messageClass: "service", locales });
    const renderer = templateRenderer({ templates: programs });
    const localeFor = (locale: string | null) => {
      const made = renderer.render({ ...recipient({}), template: "p", locale });
      return made.rendered ? made.locale : null;
    };
    expect(["fr", null, "de-AT", "en-US", "xx"].map(localeFor)).toEqual([
      "en",
      "en",
      "de",
      "en",
      "en",
    ]);
  });
  it("is so for text messages", () => {
    const { programs } = compileSms({
      id: "p",
      messageClass: "service",
      sender: "Acme",
      locales: { de: { text: "de" }, en: { text: "en" } },
    });
    const renderer = templateRenderer({ templates: programs, sms: textMessages() });
    expect(renderer.render({ ...recipient({}), template: "p", locale: "fr" })).toMatchObject({
      locale: "en",
    });
  });
});

describe("definitions that no type checker has seen", () => {
  const base = { id: "p", messageClass: "service", subject: "s", mjml: body("") };
  const wrong = "TEMPLATE_DEFINITION";
  it.each<[string, unknown, string]>([
    ["nothing", null, "definition"],
    ["a list", [], "definition"],
    ["no id", { ...base, id: undefined }, "id"],
    ["a number as id", { ...base, id: 7 }, "id"],
    ["a class that nobody knows", { ...base, messageClass: "Marketing" }, "messageClass"],
    ["no class", { ...base, messageClass: undefined }, "messageClass"],
    ["a number as MJML", { ...base, mjml: 5 }, "mjml"],
    ["a syntax tree as subject", { ...base, subject: { type: "Program" } }, "subject"],
    ["a number as a partial", { ...base, partials: { a: 5 } }, "partials"],
    ["a number as a parameter", { ...base, utm: { a: 5 } }, "utm"],
    ["no object as locales", { ...base, locales: "en" }, "locales"],
    ["a number in a locale", { ...base, locales: { de: { subject: 1, mjml: "" } } }, "locales.de"],
    ["a type that is none", { ...base, fields: { a: { type: "phone" } } }, "fields.a.type"],
    [
      "a type that is none in a list",
      { ...base, fields: { a: { type: "list", of: { b: { type: "x" } } } } },
      "fields.a[].b.type",
    ],
    [
      "a bound below nothing",
      { ...base, fields: { a: { type: "text", maxLength: -1 } } },
      "fields.a.maxLength",
    ],
    [
      "half an item",
      { ...base, fields: { a: { type: "list", maxItems: 0.5 } } },
      "fields.a.maxItems",
    ],
    [
      "a number as fallback",
      { ...base, fields: { a: { type: "text", fallback: 5 } } },
      "fields.a.fallback",
    ],
    [
      "one value for an enum",
      { ...base, fields: { a: { type: "enum", values: "x" } } },
      "fields.a.values",
    ],
    ["a field that is none", { ...base, fields: { a: null } }, "fields.a"],
  ])("are refused for %s", async (_, definition, path) => {
    const given: TemplateDefinition = JSON.parse(JSON.stringify(definition));
    await expect(compileTemplate(given)).rejects.toMatchObject({ code: wrong, path });
  });
  it("are refused by the template's name, text messages as well as mails", async () => {
    const mail = { ...base, id: "spring", subject: 5 };
    const given: TemplateDefinition = JSON.parse(JSON.stringify(mail));
    const message = expect.stringMatching(/^spring: /);
    await expect(compileTemplate(given)).rejects.toMatchObject({ code: wrong, message });
    const text = { id: "late", messageClass: "service", sender: "Acme" } as const;
    const unclear: SmsDefinition = JSON.parse(JSON.stringify({ ...text, text: 5 }));
    expect(() => compileSms(unclear)).toThrow(
      expect.objectContaining({
        ...{ code: wrong, path: "text", message: expect.stringMatching(/^late: /) },
      }),
    );
    const odd: SmsDefinition = {
      ...text,
      locales: { de: { text: "Hallo,\n{{#if}}" } },
      locale: "de",
    };
    expect(() => compileSms(odd)).toThrow(
      expect.objectContaining({
        ...{ path: "late.text", line: 2, message: expect.stringMatching(/^late: /) },
      }),
    );
  });
  it.each(["de_AT", "not a locale", "", "d"])(
    "are refused for the locale %j, which would fail on the first date",
    async (locale) => {
      await expect(
        compileTemplate({ id: "p", messageClass: "service", subject: "s", mjml: body(""), locale }),
      ).rejects.toMatchObject({
        code: "TEMPLATE_LOCALE",
      });
      expect(() => compileText("x", { locale })).toThrow(
        expect.objectContaining({ code: "TEMPLATE_LOCALE" }),
      );
    },
  );
});

describe("templates that would take the build with them", () => {
  it("are refused for too many loops, before the loader does", async () => {
    const nested = (depth: number) =>
      text(`${"{{#each a}}".repeat(depth)}x${"{{/each}}".repeat(depth)}`);
    loadProgram((await compiled(nested(63))).program);
    await expect(compiled(nested(64))).rejects.toMatchObject({
      code: "TEMPLATE_TOO_DEEP",
      line: 1,
    });
  });
  it.each([
    [
      "elements",
      `<mjml><mj-body>${"<mj-wrapper>".repeat(5000)}${"</mj-wrapper>".repeat(5000)}</mj-body></mjml>`,
    ],
    ["elements never closed", `<mjml><mj-body>${"<mj-column>".repeat(5000)}`],
    ["HTML", text("<div>".repeat(50_000) + "</div>".repeat(50_000))],
    ["HTML never closed", text("<span>".repeat(50_000))],
  ])("are refused for too deep %s", async (_, mjml) => {
    await expect(compiled(mjml)).rejects.toMatchObject({ code: "TEMPLATE_TOO_DEEP", line: 1 });
  });
  it.each([
    ...["<!--", "<mj-include ", "{{!--", "{{!-- }}", "{{! "].map(
      (part) => [part, 900_000] as const,
    ),
    // Handlebars takes its time for each hole.
    ["<!--{{a}}", 200_000] as const,
  ])("never hang over a flood of %s", async (part, size) => {
    const flood = part.repeat(Math.floor(size / part.length));
    await expect(compiled(flood)).rejects.toMatchObject({
      code: expect.stringMatching(/^TEMPLATE_/),
    });
  });
  it.each(["<!--", "<mj-include ", "x"])(
    "are refused for five megabytes of %s at once",
    async (part) => {
      const mjml = part.repeat(5_000_000 / part.length);
      await expect(compiled(mjml)).rejects.toMatchObject({ code: "TEMPLATE_TOO_LARGE" });
      await expect(compiled(body(""), { partials: { a: mjml } })).resolves.toBeDefined();
      await expect(compiled(body("{{> a}}"), { partials: { a: mjml } })).rejects.toMatchObject({
        code: "TEMPLATE_TOO_LARGE",
      });
    },
  );
});

it("a field of a list is found by its index as well", async () => {
  const fields = { items: field.list({ of: { title: field.text({ fallback: "nothing" }) } }) };
  const mjml = text("{{items.[0].title}}, {{items.[1].title}}");
  expect(await html(mjml, { items: [{ title: "Pot" }] }, {}, { fields })).toContain("Pot, nothing");
  await expect(compiled(text("{{items.[0].titel}}"), { fields })).rejects.toMatchObject({
    code: "TEMPLATE_FIELD_UNKNOWN",
  });
});
