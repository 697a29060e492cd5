// Whom a mail tells that it was opened, and what is lost in the dark.
import { describe, expect, it } from "vitest";
import { compileTemplate } from "../../src/compile/index.js";
import { field } from "../../src/define/index.js";
import { type Finding, type LintOptions, lintTemplate } from "../../src/lint/index.js";
import { growsWithInput } from "../support/growth.js";

async function lint(
  inner: string,
  options: LintOptions | null = {},
  head = "",
): Promise<readonly Finding[]> {
  const mjml = `<mjml lang="en"><mj-head><mj-title>t</mj-title>${head}</mj-head>
<mj-body><mj-section><mj-column>
${inner}
</mj-column></mj-section></mj-body></mjml>`;
  const source = {
    id: "r",
    messageClass: "service",
    subject: "s",
    mjml,
    fields: {
      photo: field.image({ maxLength: 99 }),
      product: field.text({ maxLength: 9 }),
      own: field.image({ hosts: ["img.shop.test"] }),
      theirs: field.image({ hosts: ["cdn.test", "shop.test"] }),
      stock: field.image({ hosts: ["shop.test"], fallback: "https://cdn.test/none.jpg" }),
      list: field.list({ of: { image: field.image() }, maxItems: 3 }),
      listed: field.list({ of: { image: field.image({ hosts: ["shop.test"] }) }, maxItems: 3 }),
    },
  } as const;
  const { program } = await compileTemplate(source);
  return lintTemplate(program, options ? { source, hosts: ["shop.test"], ...options } : { source });
}
const wanted = /^(?:REQUEST_|HOSTS_|DARK_IMAGE)/;
function brief(findings: readonly Finding[]) {
  return findings
    .filter(({ code }) => wanted.test(code))
    .map(({ code, line, column }) => [code, line, column]);
}

