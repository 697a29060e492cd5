import { describe, expect, it } from "vitest";
import {
  type CompileOptions,
  compareTexts,
  compileTemplate,
  textOracle,
} from "../../src/compile/index.js";
import { field, type TemplateDefinition } from "../../src/define/index.js";
import { loadProgram, type RenderInput, render } from "../../src/index.js";
import { Escape, Op, type Part } from "../../src/program/index.js";

function body(inner: string): string {
  return `<mjml><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`;
}
function text(inner: string): string {
  return body(`<mj-text>${inner}</mj-text>`);
}

async function program(
  mjml: string,
  more: Partial<TemplateDefinition> = {},
  options: CompileOptions = {},
) {
  return (
    await compileTemplate(
      { id: "p", messageClass: "service", subject: "s", mjml, ...more },
      options,
    )
  ).program;
}

function input(
  attributes: RenderInput["attributes"],
  more: Partial<RenderInput> = {},
): RenderInput {
  return {
    attributes,
    data: {},
    memberships: [],
    links: {
      unsubscribe: "https://x.test/u?t=1&s=2",
      preferences: "https://x.test/p",
      view: "https://x.test/v",
      clickBase: "https://click.test/",
      openPixel: "https://open.test/",
    },
    tracking: { opens: false, clicks: false },
    at: 0,
    ...more,
  };
}

async function rendered(
  mjml: string,
  given: RenderInput,
  more: Partial<TemplateDefinition> = {},
  options: CompileOptions = {},
) {
  const result = render(
    loadProgram(JSON.parse(JSON.stringify(await program(mjml, more, options)))),
    given,
  );
  if (!result.rendered) throw new Error(JSON.stringify(result.reasons));
  return result;
}

function listEscapes({ ops }: Part): readonly number[] {
  const lengths = [2, 3, 3, 3, 2, 4, 3, 3, 1];
  const found: number[] = [];
  for (let at = 0; at < ops.length; at += lengths[ops[at] ?? 0] ?? 1)
    if (ops[at] === Op.VALUE) found.push(ops[at + 2] ?? -1);
  return found;
}

describe("the context of a hole", () => {
  const cases: readonly (readonly [string, number])[] = [
    ["<p>{{x}}</p>", Escape.text],
    ['<p title="{{x}}">y</p>', Escape.attribute],
    ["<p title='a {{x}}'>y</p>", Escape.attribute],
    ['<p title="{{x}}" lang=en hidden>y</p>', Escape.attribute],
    ['<a href="{{x}}">y</a>', Escape.urlStart],
    ['<a href="https://a.test/{{x}}">y</a>', Escape.urlPath],
    ['<a href="https://a.test/?q={{x}}">y</a>', Escape.urlQuery],
    ['<a href="https://a.test/?a=1&amp;q={{x}}">y</a>', Escape.urlQuery],
    ['<a href="https://a.test/#{{x}}">y</a>', Escape.urlQuery],
    ['<a href="https://a.test/{{#if b}}?c=1{{/if}}{{x}}">y</a>', Escape.urlQuery],
    ['<p style="color: {{x}}">y</p>', Escape.css],
    ["<p style=\"background: url('{{x}}')\">y</p>", Escape.urlStart],
    ['<p style="background: url(https://a.test/{{x}})">y</p>', Escape.urlPath],
    ['<p class="a {{x}}">y</p>', Escape.classes],
    ['<td bgcolor="{{x}}">y</td>', Escape.css],
    ["<!--[if mso]><p>{{x}}</p><![endif]-->", Escape.conditionalComment],
    ['<!--[if mso]><p title="{{x}}">a</p><![endif]-->', Escape.attribute],
    ["<!--[if !mso]><!--><p>{{x}}</p><!--<![endif]-->", Escape.text],
  ];
  it.each(cases)("%s", async (inner, wanted) => {
    expect(listEscapes((await program(text(inner))).html)).toEqual([wanted]);
  });
  it("in a style element, the title, and the label that MJML makes of it", async () => {
    const { html } = await program(
      "<mjml><mj-head><mj-title>{{x}}</mj-title><mj-style>.a{color:{{y}} }</mj-style></mj-head><mj-body></mj-body></mjml>",
    );
    expect(new Set(listEscapes(html))).toEqual(
      new Set([Escape.title, Escape.attribute, Escape.css]),
    );
  });
  it("in attributes that MJML copies", async () => {
    const { html } = await program(
      '<mjml><mj-body><mj-section background-url="{{img}}" background-color="{{c}}"><mj-column></mj-column></mj-section></mj-body></mjml>',
    );
    expect(new Set(listEscapes(html))).toEqual(new Set([Escape.urlStart, Escape.css]));
  });
  it("in subject, preheader and text", async () => {
    const made = await program(text('{{x}} <a href="{{u}}">y</a>'), {
      subject: "Hi {{x}}",
      preheader: "Pre {{x}} & more",
    });
    expect(listEscapes(made.subject)).toEqual([Escape.header]);
    expect(listEscapes(made.preheader)).toEqual([Escape.plain]);
    expect(listEscapes(made.text)).toEqual([Escape.plain, Escape.plainUrlStart]);
    expect(made.preheader.segments).toEqual(["Pre ", " & more"]);
    expect(made.html.segments.join("")).toContain(" &amp; more");
  });
});

