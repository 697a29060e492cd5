// What an author does with a template on an ordinary day, with the values that real audiences
// bring.
import { describe, expect, it } from "vitest";
import { renderOwned } from "../../src/bytes.js";
import { compareTexts, compileTemplate, textOracle } from "../../src/compile/index.js";
import { field, type TemplateDefinition } from "../../src/define/index.js";
import { loadProgram, render } from "../../src/index.js";
import { renderJson } from "../../src/message.js";
import { fallbackCounts } from "../../src/preview/index.js";
import { recipient } from "../edge/assemble/recipient.js";

function body(inner: string): string {
  return `<mjml><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`;
}
function text(inner: string): string {
  return body(`<mj-text>${inner}</mj-text>`);
}

async function loaded(mjml: string, more: Partial<TemplateDefinition> = {}) {
  const { program } = await compileTemplate({
    id: "use",
    messageClass: "service",
    subject: "s",
    mjml,
    ...more,
  });
  return loadProgram(JSON.parse(JSON.stringify(program)));
}

async function mail(
  mjml: string,
  attributes: Parameters<typeof recipient>[0],
  fields: NonNullable<TemplateDefinition["fields"]> = {},
) {
  const program = await loaded(mjml, { fields });
  const result = render(program, recipient(attributes));
  const bytes = renderOwned(program, recipient(attributes));
  const inBytes = bytes.rendered ? new TextDecoder().decode(bytes.html) : bytes.reasons;
  expect(inBytes).toEqual(result.rendered ? result.html : result.reasons);
  return result.rendered
    ? { ...result, text: result.text.replace(/\n$/, "") }
    : { reasons: result.reasons, text: "", html: "" };
}

describe("a condition on a declared field", () => {
  const fields = {
    name: field.name({ optional: true }),
    shop: field.url({ optional: true }),
    vip: field.bool(),
  };
  it.each(["TEST", " ", "ann@example.com", "n/a", null])(
    "does not hold for %j where a name belongs",
    async (name) => {
      const mjml = text("{{#if name}}Hi {{name}},{{else}}Hello{{/if}}{{#unless name}}!{{/unless}}");
      expect((await mail(mjml, { name }, fields)).text).toBe("Hello!");
      expect((await mail(mjml, { name: "Ann" }, fields)).text).toBe("Hi Ann,");
    },
  );
  it.each(["javascript:alert(1)", " ", "/relative", 7])(
    "leaves the button out for %j where a URL belongs",
    async (shop) => {
      const mjml = body(
        '{{#if shop}}<mj-button href="{{shop}}">Go</mj-button>{{/if}}<mj-text>x</mj-text>',
      );
      const { html } = await mail(mjml, { shop }, fields);
      expect(html).not.toContain("<a ");
      expect((await mail(mjml, { shop: "https://a.test/" }, fields)).html).toContain(
        '<a href="https://a.test/"',
      );
    },
  );
  it("asks of a flag only whether it is set, as databases have numbers for flags", async () => {
    const mjml = text("{{#if vip}}gold{{else}}tin{{/if}}");
    expect((await mail(mjml, { vip: 1 }, fields)).text).toBe("gold");
    expect((await mail(mjml, { vip: 0 }, fields)).text).toBe("tin");
  });
});

describe("fallbacks", () => {
  it("of the hole come first, then that of the field", async () => {
    const fields = {
      nick: field.name({ fallback: "friend" }),
      first: field.name({ optional: true }),
    };
    const mjml = text("Hi {{nick fallback=first}}, {{upper nick fallback=first}}");
    expect((await mail(mjml, {}, fields)).text).toBe("Hi friend, friend");
    expect((await mail(mjml, { first: "Ann" }, fields)).text).toBe("Hi Ann, Ann");
    expect((await mail(mjml, { nick: "Annie" }, fields)).text).toBe("Hi Annie, ANNIE");
  });
  it("reach through formatters, and stand as they are where those cannot read them", async () => {
    const fields = {
      name: field.name({ fallback: "there" }),
      at: field.date({ fallback: "soon" }),
    };
    const made = await mail(text("Hi {{upper (trim name)}}, {{date at 'long'}}"), {}, fields);
    expect(made.text).toBe("Hi THERE, soon");
    expect(made).toMatchObject({ fallbacks: ["name", "at"] });
  });
  it("are counted by the field, also where a formatter prints it", async () => {
    const program = await loaded(text("{{upper city fallback='your town'}}"));
    expect(fallbackCounts(program, [recipient({}), recipient({ city: "Graz" })]).fallbacks).toEqual(
      { city: 1 },
    );
  });
  it("that say nothing in the language of the mail are none: nobody gets “Hi ,”", async () => {
    const fields = { name: field.name({ fallback: { en: "there", "DE-at": "du" } }) };
    const inLocale = async (locale: string) => {
      const made = render(await loaded(text("Hi {{name}},"), { fields, locale }), recipient({}));
      return made.rendered ? made.text.trim() : made.reasons;
    };
    expect(await inLocale("fr")).toEqual([{ code: "FIELD_MISSING", path: "name" }]);
    expect(await inLocale("en-GB")).toBe("Hi there,");
    expect(await inLocale("de-AT")).toBe("Hi du,");
  });
  it("do not answer conditions", async () => {
    const fields = { plan: field.text({ fallback: "free" }) };
    expect((await mail(text("{{#if (eq plan 'free')}}a{{else}}b{{/if}}"), {}, fields)).text).toBe(
      "b",
    );
  });
});