describe("a request to somebody else", () => {
  it.each<[string, number, (size: number) => string]>([
    ["addresses that never end", 100_000, (size) => "url(".repeat(size)],
    ["spaces that never end", 300_000, (size) => `url(${" ".repeat(size)}`],
    ["shapes that never end", 50_000, (size) => `x:"<!--${"<v:fill ".repeat(size)}-->"`],
  ])("is looked for in time that grows with the mail: %s", async (_, size, css) => {
    const look = (some: number) => lint(`<mj-raw><style>a{b:${css(some)}}</style></mj-raw>`);
    expect(await growsWithInput(size, look)).toBe(true);
  });

  const image = '<img alt="" src="https://cdn.test/a.jpg">';
  it.each<[string, string, string, readonly unknown[]]>([
    [
      "mj-font",
      '<mj-text font-family="Lato">x</mj-text>',
      '<mj-font name="Lato" href="https://fonts.test/lato.css" />',
      ["REQUEST_FONT", 1, 75],
    ],
    [
      "@import",
      "<mj-text>x</mj-text>",
      "<mj-style>@import 'https://fonts.test/x.css';</mj-style>",
      ["REQUEST_FONT", 1, 67],
    ],
    [
      "@font-face",
      "<mj-text>x</mj-text>",
      "<mj-style>@font-face{font-family:a;src:url(https://fonts.test/a.woff2)}</mj-style>",
      ["REQUEST_FONT", 1, 91],
    ],
    [
      "<link>",
      "<mj-text>x</mj-text>",
      '<mj-raw><link rel="stylesheet" href="https://fonts.test/x.css"></mj-raw>',
      ["REQUEST_FONT", 1, 85],
    ],
    [
      "a picture in a drawing",
      '<mj-raw><svg><image xlink:href="https://cdn.test/a.svg" /></svg></mj-raw>',
      "",
      ["REQUEST_IMAGE", 3, 33],
    ],
    [
      "an address in single quotes in a comment for Outlook",
      "<mj-raw><!--[if mso]><v:fill src='https://cdn.test/a.png' /><![endif]--></mj-raw>",
      "",
      ["REQUEST_IMAGE", 3, 35],
    ],
    [
      "a style in a comment for Outlook",
      "<mj-raw><!--[if mso]><td style=\"background:url('https://cdn.test/a.png')\"><![endif]--></mj-raw>",
      "",
      ["REQUEST_IMAGE", 3, 49],
    ],
    [
      "a style sheet in a comment for Outlook",
      "<mj-text>x</mj-text>",
      '<mj-raw><!--[if mso]><link rel="stylesheet" href="https://cdn.test/a.css"><![endif]--></mj-raw>',
      ["REQUEST_IMAGE", 1, 98],
    ],
    ["an image", `<mj-text>${image}</mj-text>`, "", ["REQUEST_IMAGE", 3, 27]],
    ["mj-image", '<mj-image alt="" src="https://cdn.test/a.jpg" />', "", ["REQUEST_IMAGE", 3, 23]],
    [
      "srcset",
      '<mj-text><img alt="" src="https://shop.test/a.jpg" srcset="https://cdn.test/b.jpg 2x"></mj-text>',
      "",
      ["REQUEST_IMAGE", 3, 60],
    ],
    [
      "a style",
      `<mj-text><p style="background:url('https://cdn.test/a.jpg')">x</p></mj-text>`,
      "",
      ["REQUEST_IMAGE", 3, 36],
    ],
    [
      "a style sheet",
      "<mj-text>x</mj-text>",
      "<mj-style>p{background:url(https://cdn.test/a.jpg)}</mj-style>",
      ["REQUEST_IMAGE", 1, 75],
    ],
    [
      "an attribute",
      '<mj-raw><tr><td background="https://cdn.test/a.jpg">x</td></tr></mj-raw>',
      "",
      ["REQUEST_IMAGE", 3, 29],
    ],
    [
      "a comment for Outlook",
      '<mj-raw><!--[if mso]><img src="https://cdn.test/a.jpg"><![endif]--></mj-raw>',
      "",
      ["REQUEST_IMAGE", 3, 32],
    ],
    [
      "a film",
      '<mj-raw><video src="https://cdn.test/a.mp4"></video></mj-raw>',
      "",
      ["REQUEST_MEDIA", 3, 21],
    ],
    [
      "a pixel",
      '<mj-raw><img alt="" width="1" height="1" src="https://shop.test/o.gif"></mj-raw>',
      "",
      ["REQUEST_PIXEL", 3, 47],
    ],
    [
      "a pixel by its style",
      '<mj-raw><img alt="" style="width:1px;height:1px" src="https://shop.test/o.gif"></mj-raw>',
      "",
      ["REQUEST_PIXEL", 3, 55],
    ],
    [
      "an image that nobody sees",
      '<mj-raw><img alt="" style="display:none" src="https://shop.test/o.gif"></mj-raw>',
      "",
      ["REQUEST_PIXEL", 3, 47],
    ],
    [
      "a pixel of a field",
      '<mj-raw><img alt="" width="1" height="1" src="{{photo}}"></mj-raw>',
      "",
      ["REQUEST_PIXEL", 3, 47],
    ],
  ])("is found in %s", async (_, inner, head, finding) => {
    expect(brief(await lint(inner, {}, head))).toEqual([finding]);
  });

  it("says who learns what", async () => {
    const findings = await lint(`<mj-text>${image}</mj-text>`);
    const finding = findings.find(({ code }) => code === "REQUEST_IMAGE");
    expect(finding?.message).toMatch(/cdn\.test.*learns.*opened.*IP address/);
  });

  it.each([
    ["no picture", "<mj-text>x</mj-text>"],
    ["the author's own hosts", '<mj-image alt="" src="https://img.Shop.test:8443/a.jpg" />'],
    ["what is attached", '<mj-image alt="" src="cid:logo" />'],
    ["what stands in the mail", '<mj-image alt="" src="data:image/gif;base64,R0lGOD" />'],
    ["a link", '<mj-text><a href="https://cdn.test/">Our offers</a></mj-text>'],
    ["a field that comes from one's own hosts", '<mj-image alt="" src="{{own}}" />'],
    ["fields of a list that do", '{{#each listed}}<mj-image alt="" src="{{image}}" />{{/each}}'],
    ["a path of a field", '<mj-image alt="" src="https://shop.test/{{product}}.jpg" />'],
    [
      "a host of one's own below which a field is",
      '<mj-image alt="" src="https://{{product}}.shop.test/a" />',
    ],
    [
      "a line of one pixel",
      '<mj-raw><img alt="" width="600" height="1" src="https://shop.test/l.gif"></mj-raw>',
    ],
  ])("is not found in %s", async (_, inner) => {
    expect(brief(await lint(inner))).toEqual([]);
  });

  it.each<[string, string, string]>([
    ["mj-image", '<mj-image alt="" src="{{photo}}" />', ""],
    ["an image", '<mj-text><img alt="" src="{{photo}}"></mj-text>', ""],
    ["an image in raw HTML", '<mj-raw><img alt="" src="{{photo}}"></mj-raw>', ""],
    ["the beginning of an address", '<mj-image alt="" src="{{photo}}/a.jpg" />', ""],
    ["a host", '<mj-image alt="" src="https://{{photo}}/a.jpg" />', ""],
    ["a host without a scheme", '<mj-image alt="" src="//{{photo}}/a.jpg" />', ""],
    ["srcset", '<mj-raw><img alt="" src="cid:a" srcset="cid:b 1x, {{photo}} 2x"></mj-raw>', ""],
    ["a style", `<mj-raw><p style="background:url('{{photo}}')">x</p></mj-raw>`, ""],
    ["an attribute", '<mj-raw><tr><td background="{{photo}}">x</td></tr></mj-raw>', ""],
    ["a poster", '<mj-raw><video poster="{{photo}}"></video></mj-raw>', ""],
    ["a style sheet", "<mj-text>x</mj-text>", "<mj-style>p{background:url({{photo}})}</mj-style>"],
    ["a comment", '<mj-raw><!--[if mso]><img src="{{photo}}"><![endif]--></mj-raw>', ""],
    [
      "a section's background",
      '</mj-column></mj-section><mj-section background-url="{{photo}}"><mj-column>',
      "",
    ],
    ["a carousel", '<mj-carousel><mj-carousel-image alt="" src="{{photo}}" /></mj-carousel>', ""],
    ["a field's field", '{{#each list}}<mj-image alt="" src="{{this.image}}" />{{/each}}', ""],
    ["a text", '<mj-image alt="" src="{{product}}" />', ""],
  ])("is found where only the data know its host: in %s", async (_, inner, head) => {
    const found = (await lint(inner, {}, head)).filter(({ code }) => wanted.test(code));
    expect(found.map(({ code }) => code)).toEqual(["REQUEST_IMAGE"]);
    expect(found[0]).toMatchObject({
      line: expect.any(Number),
      message: expect.stringMatching(/from wherever/),
      remedy: expect.stringContaining("field.image"),
    });
  });

  it("is found in every host that a field may come from, its fallback's among them", async () => {
    const theirs = await lint('<mj-image alt="" src="{{theirs}}" />');
    expect(brief(theirs)).toEqual([["REQUEST_IMAGE", 3, 23]]);
    expect(theirs.find(({ code }) => code === "REQUEST_IMAGE")?.message).toContain("cdn.test");
    expect(brief(await lint('<mj-image alt="" src="{{stock}}" />'))).toHaveLength(1);
    const films = await lint('<mj-raw><video src="{{photo}}"></video></mj-raw>');
    expect(brief(films).map(([code]) => code)).toEqual(["REQUEST_MEDIA"]);
    const asked = await lint('<mj-image alt="" src="{{photo}}" />', null);
    expect(brief(asked).map(([code]) => code)).toEqual(["HOSTS_UNDECLARED"]);
  });

  it("a host that ends like one's own is another's", async () => {
    const inner = '<mj-image alt="" src="https://notshop.test/a.jpg" />';
    expect(brief(await lint(inner))).toEqual([["REQUEST_IMAGE", 3, 23]]);
  });

  it("comes once a host, and as one question where nobody said which are one's own", async () => {
    const inner = `<mj-text>${image}${image}<img alt="" src="https://other.test/b.jpg"></mj-text>`;
    expect(brief(await lint(inner)).map(([code]) => code)).toEqual([
      "REQUEST_IMAGE",
      "REQUEST_IMAGE",
    ]);
    const asked = await lint(inner, null);
    expect(brief(asked)).toEqual([["HOSTS_UNDECLARED", 3, 27]]);
    expect(asked.find(({ code }) => code === "HOSTS_UNDECLARED")?.message).toContain(
      "cdn.test, other.test",
    );
  });
});

