// In one file, as one numbered list: the cases that "MJML first, then Handlebars" gets silently
// wrong, by their number in the study: each is either what MJML per recipient would give, or
// refused with a code and a place.
import { describe, expect, it } from "vitest";
import { compileTemplate, verifyTemplate } from "../../src/compile/index.js";
import { TemplateError } from "../../src/errors/index.js";
import type { RenderInput } from "../../src/index.js";

function person(
  attributes: RenderInput["attributes"],
  memberships: readonly string[] = [],
): RenderInput {
  return {
    attributes,
    data: {},
    memberships,
    links: {
      unsubscribe: "https://x.test/u",
      preferences: "https://x.test/p",
      view: "https://x.test/v",
      clickBase: "https://x.test/c/",
      openPixel: "https://x.test/o",
    },
    tracking: { opens: false, clicks: false },
    at: 0,
  };
}

function template(mjml: string, partials: Readonly<Record<string, string>> = {}) {
  return { id: "case", messageClass: "service", subject: "s", mjml, partials } as const;
}

function body(inner: string, head = ""): string {
  return `<mjml><mj-head>${head}</mj-head><mj-body>${inner}</mj-body></mjml>`;
}
function column(inner: string): string {
  return `<mj-section><mj-column>${inner}</mj-column></mj-section>`;
}

const people: readonly RenderInput[] = [
  person({
    a: true,
    b: true,
    name: 'Ann <&> "Q"',
    col: "#a1b2c3",
    url: "https://u.test/?a=1&b=2",
    cls: "kk",
    n: 3,
    items: [{ t: "x", c: "#112233" }, { t: "y" }, { t: "z" }],
  }),
  person({
    a: false,
    b: true,
    name: "Łucja",
    col: "#0b1c2d",
    url: "https://u.test/z",
    cls: "x1",
    n: 1,
    items: [{ t: "one", c: "#445566" }],
  }),
  person({
    a: true,
    b: false,
    name: "李",
    col: "#ffeedd",
    url: "https://u.test/q",
    cls: "y2",
    n: 0,
    items: [],
  }),
  person({
    a: false,
    b: false,
    name: "B",
    col: "#000000",
    url: "https://u.test/",
    cls: "z3",
    n: 2,
  }),
];

async function equal(mjml: string, partials?: Readonly<Record<string, string>>): Promise<void> {
  const { compared, differences, skipped } = await verifyTemplate(template(mjml, partials), people);
  expect(skipped).toEqual([]);
  expect(differences).toEqual([]);
  expect(compared).toBe(people.length);
}

async function refused(mjml: string, code: string, line?: number): Promise<TemplateError> {
  const error = await compileTemplate(template(mjml)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TemplateError))
    throw new Error(`expected ${code}, but it compiled or threw ${String(error)}`);
  expect(error.code).toBe(code);
  expect(error.line).toBeGreaterThan(0);
  expect(error.column).toBeGreaterThan(0);
  if (line !== undefined) expect(error.line).toBe(line);
  return error;
}

async function warned(mjml: string, code: string): Promise<void> {
  const { warnings } = await compileTemplate(template(mjml));
  expect(warnings.map((warning) => warning.code)).toContain(code);
}

describe("case 1: bare blocks", () => {
  it("between sections", () =>
    equal(
      body(
        `{{#if a}}${column("<mj-text>A</mj-text>")}{{else}}${column("<mj-text>B</mj-text>")}{{/if}}`,
      ),
    ));
  it("between the elements of a column", () =>
    equal(
      body(
        column("{{#each items}}<mj-text>{{t}}</mj-text>{{else}}<mj-text>none</mj-text>{{/each}}"),
      ),
    ));
  it("around columns, with a partial", () =>
    equal(body("<mj-section>{{#if a}}{{> col}}{{/if}}{{> col}}</mj-section>"), {
      col: "<mj-column><mj-text>{{name}}</mj-text></mj-column>",
    }));
});

describe("case 2: a condition around one of several columns", () => {
  it("in a section", () =>
    equal(
      body(
        "<mj-section><mj-column><mj-text>x</mj-text></mj-column>{{#if a}}<mj-column><mj-text>y</mj-text></mj-column>{{/if}}</mj-section>",
      ),
    ));
  it("in a group, twice", () =>
    equal(
      body(
        "<mj-section><mj-group>{{#if a}}<mj-column><mj-text>1</mj-text></mj-column>{{/if}}{{#unless b}}<mj-column><mj-text>2</mj-text></mj-column>{{/unless}}<mj-column><mj-text>3</mj-text></mj-column></mj-group></mj-section>",
      ),
    ));
  it("more than sixteen variants are refused by the names of the conditions", async () => {
    const columns = ["c1", "c2", "c3", "c4", "c5"]
      .map((name) => `{{#if ${name}}}<mj-column><mj-text>x</mj-text></mj-column>{{/if}}`)
      .join("\n");
    const error = await refused(
      body(`\n<mj-section>${columns}</mj-section>`),
      "TEMPLATE_TOO_MANY_VARIANTS",
      2,
    );
    expect(error.message).toContain("{{#if c1}} (line 2)");
    expect(error.message).toContain("{{#if c5}} (line 6)");
  });
});

