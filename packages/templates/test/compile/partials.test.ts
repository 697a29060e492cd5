import Handlebars from "handlebars";
import { describe, expect, it } from "vitest";
import { compileSms, compileTemplate } from "../../src/compile/index.js";
import { field } from "../../src/define/index.js";
import { TemplateError } from "../../src/errors/index.js";
import { loadProgram, render } from "../../src/index.js";
import { loadSms, renderSms } from "../../src/sms/index.js";
import { recipient } from "../edge/assemble/recipient.js";

type Partials = Readonly<Record<string, string>>;
type Attributes = Parameters<typeof recipient>[0];

const base = { id: "t", messageClass: "service" } as const;
function mjml(body: string): string {
  return `<mjml><mj-body><mj-section><mj-column><mj-text>[${body}]</mj-text></mj-column></mj-section></mj-body></mjml>`;
}

async function inMail(body: string, partials: Partials, data: Attributes) {
  const { program } = await compileTemplate({ ...base, subject: "s", mjml: mjml(body), partials });
  const result = render(loadProgram(program), recipient(data));
  if (!result.rendered) throw new Error(JSON.stringify(result.reasons));
  const html = />\[([^\]]*)\]<\/div>/.exec(result.html)?.[1];
  const text = /\[([\s\S]*)\]/.exec(result.text)?.[1];
  return { html, text };
}

function inSms(body: string, partials: Partials, data: Attributes): string {
  const { program } = compileSms({ ...base, sender: "S", text: `S[${body}]`, partials });
  const result = renderSms(loadSms(program), recipient(data));
  if (!result.rendered) throw new Error(JSON.stringify(result.reasons));
  return result.body.slice(2, -1);
}

function byHandlebars(body: string, partials: Partials, data: Attributes): string {
  const handlebars = Handlebars.create();
  for (const [name, text] of Object.entries(partials)) handlebars.registerPartial(name, text);
  return handlebars.compile(body)(data);
}

function refusal(body: string, partials: Partials = {}) {
  try {
    compileSms({ ...base, sender: "S", text: body, partials });
  } catch (error) {
    if (error instanceof TemplateError)
      return { code: error.code, source: error.source, line: error.line, column: error.column };
  }
  return null;
}

const shop: Attributes = {
  title: "Root",
  name: "Ann",
  currency: "USD",
  items: [{ name: "Shoes" }, { name: "Hat" }],
  products: [{ name: "Lamp" }, { name: "Chair" }],
  customer: { title: "Dr", name: "Bo" },
  offer: { name: "Sale", title: "Now" },
  orders: [
    { id: "o1", lines: [{ sku: "a" }, { sku: "b" }] },
    { id: "o2", lines: [{ sku: "c" }] },
  ],
  tags: ["red", "blue"],
};