describe("a picture in the dark", () => {
  const head = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB";
  it.each([
    ["a PNG", "https://shop.test/a.png?v=2", true],
    ["an SVG", "https://shop.test/a.svg", true],
    ["a JPEG", "https://shop.test/a.jpg", false],
    ["a PNG with alpha", `data:image/png;base64,${head}CAYAAAAfFcSJ`, true],
    ["a PNG without", `data:image/png;base64,${head}CAIAAACQd1Pe`, false],
    ["a PNG of which that is known", "https://shop.test/photos/a.png", false],
  ])("%s may be transparent: %#", async (_, src, is) => {
    const found = await lint(`<mj-image alt="" src="${src}" />`, {
      opaqueImages: ["https://shop.test/photos/"],
    });
    expect(brief(found)).toEqual(is ? [["DARK_IMAGE", 3, 23]] : []);
  });

  it("has a background of its own", async () => {
    const inner =
      '<mj-raw><img alt="" style="background-color:#fff" src="https://shop.test/a.png"></mj-raw>';
    expect(brief(await lint(inner))).toEqual([]);
  });

  it("stays in the light where the mail does", async () => {
    const light = '<mj-raw><meta name="color-scheme" content="light only"></mj-raw>';
    const inner = '<mj-image alt="" src="https://shop.test/a.png" />';
    expect(brief(await lint(inner, {}, light))).toEqual([]);
  });
});