describe("case 3: a loop around columns", () => {
  it("is refused", () =>
    refused(
      body(
        "<mj-section>\n  {{#each items}}<mj-column><mj-text>{{t}}</mj-text></mj-column>{{/each}}</mj-section>",
      ),
      "TEMPLATE_EACH_COLUMNS",
      2,
    ));
});

describe("case 4: quotes in a formatter inside an attribute", () => {
  it("do not end the attribute", () =>
    equal(
      body(
        column(
          `<mj-text css-class="{{lower "KK"}}" color="{{#if (eq cls "kk")}}red{{else}}#abc{{/if}}">x</mj-text>`,
        ),
      ),
    ));
});

describe("case 5: comments that hold tags", () => {
  it("are gone before MJML reads them", () =>
    equal(body(column("<mj-text>a {{!-- </mj-text> <mj-button> --}} b</mj-text>"))));
});

describe("cases 6 and 7: attributes that take part in layout", () => {
  const wrong: readonly (readonly [string, string])[] = [
    [
      "section padding",
      `<mj-section padding="{{n}}px"><mj-column><mj-text>x</mj-text></mj-column></mj-section>`,
    ],
    [
      "column width",
      `<mj-section><mj-column width="{{n}}%"><mj-text>x</mj-text></mj-column></mj-section>`,
    ],
    [
      "group width",
      `<mj-section><mj-group width="{{n}}%"><mj-column><mj-text>x</mj-text></mj-column></mj-group></mj-section>`,
    ],
    [
      "wrapper padding",
      `<mj-wrapper padding="{{n}}px">${column("<mj-text>x</mj-text>")}</mj-wrapper>`,
    ],
    ["hero height", `<mj-hero height="{{n}}px"><mj-text>x</mj-text></mj-hero>`],
    [
      "full-width",
      `<mj-section full-width="{{cls}}"><mj-column><mj-text>x</mj-text></mj-column></mj-section>`,
    ],
    [
      "background-position",
      `<mj-section background-url="https://x.test/a.png" background-position="{{cls}}"><mj-column></mj-column></mj-section>`,
    ],
    ["image width", column(`<mj-image src="https://x.test/a.png" width="{{n}}px" />`)],
    ["image height", column(`<mj-image src="https://x.test/a.png" height="{{n}}px" />`)],
    ["button width", column(`<mj-button width="{{n}}px">x</mj-button>`)],
    ["divider width", column(`<mj-divider width="{{n}}px" />`)],
    ["table width", column(`<mj-table width="{{n}}px"><tr><td>x</td></tr></mj-table>`)],
    [
      "social icon-size",
      column(
        `<mj-social icon-size="{{n}}px"><mj-social-element name="web">x</mj-social-element></mj-social>`,
      ),
    ],
    [
      "social mode",
      column(
        `<mj-social mode="{{cls}}"><mj-social-element name="web">x</mj-social-element></mj-social>`,
      ),
    ],
    [
      "social name",
      column(`<mj-social><mj-social-element name="{{cls}}">x</mj-social-element></mj-social>`),
    ],
    ["fluid-on-mobile", column(`<mj-image src="https://x.test/a.png" fluid-on-mobile="{{a}}" />`)],
    [
      "border with a width of the recipient's",
      `<mj-section><mj-column border="{{n}}px solid red"><mj-text>x</mj-text></mj-column></mj-section>`,
    ],
  ];
  it.each(wrong)("%s from a field is refused", async (_, inner) => {
    await refused(body(`\n\n${inner}`), "TEMPLATE_LAYOUT_ATTR", 3);
  });
  it("the width of the body and the breakpoint are refused", async () => {
    await refused(`<mjml><mj-body width="{{n}}px"></mj-body></mjml>`, "TEMPLATE_LAYOUT_ATTR");
    await refused(body("", `<mj-breakpoint width="{{n}}px" />`), "TEMPLATE_LAYOUT_ATTR");
  });
  it("a choice between literals is compiled in variants", () =>
    equal(
      body(
        `<mj-section padding="{{#if a}}10px{{else}}40px{{/if}}"><mj-column width="{{#if b}}100px{{else}}60%{{/if}}" border="1px solid {{col}}"><mj-image src="https://x.test/a.png" width="{{#unless a}}80px{{else}}90px{{/unless}}" /></mj-column></mj-section>`,
      ),
    ));
});