const cases: Readonly<Record<string, readonly [body: string, partials: Partials, said: string]>> = {
  "an argument does not reach into each": [
    "{{> list name='Offers'}}",
    { list: "{{#each items}}{{name}} {{/each}}" },
    "Shoes Hat ",
  ],
  "an argument does not reach into with": [
    "{{> box title='Offer'}}",
    { box: "{{#with customer}}{{title}}{{/with}}" },
    "Dr",
  ],
  "an argument is a field of the context that ../ leads to": [
    "{{> list currency='EUR'}}",
    { list: "{{#each items}}{{../currency}} {{/each}}" },
    "EUR EUR ",
  ],
  "an argument is a field of this": ["{{> box title='Offer'}}", { box: "{{this.title}}" }, "Offer"],
  "an argument hides the field, and no other": [
    "{{> box offer title='Offer'}}",
    { box: "{{title}} {{name}} {{currency}}" },
    "Offer Sale ",
  ],
  "an argument that is missing hides the field as well": [
    "{{> box title=nowhere}}",
    { box: "({{title}})" },
    "()",
  ],
  "undefined written out is no argument": [
    "{{> box title=undefined}}",
    { box: "{{title}}" },
    "Root",
  ],
  "of two arguments of one name the first counts": [
    "{{> box title='A' title='B'}}",
    { box: "{{title}}" },
    "A",
  ],
  "an argument can be gone into and looped over": [
    "{{> box who=customer what=products}}",
    { box: "{{who.title}} {{#each what}}{{name}}{{/each}}" },
    "Dr LampChair",
  ],
  "a literal argument settles a condition": [
    "{{> box big=true}}{{> box big=0}}",
    { box: "{{#if big}}B{{else}}b{{/if}}{{#unless big}}!{{/unless}}" },
    "Bb!",
  ],
  "a literal argument has no fields": [
    "{{> box title='abc' items='x'}}",
    { box: "{{title.name}}{{title.length}}{{title.[1]}}{{#each items}}never{{else}}none{{/each}}" },
    "3bnone",
  ],
  "block parameters end with the text they are in": [
    "{{#each items as |item|}}{{> row}}{{/each}}",
    { row: "({{item.name}}{{name}})" },
    "(Shoes)(Hat)",
  ],
  "a block parameter too many hides the field": [
    "{{#with customer as |who name|}}{{name}}{{who.name}}{{/with}}",
    {},
    "Bo",
  ],
  "a block knows its own block parameters, and the context of the partial": [
    "{{#each items as |item|}}{{#> box @root.offer}}{{item.name}}:{{name}} {{/box}}{{/each}}",
    { box: "{{> @partial-block}}" },
    "Shoes:Sale Hat:Sale ",
  ],
  "a block is given the partial's arguments": [
    "{{#> box title='Offer'}}{{title}}{{/box}}",
    { box: "{{> @partial-block}}" },
    "Offer",
  ],
  "a block is given the partial's context": [
    "{{#> box offer}}{{name}}{{/box}}",
    { box: "{{> @partial-block}}" },
    "Sale",
  ],
  "a block within each is given the item": [
    "{{#> list items=products}}{{name}} {{/list}}",
    { list: "{{#each items}}{{> @partial-block}}{{/each}}" },
    "Lamp Chair ",
  ],
  "a block is given what the partial puts it with": [
    "{{#> box}}{{name}} {{label}}{{/box}}",
    { box: "{{> @partial-block customer label=offer.name}}" },
    "Bo Sale",
  ],
  "../ in a block leads to where it is written": [
    "{{#> list items=products}}{{name}}/{{../name}} {{/list}}",
    { list: "{{#each items}}{{> @partial-block}}{{/each}}" },
    "Lamp/Ann Chair/Ann ",
  ],
  "../ in a block does not count a context that is the same": [
    "{{#with customer}}{{#> box}}{{../name}}{{/box}}{{/with}}",
    { box: "{{> @partial-block}}" },
    "Ann",
  ],
  "../ in a block counts one that differs": [
    "{{#with customer}}{{#> box title='x'}}{{../name}} {{../../name}}{{/box}}{{/with}}",
    { box: "{{> @partial-block}}" },
    "Bo Ann",
  ],
  "../ counts each and with, but no condition": [
    "{{#each orders}}{{#if id}}{{#each lines}}{{#unless x}}{{../id}}{{../../name}} {{/unless}}{{/each}}{{/if}}{{/each}}",
    {},
    "o1Ann o1Ann o2Ann ",
  ],
  "../ does not count with of the same": [
    "{{#each orders}}{{#with this}}{{../name}} {{/with}}{{/each}}",
    {},
    "Ann Ann ",
  ],
  "the block of a missing partial is given its context and arguments": [
    "{{#> nobody offer title='x'}}{{name}} {{title}}{{/nobody}}",
    {},
    "Sale x",
  ],
  "a block stands in where no block was given": [
    "{{> box}}{{#> box}}own{{/box}}",
    { box: "{{#> @partial-block}}default {{/@partial-block}}" },
    "default own",
  ],
  "a partial within has the block of the one around it": [
    "{{#> outer}}{{name}}{{/outer}}",
    { outer: "{{> inner customer}}", inner: "{{> @partial-block}}" },
    "Bo",
  ],
  "a block hands the block around it on": [
    "{{#> page}}{{name}}{{/page}}",
    { page: "{{#> frame offer}}_{{> @partial-block}}_{{/frame}}", frame: "({{> @partial-block}})" },
    "(_Sale_)",
  ],
  "@index and its kin are those of where the partial is": [
    "{{#each tags}}{{> row}}{{/each}}{{#> list}}{{@index}}{{#if @last}}.{{/if}}{{/list}}",
    {
      row: "{{@index}}{{#if @first}}:{{/if}}{{this}} ",
      list: "{{#each products}}{{> @partial-block}}{{/each}}",
    },
    "0:red 1blue 01.",
  ],
  "@root is the recipient everywhere": [
    "{{#each items}}{{> row products.[0] name='x'}}{{/each}}",
    { row: "{{@root.name}} " },
    "Ann Ann ",
  ],
  "@../index counts the frame of a block": [
    "{{#each orders}}{{#each lines}}{{#> box}}{{@../index}}{{/box}}{{@../index}} {{/each}}{{/each}}",
    { box: "{{> @partial-block}}" },
    "00 10 01 ",
  ],
  "@../index counts the frame of a partial with a block": [
    "{{#each orders}}{{#each lines}}{{#> box}}{{/box}}{{> box}} {{/each}}{{/each}}",
    { box: "{{@../index}}" },
    "00 10 01 ",
  ],
  "an argument wins over a link of the message": [
    "{{> box unsubscribe='x'}}",
    { box: "{{unsubscribe}}" },
    "x",
  ],
  "a context may be a literal": ["{{> box 'hi'}}", { box: "{{this}}{{name}}" }, "hi"],
  "a context may be missing": ["{{> box nowhere}}", { box: "({{name}}{{this}})" }, "()"],
  "loops of a block do not disturb those of the partial": [
    "{{#> list}}{{#each @root.tags}}{{this}}{{/each}} {{/list}}",
    { list: "{{#each products}}{{> @partial-block}}{{name}};{{/each}}" },
    "redblue Lamp;redblue Chair;",
  ],
  "a place in a list": ["{{tags.[0]}} {{items.[1].name}} {{name.[0]}}", {}, "red Hat A"],
};