it("a formatter that gives an object is named, and not the field it was given", async () => {
  const { program } = await compileTemplate(
    { id: "use", messageClass: "service", subject: "s", mjml: text("{{odd name}}") },
    { helpers: ["odd"] },
  );
  const result = render(
    loadProgram(program, { formatters: { odd: () => ({}) } }),
    recipient({ name: "Ann" }),
  );
  expect(result).toEqual({ rendered: false, reasons: [{ code: "VALUE_OBJECT", path: "odd" }] });
});

describe("bounds", () => {
  it("hold for what a formatter prints", async () => {
    const fields = { name: field.text({ maxLength: 5 }) };
    expect((await mail(text("{{upper name}}"), { name: "abcdef" }, fields)).reasons).toEqual([
      { code: "FIELD_TOO_LONG", path: "name" },
    ]);
  });
  it("are not got round with an object where a list belongs", async () => {
    const fields = { items: field.list({ of: field.text(), maxItems: 2, optional: true }) };
    const mjml = text("{{#each items}}{{this}}{{else}}none{{/each}}");
    expect((await mail(mjml, { items: { a: "1", b: "2", c: "3" } }, fields)).text).toBe("none");
    expect((await mail(mjml, { items: ["1", "2", "3"] }, fields)).reasons).toEqual([
      { code: "FIELD_TOO_LONG", path: "items" },
    ]);
  });
});

describe("a required list or object", () => {
  const of = { title: field.text() };
  const missing = (path: string) => [{ code: "FIELD_MISSING", path }];
  it.each([undefined, null, "x", { a: "1" }])("that is %j skips the recipient", async (given) => {
    const items = given ?? null;
    const fields = { items: field.list({ maxItems: 3, of }), "order.lines": field.list({ of }) };
    const each = text("a {{#each items}}{{title}}{{/each}}");
    const attributes = given === undefined ? {} : { items };
    expect((await mail(each, attributes, fields)).reasons).toEqual(missing("items"));
    const inner = text("a {{#with order}}{{#each lines}}{{title}}{{/each}}{{/with}}");
    const order = given === undefined ? null : { lines: items };
    expect((await mail(inner, { order }, fields)).reasons).toEqual(missing("order.lines"));
    const asked = text("a {{#if items}}{{#each items}}{{title}}{{/each}}{{/if}}");
    expect((await mail(asked, { items: null }, fields)).text).toBe("a");
    const optional = { items: field.list({ maxItems: 3, of, optional: true }) };
    expect((await mail(each, { items }, optional)).text).toBe("a");
    expect((await mail(each, { items: [] }, fields)).text).toBe("a");
  });
  it("is asked for by the fields that a block prints of it, unless it has another side", async () => {
    const fields = { "order.total": field.text(), "order.note": field.text({ optional: true }) };
    const total = "{{#with order}}Total {{total}}{{/with}}";
    expect((await mail(text(total), {}, fields)).reasons).toEqual(missing("order.total"));
    expect((await mail(text(total), { order: { total: "9" } }, fields)).text).toBe("Total 9");
    const note = "a {{#with order}}Note {{note}}{{/with}}";
    expect((await mail(text(note), {}, fields)).text).toBe("a");
    const other = "{{#with order}}Total {{total}}{{else}}none{{/with}}";
    expect((await mail(text(other), {}, fields)).text).toBe("none");
  });
});

describe("white space", () => {
  it("stays where a style shows it", async () => {
    const { html } = await mail(text('<p style="white-space: pre-line">a\n   b  c</p>'), {});
    expect(html).toContain(">a\n   b  c</p>");
  });
  it("of a subject over several lines is one space in every output", async () => {
    const program = await loaded(text("x"), { subject: "News\n  for\t{{name}},\r\ntoday" });
    const who = recipient({ name: "Ann" });
    const strings = render(program, who);
    const json = renderJson(program, who);
    const bytes = renderOwned(program, who);
    if (!strings.rendered || !json.rendered || !bytes.rendered) throw new Error("not rendered");
    expect(strings.subject).toBe("News for Ann, today");
    expect(JSON.parse(new TextDecoder().decode(json.json))).toMatchObject({
      subject: strings.subject,
    });
    expect(new TextDecoder().decode(bytes.subject)).toBe(strings.subject);
  });
});