describe("case 8: short colours", () => {
  it("behind a condition are written out for Outlook", () =>
    equal(
      body(
        `<mj-section background-color="{{#if a}}#abc{{else}}#def{{/if}}"><mj-column><mj-text>x</mj-text></mj-column></mj-section>`,
      ),
    ));
});

describe("case 9: URLs that may be empty", () => {
  it("give no link where the condition gives none", () =>
    equal(
      body(
        column(
          `<mj-button href="{{#if a}}{{url}}{{/if}}">x</mj-button><mj-image src="{{url}}" href="{{#if b}}{{url}}{{/if}}" />`,
        ),
      ),
    ));
  it("and no background", () =>
    equal(
      body(
        `<mj-section background-url="{{#if a}}{{url}}{{/if}}"><mj-column></mj-column></mj-section>`,
      ),
    ));
});

describe("case 10: classes of the recipient", () => {
  it("get Outlook's suffix each", () =>
    equal(
      body(
        `<mj-section css-class="one {{cls}} two{{#if a}} three{{/if}}"><mj-column css-class="{{cls}}"><mj-text css-class="t {{cls}}">x</mj-text></mj-column></mj-section>`,
      ),
    ));
});

describe("cases 11 and 12: inlined styles", () => {
  it("a colour of the recipient's is inlined", () =>
    equal(
      body(
        column(`<mj-text css-class="k">x</mj-text>`),
        `<mj-style inline="inline">.k div{color:{{col}} }</mj-style>`,
      ),
    ));
  it("a class of the recipient's is refused", () =>
    refused(
      body(
        column(`<mj-text css-class="{{cls}}">x</mj-text>`),
        `<mj-style inline="inline">.k{color:red}</mj-style>`,
      ),
      "TEMPLATE_INLINE_STYLE",
    ));
  const weighed = `<mj-style inline="inline">.k td, .k b{padding:2px}</mj-style>`;
  it("so is a style that a condition may leave empty, which a rule would then replace", async () => {
    await refused(
      body(column(`<mj-text css-class="k" padding="{{#if a}}0{{/if}}">x</mj-text>`), weighed),
      "TEMPLATE_INLINE_STYLE",
    );
    await refused(
      body(
        column(`<mj-text css-class="k"><b style="padding:{{#if a}}0{{/if}}">x</b></mj-text>`),
        weighed,
      ),
      "TEMPLATE_INLINE_STYLE",
    );
  });
  it("a style with a value on every way is weighed against them", () =>
    equal(
      body(
        column(
          `<mj-text css-class="k" padding="{{#if a}}0{{else}}5px{{/if}}" title="{{#if a}}x{{/if}}">x</mj-text>`,
        ),
        weighed,
      ),
    ));
  it("so is counting rows that a loop makes", () =>
    refused(
      body(
        column("<mj-table>{{#each items}}<tr><td>{{t}}</td></tr>{{/each}}</mj-table>"),
        `<mj-style inline="inline">tr:nth-child(2){color:red}</mj-style>`,
      ),
      "TEMPLATE_INLINE_STYLE",
    ));
});

describe("case 13: mj-class", () => {
  it("from a field is refused", () =>
    refused(body(column(`<mj-text mj-class="{{cls}}">x</mj-text>`)), "TEMPLATE_LAYOUT_ATTR"));
  it("chosen between literals is compiled in variants", () =>
    equal(
      body(
        column(`<mj-text mj-class="{{#if a}}big{{else}}small{{/if}}">x</mj-text>`),
        `<mj-attributes><mj-class name="big" font-size="30px" /><mj-class name="small" font-size="9px" /></mj-attributes>`,
      ),
    ));
});

describe("case 14: defaults copied into a loop", () => {
  it("still read the recipient, not the item", () =>
    equal(
      body(
        column('{{#each items}}<mj-text>{{t}}</mj-text><mj-divider mj-class="k" />{{/each}}'),
        `<mj-attributes><mj-text color="{{col}}" /><mj-class name="k" border-color="{{col}}" /></mj-attributes>`,
      ),
    ));
});

describe("case 15: a font of the recipient's", () => {
  it("is refused, as its link would be missing", () =>
    refused(body(column(`<mj-text font-family="{{cls}}">x</mj-text>`)), "TEMPLATE_LAYOUT_ATTR"));
  it("chosen between literals keeps the link of either", () =>
    equal(
      body(
        column(
          `<mj-text font-family="{{#if a}}Roboto, Arial{{else}}Lato, Arial{{/if}}">x</mj-text>`,
        ),
      ),
    ));
});