describe("a fault in a partial", () => {
  const box = '<mj-text>\n  <img src="https://shop.test/a.jpg"> words</mj-text>';
  const whole = async (mjml: string, partials: Record<string, string>, shared = {}) => {
    const source = { id: "p", messageClass: "service", subject: "s", mjml, partials } as const;
    const { program } = await compileTemplate(source, { shared: { partials: shared } });
    return lintTemplate(program, { source, partials: shared, hosts: ["shop.test"] })
      .filter(({ code }) => code === "ALT_MISSING" || code === "LINK_INSECURE")
      .map(({ code, source, line, column }) => [code, source, line, column]);
  };
  const page = (inner: string): string =>
    `<mjml><mj-body><mj-section><mj-column>\n${inner}</mj-column></mj-section></mj-body></mjml>`;

  it("has the partial's name, line and column", async () => {
    expect(await whole(page("{{> box}}"), { box })).toEqual([["ALT_MISSING", "box", 2, 13]]);
    expect(await whole(page("{{> 'box'}}"), {}, { box })).toEqual([["ALT_MISSING", "box", 2, 13]]);
  });

  it("is found in partials of partials, in order with the faults around it", async () => {
    const image = '<mj-text><img src="https://shop.test/a.jpg"></mj-text>';
    const found = await whole(page(`${image}\n{{> outer}}\n${image}`), {
      outer: `<mj-text>x</mj-text>{{> box}}`,
      box,
    });
    expect(found).toEqual([
      ["ALT_MISSING", "mjml", 2, 20],
      ["ALT_MISSING", "box", 2, 13],
      ["ALT_MISSING", "mjml", 4, 20],
    ]);
  });

  it("comes once, however often the partial is called, and not where it is commented out", async () => {
    expect(await whole(page("{{> box}}{{> box}}"), { box })).toHaveLength(1);
    const link = '<mj-text><a href="http://shop.test/">Our shop</a></mj-text>';
    expect(await whole(page(`{{!-- {{> other}} --}}${link}`), { box, other: link })).toEqual([
      ["LINK_INSECURE", "mjml", 2, 41],
    ]);
  });

  it("or in an included file has its path, from the template on", async () => {
    const files: Readonly<Record<string, string>> = {
      "parts/list.mjml": '<mj-text>x</mj-text>\n<mj-include path="./box.mjml" />',
      "parts/box.mjml": box,
    };
    const includes = (path: string): string => files[path] ?? "";
    const mjml = page('<mj-include path="parts/list.mjml" />');
    const source = { id: "p", messageClass: "service", subject: "s", mjml } as const;
    const { program } = await compileTemplate(source, { includes });
    const found = lintTemplate(program, { source, includes }).find(
      ({ code }) => code === "ALT_MISSING",
    );
    expect(found).toMatchObject({ source: "parts/box.mjml", line: 2, column: 13 });
  });

  it("is an image without alt, which MJML calls decoration", async () => {
    expect(
      await whole(page("{{> pic}}"), { pic: '\n <mj-image src="https://shop.test/a.jpg" />' }),
    ).toEqual([["ALT_MISSING", "pic", 2, 2]]);
  });
});
