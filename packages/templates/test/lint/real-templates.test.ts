// The checks on what authors write: MJML with a fault seeded into it, through the compiler, with
// the line it stands on.
import { describe, expect, it } from "vitest";
import { compileTemplate } from "../../src/compile/index.js";
import { field, type TemplateDefinition } from "../../src/define/index.js";
import { type Finding, type LintOptions, lintTemplate } from "../../src/lint/index.js";

const words =
  "Plain words for everybody to read, in a size and a colour that everybody can read well. ".repeat(
    3,
  );
const dark = '<mj-raw><meta name="color-scheme" content="light dark"></mj-raw>';
/** What is given stands on line 2. */
function page(inner: string, attributes = ' lang="en"', head = dark): string {
  return `<mjml${attributes}><mj-head><mj-title>News</mj-title>${head}</mj-head><mj-body><mj-section><mj-column>\n${inner}\n<mj-text>${words}</mj-text></mj-column></mj-section></mj-body></mjml>`;
}

async function lint(
  mjml: string,
  more: Partial<TemplateDefinition> = {},
  options: LintOptions = {},
): Promise<readonly Finding[]> {
  const definition = {
    id: "l",
    messageClass: "service",
    subject: "Our news",
    preheader: "More words",
    mjml,
    ...more,
  } as const;
  const { program } = await compileTemplate(definition);
  const opaqueImages = ["https://a.test/", "http://a.test/", "/a.png"];
  return lintTemplate(program, { source: definition, hosts: ["a.test"], opaqueImages, ...options });
}
function brief(findings: readonly Finding[]) {
  return findings.map(({ code, line }) => [code, line]);
}

