import { contactId, type JsonObject } from "@wellsent/core";
import { defineTemplate, field, type TemplateDefinition } from "@wellsent/templates/define";
import { describe, expect, it } from "vitest";
import { compileSms, compileTemplate } from "../../src/compile/index.js";
import { TemplateError, templateRenderer } from "../../src/index.js";
import { renderPreview } from "../../src/preview/index.js";
import { defineSms, textMessages } from "../../src/sms/index.js";

const body = (text: string): string =>
  `<mjml lang="en"><mj-head><mj-title>t</mj-title></mj-head><mj-body><mj-section><mj-column>
    <mj-text>${text}</mj-text></mj-column></mj-section></mj-body></mjml>`;

const spring = {
  id: "spring",
  messageClass: "transactional",
  subject: "Your code {{code.value}}",
  codes: { pool: "spring", whenEmpty: "without", validFor: "14d" },
  products: { from: "cart.items", limit: 2, min: 1, currency: "EUR" },
  mjml: body(`{{#if code}}<b>{{code.value}}</b> until {{code.expiresAt}}{{/if}}
    {{#each products}}<a href="{{link}}">{{title}}</a> {{price}}{{#if usualPrice}} was {{usualPrice}}{{/if}};
    {{/each}}`),
} as const;

const links = {
  ...{ unsubscribe: "https://u.example/u", preferences: "https://u.example/p" },
  ...{ view: "https://u.example/v", clickBase: "https://u.example/c", openPixel: "" },
};

async function rendered(definition: TemplateDefinition, data: JsonObject) {
  const { programs } = await compileTemplate(definition);
  const renderer = templateRenderer({ templates: JSON.parse(JSON.stringify(programs)) });
  const result = renderer.render({
    ...{ template: definition.id, locale: "en", contact: contactId("ann"), attributes: {}, data },
    ...{ memberships: [], links, tracking: { opens: false, clicks: false }, at: 0 },
  });
  return { renderer, result };
}

const mug = {
  ...{ id: "mug", title: "A <mug>", link: "https://shop.example/mug", availability: "inStock" },
  price: { amount: 500, currency: "EUR" },
};
const data = {
  code: { value: "A-1", expiresAt: Date.UTC(2026, 0, 31) },
  products: [mug, { ...mug, title: "Plate", usualPrice: { amount: 990, currency: "EUR" } }],
};

describe("a template with codes and products", () => {
  it("renders them as typed fields, and says so to the engine", async () => {
    const { renderer, result } = await rendered(defineTemplate(spring), data);
    expect(renderer.template("spring")).toMatchObject({
      codes: spring.codes,
      products: spring.products,
    });
    if (!result.rendered) throw new Error(JSON.stringify(result.reasons));
    expect(result.subject).toBe("Your code A-1");
    expect(result.text).toContain("A-1 until");
    expect(result.text).toMatch(/31/);
    expect(result.html).toContain("A &lt;mug&gt;");
    expect(result.text).toMatch(/€5\.00.*was.*€9\.90/s);
  });

  it("leaves its blocks out without them, and skips nobody for it", async () => {
    const quiet = { ...spring, subject: "News" };
    const { result } = await rendered(defineTemplate(quiet), { code: null, products: [] });
    expect(result).toMatchObject({ rendered: true });
    expect(JSON.stringify(result)).not.toContain("until");
  });

  it("is not rendered where it prints a code that is not there", async () => {
    const { result } = await rendered(defineTemplate(spring), { code: null, products: [] });
    expect(result).toMatchObject({ rendered: false, reasons: [{ path: "code.value" }] });
  });

  it("may declare fields of its own beside them", async () => {
    const own = { ...spring, fields: { name: field.text() }, subject: "{{name}}: {{code.value}}" };
    const { result } = await rendered(defineTemplate(own), { ...data, name: "Ann" });
    expect(result).toMatchObject({ rendered: true, subject: "Ann: A-1" });
    const unknown = { ...own, mjml: body("{{code.valeu}}") };
    await expect(compileTemplate(unknown)).rejects.toMatchObject({
      code: "TEMPLATE_FIELD_UNKNOWN",
    });
  });

  it("shows marked samples in a preview, never a real code", async () => {
    const { renderer } = await rendered(defineTemplate(spring), data);
    const html = renderPreview(
      ...([renderer, ["spring"], [{ label: "Ann", locale: "en", attributes: {} }]] as const),
    );
    expect(html).toContain("SAMPLE CODE");
    expect(html).toContain("Sample product 2");
    expect(html).not.toContain("Sample product 3");
  });

  it("is a text message as well", () => {
    const sms = defineSms({
      id: "text",
      messageClass: "transactional",
      sender: "Shop",
      codes: { pool: "spring", whenEmpty: "skip" },
      text: "Shop: {{code.value}}",
    });
    const { programs } = compileSms(sms);
    const renderer = templateRenderer({ templates: programs, sms: textMessages() });
    expect(renderer.template("text")?.codes).toEqual({ pool: "spring", whenEmpty: "skip" });
    const result = renderer.render({
      ...{ template: "text", locale: "en", contact: contactId("ann"), attributes: {}, data },
      ...{ memberships: [], links, tracking: { opens: false, clicks: false }, at: 0 },
    });
    expect(result).toMatchObject({ rendered: true, text: "Shop: A-1" });
  });

  const faults: readonly (readonly [path: string, over: object])[] = [
    ["codes", { codes: "spring" }],
    ["codes.pool", { codes: { pool: "a b", whenEmpty: "skip" } }],
    ["codes.whenEmpty", { codes: { pool: "a" } }],
    ["codes.validFor", { codes: { pool: "a", whenEmpty: "skip", validFor: "soon" } }],
    ["codes.occasion", { codes: { pool: "a", whenEmpty: "skip", occasion: "" } }],
    ["products", { products: [] }],
    ["products.limit", { products: { from: "a", limit: 0 } }],
    ["products.min", { products: { from: "a", limit: 1, min: 2 } }],
    ["products.from", { products: { limit: 1 } }],
    ["products.recommend", { products: { limit: 1, recommend: "best" } }],
    ["products.maxAge", { products: { limit: 1, from: "a", maxAge: "1y" } }],
    ["products.currency", { products: { limit: 1, from: "a", currency: "euro" } }],
    ["products.bought", { products: { limit: 1, from: "a", bought: { event: "x" } } }],
  ];
  for (const [path, over] of faults) {
    it(`is refused for a fault at ${path}`, async () => {
      const definition = JSON.parse(JSON.stringify({ ...spring, ...over }));
      await expect(compileTemplate(definition)).rejects.toMatchObject({
        code: "TEMPLATE_DEFINITION",
        path,
      });
      const { program } = await compileTemplate(spring);
      const forged = JSON.parse(JSON.stringify({ ...program, ...over }));
      expect(() => templateRenderer({ templates: [forged] })).toThrow(TemplateError);
    });
  }
});