describe("partials say what Handlebars says", () => {
  it.each(Object.entries(cases))("%s", async (_, [body, partials, said]) => {
    expect(byHandlebars(body, partials, shop)).toBe(said);
    expect(inSms(body, partials, shop)).toBe(said);
    const { html, text } = await inMail(body, partials, shop);
    expect(html).toBe(said);
    expect(text).toBe(said);
  });
});

/** What only a run could tell, or what nobody can have meant. */
const refused: Readonly<
  Record<
    string,
    readonly [body: string, partials: Partials, code: string, line: number, column: number]
  >
> = {
  "../ out of a partial": ["{{> row}}", { row: "\n {{../name}}" }, "TEMPLATE_SCOPE", 2, 4],
  "../ out of a partial within each": [
    "{{#each items}}{{> row}}{{/each}}",
    { row: "{{../name}}" },
    "TEMPLATE_SCOPE",
    1,
    3,
  ],
  "../ out of a partial within with": [
    "{{#with offer}}{{> row}}{{/with}}",
    { row: "{{#if ../name}}x{{/if}}" },
    "TEMPLATE_SCOPE",
    1,
    7,
  ],
  "../ out of a partial with a context": [
    "{{> row offer}}",
    { row: "{{#each items}}{{../../name}}{{/each}}" },
    "TEMPLATE_SCOPE",
    1,
    18,
  ],
  "../ out of a partial that a block calls": [
    "{{#> box}}{{> row}}{{/box}}",
    { box: "{{> @partial-block}}", row: "{{../name}}" },
    "TEMPLATE_SCOPE",
    1,
    3,
  ],
  "../ past two contexts that may be equal": [
    "{{#each tags}}{{#each ../sizes}}{{../this}}{{/each}}{{/each}}",
    {},
    "TEMPLATE_SCOPE",
    1,
    35,
  ],
  "../ past a list and what stands in it, equal where that is alone": [
    "{{#each rows}}{{#with this.[0]}}{{../length}}{{/with}}{{/each}}",
    {},
    "TEMPLATE_SCOPE",
    1,
    35,
  ],
  "../ in a block whose context may be null, as may the item around it": [
    "{{#each items}}{{#> box x}}{{../name}}{{/box}}{{/each}}",
    { box: "{{> @partial-block}}" },
    "TEMPLATE_SCOPE",
    1,
    30,
  ],
  "../ in a condition in a block whose context may be missing": [
    "{{#> box x}}{{#if @root.name}}{{../name}}{{/if}}{{/box}}",
    { box: "{{> @partial-block}}" },
    "TEMPLATE_SCOPE",
    1,
    33,
  ],
  "whether a context that may be missing is there, asked within a condition": [
    "{{> row x}}",
    { row: "{{#unless name}}{{#with this}}y{{/with}}{{/unless}}" },
    "TEMPLATE_SCOPE",
    1,
    25,
  ],
  "the same in a partial within the condition": [
    "{{> box x}}",
    { box: "{{#if name}}{{> row}}{{/if}}", row: "{{#if this}}y{{/if}}" },
    "TEMPLATE_SCOPE",
    1,
    7,
  ],
  "two contexts at most": ["{{> row a b}}", { row: "x" }, "TEMPLATE_PARTIAL_PARAMETER", 1, 1],
  "printing a context with arguments": [
    "{{> row offer a=1}}",
    { row: "{{this}}" },
    "TEMPLATE_PARTIAL_CONTEXT",
    1,
    3,
  ],
  "going over a context with arguments": [
    "{{> row offer a=1}}",
    { row: "{{#each this}}{{/each}}" },
    "TEMPLATE_PARTIAL_CONTEXT",
    1,
    1,
  ],
  "the length of a context with arguments": [
    "{{> row items a=1}}",
    { row: "{{length}}" },
    "TEMPLATE_PARTIAL_CONTEXT",
    1,
    3,
  ],
  "a field of what is computed": [
    "{{> row who=(upper name)}}",
    { row: "{{who.name}}" },
    "TEMPLATE_NOT_ALLOWED",
    1,
    3,
  ],
  "a block parameter where there is nothing to name": [
    "{{#if a as |b|}}{{b}}{{/if}}",
    {},
    "TEMPLATE_BLOCK_PARAMETER",
    1,
    1,
  ],
  "a block parameter called": [
    "{{#each items as |upper|}}{{upper name}}{{/each}}",
    {},
    "TEMPLATE_NAME_SHADOWED",
    1,
    29,
  ],
  "a block parameter as a block": [
    "{{#each items as |if|}}{{#if name}}{{/if}}{{/each}}",
    {},
    "TEMPLATE_NAME_SHADOWED",
    1,
    24,
  ],
  "a block that nobody gave": [
    "{{> row}}",
    { row: "{{> @partial-block}}" },
    "TEMPLATE_PARTIAL_UNKNOWN",
    1,
    1,
  ],
  "an inline partial": [
    '{{#*inline "row"}}x{{/inline}}{{> row}}',
    {},
    "TEMPLATE_NOT_ALLOWED",
    1,
    1,
  ],
  "a partial chosen at run time": ["{{> (lookup . 'x')}}", {}, "TEMPLATE_NOT_ALLOWED", 1, 1],
  "whether a block was given": [
    "{{> row}}",
    { row: "{{#if @partial-block}}x{{/if}}" },
    "TEMPLATE_DATA_UNKNOWN",
    1,
    7,
  ],
  "@index outside of a loop": ["{{> row}}", { row: "{{@index}}" }, "TEMPLATE_DATA_UNKNOWN", 1, 3],
};