describe("an MJML template", () => {
  it("without a fault has no finding", async () => {
    const inner =
      '<mj-image src="https://a.test/a.png" alt="A pot" href="https://a.test/" /><mj-button href="https://a.test/">See all pots</mj-button>';
    expect(await lint(page(inner))).toEqual([]);
  });

  it.each<[string, string, (readonly [string, number | null])[]]>([
    [
      "an image without alt, which MJML calls decoration",
      '<mj-image src="https://a.test/a.png" />',
      [["ALT_MISSING", 2]],
    ],
    [
      "the same image twice",
      '<mj-text><img src="https://a.test/a.png"></mj-text>\n<mj-text><img src="https://a.test/a.png"></mj-text>',
      [
        ["ALT_MISSING", 2],
        ["ALT_MISSING", 3],
      ],
    ],
    ["a relative image", '<mj-image src="/a.png" alt="x" />', [["IMAGE_RELATIVE", 2]]],
    ["an image by http", '<mj-image src="http://a.test/a.png" alt="x" />', [["IMAGE_INSECURE", 2]]],
    [
      "a link by http",
      '<mj-text><a href="http://a.test/">Our offers</a></mj-text>',
      [["LINK_INSECURE", 2]],
    ],
    [
      "a relative link",
      '<mj-text><a href="/offers">Our offers</a></mj-text>',
      [["LINK_RELATIVE", 2]],
    ],
    ["a link to nowhere", '<mj-text><a href="#">Our offers</a></mj-text>', [["LINK_EMPTY", 2]]],
    [
      "a script as a link",
      '<mj-text><a href="javascript:void(0)">Our offers</a></mj-text>',
      [["LINK_SCHEME", 2]],
    ],
    [
      "a link that says nothing",
      '<mj-text><a href="https://a.test/">Click here</a></mj-text>',
      [["LINK_TEXT_VAGUE", 2]],
    ],
    [
      "a shortened link",
      '<mj-text><a href="https://bit.ly/x">Our offers</a></mj-text>',
      [["LINK_SHORTENED", 2]],
    ],
    [
      "a link that lies",
      '<mj-text><a href="https://evil.test/x">https://bank.example/</a></mj-text>',
      [["LINK_DECEIVES", 2]],
    ],
    [
      "a heading that is too deep",
      "<mj-text><h1>A</h1>\n<h4>Below it</h4></mj-text>",
      [["HEADING_ORDER", 3]],
    ],
    [
      "a table by hand",
      "<mj-text><table><tr><td>in a table</td></tr></table></mj-text>",
      [["TABLE_ROLE", 2]],
    ],
    ["small print", '<mj-text font-size="10px">Small print</mj-text>', [["FONT_SIZE", 2]]],
    [
      "small print in a shorthand",
      '<mj-text><span style="font:italic 10px/1.2 Arial">Small print</span></mj-text>',
      [["FONT_SIZE", 2]],
    ],
    [
      "small print in per cent",
      '<mj-text font-size="16px"><span style="font-size:50%">Small print</span></mj-text>',
      [["FONT_SIZE", 2]],
    ],
    [
      "hidden words",
      '<mj-text><span style="font-size:0">Hidden words</span></mj-text>',
      [["TEXT_HIDDEN", 2]],
    ],
    ["pale words", '<mj-text color="#ccc">Pale words</mj-text>', [["CONTRAST", 2]]],
    [
      "dark words on a dark section",
      '<mj-text color="#333" container-background-color="#000">Dark words</mj-text>',
      [["CONTRAST", 2]],
    ],
    [
      "a link in the clients' own blue on blue",
      '<mj-text color="#fff" container-background-color="#00c"><a href="https://a.test/">Our offers</a></mj-text>',
      [["CONTRAST", 2]],
    ],
    ["flex", '<mj-text><div style="display:flex">x</div></mj-text>', [["CLIENT_SUPPORT", 2]]],
    ["a form", "<mj-raw><form></form></mj-raw>", [["CLIENT_SUPPORT", 2]]],
  ])("with %s", async (_, inner, findings) => {
    expect(brief(await lint(page(inner)))).toEqual(findings);
  });

  it("says where an image of a field stands", async () => {
    const fields = { photo: field.image() };
    const found = await lint(page('\n<mj-text><img src="{{photo}}"></mj-text>'), {
      fields: { photo: { ...fields.photo, maxLength: 99 } },
    });
    expect(brief(found)).toEqual([
      ["ALT_MISSING", 3],
      ["REQUEST_IMAGE", 3],
    ]);
  });
  it("is read in the language it says, which is that of its text", async () => {
    expect(brief(await lint(page("", "")))).toEqual([["LANGUAGE", 1]]);
    expect(brief(await lint(page("", ' lang="de"')))).toEqual([["LANGUAGE_OTHER", 1]]);
    expect(await lint(page("", ' lang="de-AT"'), { locale: "de" })).toEqual([]);
  });
  it("says nothing of dark mode, of itself or of the text", async () => {
    expect(brief(await lint(page("", ' lang="en"', "")))).toEqual([["DARK_MODE", 1]]);
    expect(brief(await lint(page(""), { text: "{{x}}" }))).toEqual([["TEXT_MISSING", 1]]);
  });
  it("is a picture and nothing else", async () => {
    const mjml = `<mjml lang="en"><mj-head><mj-title>t</mj-title>${dark}</mj-head><mj-body><mj-section><mj-column><mj-image src="https://a.test/a.png" alt="${words}" /></mj-column></mj-section></mj-body></mjml>`;
    expect(brief(await lint(mjml))).toEqual([["IMAGE_ONLY", null]]);
  });
  it("has backgrounds that MJML also gives Outlook", async () => {
    const mjml = page("").replace(
      "<mj-section>",
      `<mj-section background-url="https://a.test/it's (2).png" background-color="#ffffff">`,
    );
    expect(await lint(mjml)).toEqual([]);
    const own = page(
      `<mj-text><div style="background:url('https://a.test/b.png')">x</div></mj-text>`,
    );
    expect(brief(await lint(own))).toEqual([["CLIENT_SUPPORT", 2]]);
  });
});

describe("the worst size", () => {
  const each = page("<mj-text>{{#each items}}{{upper title}}{{/each}}</mj-text>");
  const items = (maxItems: number) => ({
    items: field.list({ of: { title: field.text({ maxLength: 1000 }) }, maxItems }),
  });
  it("counts what formatters are given", async () => {
    expect(brief(await lint(each, { fields: items(100) }))).toEqual([["SIZE", null]]);
    expect(await lint(each, { fields: items(5) })).toEqual([]);
  });
  it("is found for a mail of very many holes", async () => {
    const fields = { a: field.text({ maxLength: 1 }) };
    expect(
      brief(await lint(page(`<mj-text>${"{{a}} ".repeat(9000)}</mj-text>`), { fields })),
    ).toEqual([]);
  });
});