describe("case 16: braces that meet", () => {
  it("stay apart", () =>
    equal(
      body(column(`<mj-text>{ {{name}} }</mj-text>`), `<mj-style>.a{color:{{col}} }</mj-style>`),
    ));
});

describe("case 17: blocks that cut through markup", () => {
  it("attribute-name position", () =>
    refused(
      body(column(`\n<mj-text {{#if a}}color="red"{{/if}}>x</mj-text>`)),
      "TEMPLATE_ATTR_POSITION",
      2,
    ));
  it("an else that splits an open tag", () =>
    refused(
      body(column(`<mj-text color="{{#if a}}red">x</mj-text>{{else}}blue">y</mj-text>{{/if}}`)),
      "TEMPLATE_BLOCK_CROSSES_ELEMENT",
    ));
  it("a block that crosses elements", () =>
    refused(
      body("{{#if a}}<mj-section>{{/if}}<mj-column></mj-column></mj-section>"),
      "TEMPLATE_BLOCK_CROSSES_ELEMENT",
    ));
  it("inside the HTML of a text", async () => {
    await refused(
      body(column(`<mj-text><a {{#if a}}href="x"{{/if}}>x</a></mj-text>`)),
      "TEMPLATE_HOLE_POSITION",
    );
    await refused(
      body(column(`<mj-text><p {{#if a}}class="x">a{{else}}>b{{/if}}</p></mj-text>`)),
      "TEMPLATE_HOLE_POSITION",
    );
  });
});

describe("case 18: where MJML takes no raw child", () => {
  it("a loop in a carousel is refused", () =>
    refused(
      body(
        column(
          `<mj-carousel>{{#each items}}<mj-carousel-image src="{{t}}" />{{/each}}</mj-carousel>`,
        ),
      ),
      "TEMPLATE_NO_RAW_HERE",
    ));
  it("a condition there is compiled in variants", () =>
    equal(
      body(
        column(
          `<mj-carousel><mj-carousel-image src="https://x.test/1.png" />{{#if a}}<mj-carousel-image src="{{url}}" />{{/if}}</mj-carousel>`,
        ),
      ),
    ));
  it("and so in an accordion's element", () =>
    equal(
      body(
        column(
          `<mj-accordion><mj-accordion-element>{{#if a}}<mj-accordion-title>T</mj-accordion-title>{{/if}}<mj-accordion-text>{{name}}</mj-accordion-text></mj-accordion-element></mj-accordion>`,
        ),
      ),
    ));
});

describe("case 19: units after a hole", () => {
  it("survive, minified too", async () => {
    await equal(body(column(`<mj-text font-size="1{{n}}px">x</mj-text>`)));
    const { program } = await compileTemplate(
      template(body(column(`<mj-text font-size="1{{n}}px">x</mj-text>`))),
    );
    expect(program.html.segments.join("|")).toMatch(/font-size:1\|px;/);
  });
});

describe("case 20: text of a social element that may be empty", () => {
  it("leaves the cell out where the condition gives none", () =>
    equal(
      body(
        column(
          `<mj-social><mj-social-element name="web" href="https://x.test">{{#if a}}Web{{/if}}</mj-social-element></mj-social>`,
        ),
      ),
    ));
});

describe("case 21: stray text", () => {
  it("is warned of with its place", async () => {
    const { warnings } = await compileTemplate(
      template(body("<mj-section>\n  oops<mj-column></mj-column></mj-section>")),
    );
    expect(warnings).toEqual([
      expect.objectContaining({ code: "TEMPLATE_STRAY_TEXT", source: "mjml", line: 2, column: 3 }),
    ]);
  });
  it("with a hole in it, it is refused", () =>
    refused(
      body("<mj-section>{{name}}<mj-column></mj-column></mj-section>"),
      "TEMPLATE_STRAY_VALUE",
    ));
});

describe("case 22: a value that is MJML", () => {
  it("stays a value", async () => {
    const include = person({ name: '<mj-include path="/etc/passwd" type="html" />' });
    const { differences } = await verifyTemplate(
      template(body(column("<mj-text>{{name}}</mj-text>"))),
      [include],
    );
    expect(differences).toEqual([]);
    await refused(body("{{{name}}}"), "TEMPLATE_RAW_FIELD");
  });
});

it("a hole that MJML prints nothing of is warned of", () =>
  warned(body(column(`<mj-text rel="{{cls}}">x</mj-text>`)), "TEMPLATE_HOLE_LOST"));