describe("partials refuse, at their place,", () => {
  it.each(Object.entries(refused))("%s", async (_, [body, partials, code, line, column]) => {
    const source = Object.hasOwn(partials, "row") ? "row" : "text";
    const inside = code === "TEMPLATE_PARTIAL_PARAMETER" ? "text" : source;
    expect(refusal(body, partials)).toEqual({ code, source: inside, line, column });
    await expect(inMail(body, partials, {})).rejects.toMatchObject({ code });
  });
});

describe("a place in a list or text", () => {
  it("is a field where the list or text is one", () => {
    const made = (text: string) =>
      compileSms({
        ...base,
        sender: "S",
        text,
        fields: {
          firstName: field.name(),
          tags: field.list({ of: field.text(), maxItems: 3 }),
          items: field.list({ of: { title: field.text() } }),
        },
      });
    const { program } = made("S{{firstName.[0]}} {{tags.[1]}} {{items.[0].title}}");
    const data = { firstName: "Ann", tags: ["a", "b"], items: [{ title: "Hat" }] };
    expect(renderSms(loadSms(program), recipient(data))).toMatchObject({ body: "SA b Hat" });
    expect(() => made("{{items.[0].name}}")).toThrow(/“items.0.name” is declared/);
    expect(() => made("{{firstName.first}}")).toThrow(/“firstName.first” is declared/);
  });
});