describe("URLs of the recipient", () => {
  it("may be those of an inline image", async () => {
    const { html } = await mail(
      body('<mj-image src="{{logo}}" />'),
      { logo: "cid:logo@shop" },
      { logo: field.image() },
    );
    expect(html).toContain('src="cid:logo@shop"');
  });
  it.each<[string, boolean]>([
    ["https://cdn.test/a.jpg", true],
    ["http://IMG.CDN.test:8080/a.jpg?x=1", true],
    [" https://a.b.cdn.test ", true],
    ["cid:logo@shop", true],
    ["https://evil.test/a.jpg", false],
    ["https://evilcdn.test/a.jpg", false],
    ["https://cdn.test.evil.test/a.jpg", false],
    ["https://cdn.test@evil.test/a.jpg", false],
    ["https://evil.test\\\\@cdn.test/a.jpg", false],
    ["https:/evil.test/cdn.test", false],
    ["https:\\\\evil.test\\cdn.test", false],
    ["https://evil.test#.cdn.test", false],
    ["https://cdn.te\u00adst/a.jpg", false],
    ["//evil.test/a.jpg", false],
  ])("may be those of the hosts alone that a picture may come from: %j", async (logo, is) => {
    const fields = { logo: field.image({ hosts: ["cdn.test"] }) };
    const source = body('<mj-image src="{{logo}}" />');
    const made = await mail(source, { logo }, fields);
    expect("reasons" in made ? made.reasons : []).toEqual(
      is ? [] : [{ code: "FIELD_MISSING", path: "logo" }],
    );
    const fallback = "https://static.test/none.jpg";
    const { html } = await mail(
      body('{{#if logo}}<mj-image src="{{logo}}" />{{else}}<mj-image src="{{logo}}" />{{/if}}'),
      { logo },
      { logo: field.image({ hosts: ["cdn.test"], fallback }) },
    );
    expect(html).toContain(`src="${is ? logo.trim() : fallback}"`);
  });

  it("come from hosts that are written as hosts", async () => {
    for (const host of ["", "https://cdn.test", "cdn.test:80", "*.cdn.test", "bücher.test"]) {
      const fields = { logo: field.image({ hosts: [host] }) };
      await expect(loaded(body("<mj-text>x</mj-text>"), { fields })).rejects.toMatchObject({
        path: expect.stringContaining("logo.hosts"),
      });
    }
  });

  it("stand bare in a style element, where no parser decodes entities", async () => {
    const mjml =
      "<mjml><mj-head><mj-style>.a{background:url('{{u}}')}</mj-style></mj-head><mj-body></mj-body></mjml>";
    const { html } = await mail(mjml, { u: "https://a.test/?a=1&b=</style><b>')" });
    expect(html).toContain(".a{background:url('https://a.test/?a=1&b=%3C/style%3E%3Cb%3E%27%29')}");
  });
});

describe("the text part", () => {
  it.each([
    ["a numbered list", "<ol><li>{{items.[0]}}{{#if a}}!{{/if}}</li><li>b</li></ol>"],
    ["a list in a list", "<ul><li>x<ul>{{#each items}}<li>{{this}}</li>{{/each}}</ul></li></ul>"],
    [
      "a quotation and a rule",
      "<blockquote>b{{#if a}} and a{{/if}}</blockquote><hr/>{{items.[0]}}",
    ],
    ["markup of a field", "before {{{markup}}} after"],
  ])("is that of html-to-text per recipient for %s", async (_, inner) => {
    const markup =
      '<p>Hi <b>you</b> &amp; me,<br>see <a href="https://a.test/?a=1&amp;b=2">this</a></p><style>p{}</style><img src="x" alt="A pot">';
    for (const a of [true, false]) {
      const made = await mail(
        text(inner),
        { a, items: ["one", "two"], markup },
        { markup: field.html(), a: field.bool(), items: field.list({ of: field.text() }) },
      );
      expect(compareTexts(made.text, (await textOracle())(made.html))).toBeNull();
    }
  });
  it("counts a numbered list of which only the recipient decides how long it is", async () => {
    const fields = { a: field.bool(), items: field.list({ of: field.text() }) };
    const mjml = text(
      "<ol>{{#each items}}<li>{{this}}</li>{{/each}}</ol><ol start='9'>{{#if a}}<li>a</li>{{/if}}<li>b<ol><li>c</li></ol></li><li>d</li></ol>",
    );
    const made = await mail(mjml, { a: false, items: ["one", "two"] }, fields);
    expect(made.text).toBe(" 1. one\n 2. two\n\n 9. b\n    1. c\n 10. d");
    const other = await mail(mjml, { a: true, items: [] }, fields);
    expect(other.text).toBe(" 9. a\n 10. b\n     1. c\n 11. d");
  });
});