describe("links", () => {
  const mjml = text(
    [
      '<a href="https://a.test/?a=1&amp;utm_source=own#top">one</a>',
      '<a href="https://b.test/p" data-link="second">two</a>',
      '<a href="https://c.test/" data-no-track>three</a>',
      '<a href="mailto:x@y.test">four</a>',
      '<a href="{{unsubscribe}}">five</a>',
      '<a href="https://d.test/{{name}}?x=1">six</a>',
      '<a href="#here">seven</a>',
      '<a href="{{url}}">eight</a>',
    ].join(" "),
  );
  const utm = { utm_source: "wellsent", utm_medium: "e mail" };

  it("are tabled with targets, names and what may be tracked", async () => {
    const { links } = await program(mjml, { utm });
    expect(links.map(({ target, name, tracked }) => ({ target, name, tracked }))).toEqual([
      {
        target: "https://a.test/?a=1&utm_source=own&utm_medium=e%20mail#top",
        name: null,
        tracked: true,
      },
      {
        target: "https://b.test/p?utm_source=wellsent&utm_medium=e%20mail",
        name: "second",
        tracked: true,
      },
      { target: "https://c.test/", name: null, tracked: false },
      { target: "mailto:x@y.test", name: null, tracked: false },
      { target: null, name: null, tracked: false },
      { target: null, name: null, tracked: true },
      { target: null, name: null, tracked: true },
    ]);
    expect(links.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("are tagged so that no parameter ends the attribute it stands in, or cannot be written", async () => {
    const single = text("<a href='https://a.test/'>one</a> <a href='{{url}}'>two</a>");
    const hostile = { utm_source: "it's <b>", utm_term: "\ud800" };
    const { html } = await rendered(single, input({ url: "https://e.test/" }), { utm: hostile });
    const tags = "?utm_source=it%27s%20%3Cb%3E&amp;utm_term=%EF%BF%BD'";
    expect(html).toContain(`href='https://a.test/${tags}`);
    expect(html).toContain(`href='https://e.test/${tags}`);
  });

  it("are written as the author wrote them when nobody tracks, and not at all when somebody does", async () => {
    const untracked = await rendered(mjml, input({ name: "a/b c", url: "https://e.test/" }), {
      utm,
    });
    expect(untracked.html).toContain(
      'href="https://a.test/?a=1&amp;utm_source=own&amp;utm_medium=e%20mail#top"',
    );
    expect(untracked.html).toContain(
      'href="https://d.test/a/b%20c?x=1&amp;utm_source=wellsent&amp;utm_medium=e%20mail"',
    );
    expect(untracked.html).toContain('href="https://x.test/u?t=1&amp;s=2"');
    expect(untracked.text).toContain("[https://x.test/u?t=1&s=2]");
    expect(untracked.html + untracked.text).not.toMatch(/click\.test|open\.test/);
    const tracked = await rendered(
      mjml,
      input({ name: "x", url: "https://e.test/" }, { tracking: { opens: true, clicks: true } }),
      { utm },
    );
    expect(tracked.html).not.toContain("https://b.test/p");
    expect(tracked.text).not.toContain("https://b.test/p");
    expect(tracked.html).toContain("https://c.test/");
    expect(tracked.html).toContain("https://open.test/");
    expect(tracked.text).not.toContain("https://open.test/");
  });

  it("of mj- elements take data-link and data-no-track too, without a complaint", async () => {
    const { program: made, warnings } = await compileTemplate({
      id: "p",
      messageClass: "service",
      subject: "s",
      mjml: body(
        '<mj-button href="https://a.test/" data-link="cta">x</mj-button><mj-image src="https://a.test/i.png" href="https://b.test/" data-no-track="" />',
      ),
    });
    expect(made.links.map(({ name, tracked }) => [name, tracked])).toEqual([
      ["cta", true],
      [null, false],
    ]);
    expect(made.html.segments.join("")).toContain('href="https://a.test/"');
    expect(warnings).toEqual([]);
  });

  it("of the recipient's own may be named, too", async () => {
    const button = body('<mj-button href="{{url}}" data-link="offer">x</mj-button>');
    const { links, html } = await program(button);
    expect(links.map(({ name }) => name)).toEqual(["offer"]);
    expect(listEscapes(html)).toEqual([Escape.urlStart]);
    const mail = await rendered(button, input({ url: "https://shop.test/?a=1" }));
    expect(mail.html).toContain('href="https://shop.test/?a=1"');
  });
});

describe("the text part", () => {
  it("is what html-to-text makes of the recipient's own HTML", async () => {
    const mjml = `<mjml><mj-head><mj-preview>hidden</mj-preview></mj-head><mj-body>
      <mj-section><mj-column><mj-text><h1>Hello {{name}}</h1><p>We {{#if a}}know{{else}}miss{{/if}} you.</p></mj-text>
      {{#if a}}<mj-text>Only for A: <a href="https://a.test/?x=1&amp;y={{n}}">look</a></mj-text>{{/if}}
      {{#each items}}<mj-text>{{t}}<br>second line</mj-text>{{else}}<mj-text>Nothing &amp; more</mj-text>{{/each}}
      <mj-image src="https://a.test/i.png" alt="A picture" href="https://b.test/" /><mj-button href="{{url}}">Go &gt;</mj-button></mj-column></mj-section>
      <mj-section>{{#if a}}<mj-column><mj-text>left</mj-text></mj-column>{{/if}}<mj-column><mj-text>right</mj-text></mj-column></mj-section></mj-body></mjml>`;
    const readText = await textOracle();
    for (const attributes of [
      { name: "Ann", a: true, n: 7, url: "https://u.test/", items: [{ t: "first" }, { t: "<b>" }] },
      { name: "Łukasz & Söhne", a: false, n: 8, url: "https://u.test/z", items: [] },
    ]) {
      const { html, text: ours } = await rendered(mjml, input(attributes), {}, { minify: false });
      expect(compareTexts(ours, readText(html))).toBeNull();
      expect(ours).not.toContain("hidden");
      expect(ours).toContain("A picture");
    }
  });
  it("has no empty lines for blocks that are not taken", async () => {
    const mjml = body(
      "<mj-text>one</mj-text>{{#if a}}<mj-text>two</mj-text>{{/if}}<mj-text>three</mj-text>",
    );
    const without = await rendered(mjml, input({ a: false }));
    const never = await rendered(body("<mj-text>one</mj-text><mj-text>three</mj-text>"), input({}));
    expect(without.text.trim()).toBe(never.text.trim());
    const taken = await rendered(mjml, input({ a: true }));
    expect(taken.text.trim()).toBe(
      (
        await rendered(
          body("<mj-text>one</mj-text><mj-text>two</mj-text><mj-text>three</mj-text>"),
          input({}),
        )
      ).text.trim(),
    );
  });
  it("written by hand is taken as it is", async () => {
    expect(
      (await rendered(text("x"), input({ name: "A&B" }), { text: "Dear {{name}} <3" })).text,
    ).toBe("Dear A&B <3");
  });
});

describe("fields", () => {
  it("declared ones bring their fallbacks, in the locale of the program", async () => {
    const fields = {
      firstName: field.name({ fallback: { en: "there", de: "du" } }),
      city: field.text({ optional: true }),
    };
    const { programs } = await compileTemplate({
      id: "p",
      messageClass: "service",
      locale: "en",
      fields,
      locales: {
        en: { subject: "Hi {{firstName}}", mjml: text("{{firstName}} {{city}}") },
        "de-AT": { subject: "Hallo {{firstName}}", mjml: text("{{firstName}}") },
      },
    });
    const subjects = programs.map((one) => {
      const result = render(loadProgram(one), input({}));
      return result.rendered ? result.subject : result.reasons;
    });
    expect(subjects).toEqual(["Hi there", "Hallo du"]);
    expect(programs.map(({ id, locale }) => [id, locale])).toEqual([
      ["p", "en"],
      ["p", "de-AT"],
    ]);
  });
  it("a fallback chain ends with the first that is there", async () => {
    const mjml = text('{{nick fallback=firstName}}|{{nick fallback="friend"}}');
    expect((await rendered(mjml, input({ firstName: "Ann" }))).html).toContain("Ann|friend");
  });
  it("segments are asked by id, and named in the program", async () => {
    const mjml = text('{{#segment "vip"}}gold{{else}}tin{{/segment}}');
    expect((await program(mjml)).segments).toEqual(["vip"]);
    expect((await rendered(mjml, input({}, { memberships: ["vip"] }))).html).toContain("gold");
    expect((await rendered(mjml, input({}))).html).toContain("tin");
  });
});

describe("a program", () => {
  const mjml = body(
    '<mj-carousel><mj-carousel-image src="https://a.test/1.png" /><mj-carousel-image src="https://a.test/2.png" /></mj-carousel><mj-navbar hamburger="hamburger"><mj-navbar-link href="https://a.test">A</mj-navbar-link></mj-navbar><mj-text>{{x}}</mj-text>',
  );
  it("is the same every time, ids of carousels and menus included", async () => {
    expect(await program(mjml)).toEqual(await program(mjml));
  });
  it("keeps a word of the author's that looks like one of our tokens", async () => {
    expect((await rendered(text("wsqv0z {{x}} WSQO1Z"), input({ x: "y" }))).html).toContain(
      "wsqv0z y WSQO1Z",
    );
  });
  it("minified keeps what is verbatim, and no space in tags but between attributes", async () => {
    const inner = `<p  title="it's >"\n lang='"'\t>x</p><br  /><pre>US$$ 1  $& $'</pre>`;
    const { html } = await rendered(text(inner), input({}));
    expect(html).toContain(`<p title="it's >" lang='"'>x</p><br/><pre>US$$ 1  $& $'</pre>`);
  });
  it("minified keeps spaces that do not break, and wide ones", async () => {
    const words = "10\u202f000\u00a0€ \u3000 今日";
    const mail = await rendered(
      `<mjml><mj-head><mj-preview>${words}</mj-preview></mj-head><mj-body><mj-section><mj-column>
      <mj-text>${words}</mj-text></mj-column></mj-section></mj-body></mjml>`,
      input({}),
    );
    expect(mail.html.split(words)).toHaveLength(3);
    expect(mail.text).toContain(words);
    expect(mail.preheader).toBe(words);
  });
  it("minified shows the same: no space between words is lost, none before or after inline tags", async () => {
    const inner = "a <b>b</b> <i>c</i>\n  d<br/>\n e <span>f</span>g {{x}} h\n<pre>  k\n   l</pre>";
    const small = await rendered(text(inner), input({ x: "y" }));
    const large = await rendered(text(inner), input({ x: "y" }), {}, { minify: false });
    expect(small.html.length).toBeLessThan(large.html.length * 0.85);
    expect(small.html).toContain("<pre>  k\n   l</pre>");
    const words = await textOracle();
    expect(words(small.html)).toBe(words(large.html));
  });
});

describe("values that MJML asks about", () => {
  const fields = { shop: field.url({ optional: true }), home: field.url() };
  it("a declared optional URL needs a condition around it", async () => {
    const bare = body('<mj-button href="{{shop}}">x</mj-button>');
    await expect(program(bare, { fields })).rejects.toMatchObject({
      code: "TEMPLATE_MAYBE_EMPTY",
      line: 1,
    });
    await program(body('{{#if shop}}<mj-button href="{{shop}}">x</mj-button>{{/if}}'), { fields });
    await program(
      body('{{#unless shop}}no{{else}}<mj-button href="{{shop}}">x</mj-button>{{/unless}}').replace(
        "no{",
        "{",
      ),
      { fields },
    );
    await program(body('<mj-button href="{{#if shop}}{{shop}}{{/if}}">x</mj-button>'), { fields });
    await program(
      body(
        '<mj-button href="{{shop fallback=home}}">x</mj-button><mj-button href="{{home}}">x</mj-button>',
      ),
      { fields },
    );
  });
  it("an undeclared one is warned of", async () => {
    const { warnings } = await compileTemplate({
      id: "p",
      messageClass: "service",
      subject: "s",
      mjml: body('\n<mj-image src="x" href="{{shop}}" />'),
    });
    expect(warnings).toEqual([expect.objectContaining({ code: "TEMPLATE_MAYBE_EMPTY", line: 2 })]);
  });
});

describe("shared blocks", () => {
  const shared = {
    partials: {
      legal: "<mj-text>Acme GmbH, {{name}}</mj-text>",
      hello: "<mj-text>shared</mj-text>",
    },
    locked: ["legal"],
  };
  it("stand where they are called, locked or not", async () => {
    const { html } = await rendered(
      body("{{> hello}}{{> legal}}"),
      input({ name: "Ann" }),
      {},
      { shared },
    );
    expect(html).toContain("shared");
    expect(html).toContain("Acme GmbH, Ann");
  });
  it("a template may replace one, but not a locked one, nor leave that out", async () => {
    const own = { hello: "<mj-text>own</mj-text>" };
    expect(
      (await rendered(body("{{> hello}}{{> legal}}"), input({}), { partials: own }, { shared }))
        .html,
    ).toContain("own");
    await expect(
      program(body("{{> legal}}"), { partials: { legal: "" } }, { shared }),
    ).rejects.toMatchObject({
      code: "TEMPLATE_BLOCK_LOCKED",
    });
    await expect(program(body("{{> hello}}"), {}, { shared })).rejects.toMatchObject({
      code: "TEMPLATE_BLOCK_MISSING",
    });
  });
  it("take slots", async () => {
    const partials = { card: "<mj-text>{{label}}</mj-text>{{> @partial-block}}" };
    const mjml = body('{{#> card label="Hi"}}<mj-text>in the slot, {{name}}</mj-text>{{/card}}');
    expect((await rendered(mjml, input({ name: "Ann" }), { partials })).text).toMatch(
      /Hi\s+in the slot, Ann/,
    );
  });
});