describe("../ past two contexts", () => {
  it("is allowed where fields are declared: what has fields equals no text", () => {
    const fields = {
      items: field.list({ of: { name: field.text() } }),
      "shop.url": field.text(),
    };
    const text = "S{{#each items}}{{#with ../shop}}{{../name}}{{url}}{{/with}}{{/each}}";
    expect(refusal(text)).toMatchObject({ code: "TEMPLATE_SCOPE" });
    const { program } = compileSms({ ...base, sender: "S", fields, text });
    const data = { items: [{ name: "Hat" }], shop: { url: "u" } };
    expect(renderSms(loadSms(program), recipient(data))).toMatchObject({ body: "SHatu" });
  });
});

describe("what a partial reads", () => {
  const reads = (body: string, partials: Partials): readonly string[] =>
    compileSms({ ...base, sender: "S", text: body, partials })
      .program.fields.map(({ path }) => path)
      .sort();

  it.each<readonly [body: string, partials: Partials, fields: readonly string[]]>([
    ["{{> p}}", { p: "{{a}} {{b.c}}" }, ["a", "b.c"]],
    ["{{> p offer}}", { p: "{{a}} {{@root.b}}" }, ["b", "offer", "offer.a"]],
    ["{{> p a=x.y}}", { p: "{{a.z}} {{b}}" }, ["b", "x.y", "x.y.z"]],
    ["{{> p offer a='lit'}}", { p: "{{a}} {{b}}" }, ["offer", "offer.b"]],
    ["{{#each items}}{{> p a=../x}}{{/each}}", { p: "{{a}} {{b}}" }, ["items", "items[].b", "x"]],
    ["{{> p list=items}}", { p: "{{#each list}}{{a}}{{/each}}" }, ["items", "items[].a"]],
    [
      "{{#> p list=items}}{{a}} {{../b}}{{/p}}",
      { p: "{{#each list}}{{> @partial-block}}{{/each}}" },
      ["b", "items", "items[].a"],
    ],
    ["{{> p a=false}}", { p: "{{#if a}}{{never}}{{else}}{{b}}{{/if}}" }, ["b"]],
  ])("%s with %j", (body, partials, fields) => {
    expect(reads(body, partials)).toEqual([...fields].sort());
  });

  it("names a field that is not declared at the place where it is written", () => {
    const given = (text: string) =>
      compileSms({
        ...base,
        sender: "S",
        text,
        fields: { "offer.name": field.text() },
        partials: { p: "{{name}}{{label}}" },
      });
    expect(() => given("{{> p offer label='x'}}")).not.toThrow();
    expect(() => given("{{> p ofer label='x'}}")).toThrow(/“ofer” is declared.*line 1, column 7/);
    expect(() => given("{{> p offer label=labl}}")).toThrow(
      /“labl” is declared.*line 1, column 19/,
    );
    expect(() => given("{{> p offer}}")).toThrow(/“offer.label” is declared.*p, line 1, column 11/);
  });
});

describe("a locked block called within a loop", () => {
  it("leaves the loop as it was, whatever loops are in it", async () => {
    const shared = {
      partials: { legal: "{{#each tags}}{{this}}{{/each}}" },
      locked: ["legal"],
    };
    const { program } = await compileTemplate(
      {
        ...base,
        subject: "s",
        mjml: mjml("{{> legal}}{{#each items}} {{> legal}} {{name}}{{/each}}"),
      },
      { shared },
    );
    expect(render(loadProgram(program), recipient(shop))).toMatchObject({
      html: expect.stringContaining("[redblue redblue Shoes redblue Hat]"),
    });
  });
});

describe("a partial alone on an indented line", () => {
  it.each<readonly [body: string, partials: Partials]>([
    ["-\n  {{> p}}\n-", { p: "a\n\nb\n" }],
    ["-\n  {{> p}}\n-", { p: "{{#each items}}{{name}}\n{{/each}}" }],
    ["-\n  {{> p}}\n-", { p: "{{#each items}}\n* {{name}}\n{{/each}}\n" }],
    ["-\n  {{> p}}\n-", { p: "{{#if x}}a\n{{else}}b{{/if}}c\n" }],
    ["-\n  {{> p}}\n-", { p: "<\n  {{> q}}\n>\n", q: "1\n2\n" }],
    ["-\n  {{> p}}\n-", { p: "x {{> q}} y\n", q: "1\n2\n" }],
    ["{{#> p}}\n1\n{{name}}\n{{/p}}\n-", { p: "<\n  {{> @partial-block}}\n>" }],
  ])("%j with %j", (body, partials) => {
    expect(inSms(body, partials, shop)).toBe(
      byHandlebars(`S[${body}]`, partials, shop).slice(2, -1),
    );
  });
});
