// Whom a mail tells that it was opened: nobody its author did not name.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import mjml2html from "mjml";
import { describe, expect, it } from "vitest";
import { compileTemplate } from "../../src/compile/index.js";

const folder = new URL("../../../../../shared/data/mjml/", import.meta.url);
const files = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith(".mjml"))
  : ["skipped: ../shared/data/mjml is absent"];

/** Hosts named anywhere but where a link leads and in the names of XML languages. */
function findHosts(text: string): ReadonlySet<string> {
  return new Set(
    text
      .replace(/ xmlns(?::\w+)?="[^"]*"/g, "")
      .replace(/(<a\b[^>]*?) href="[^"]*"/g, "$1")
      .match(/\/\/[\w-]+(?:\.[\w-]+)+/g),
  );
}

function bare(mjml: string) {
  return { id: "h", messageClass: "service", subject: "s", mjml } as const;
}
async function compiled(inner: string, head = ""): Promise<string> {
  const mjml = `<mjml><mj-head>${head}</mj-head><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`;
  const { program } = await compileTemplate(bare(mjml));
  return program.html.segments.join("");
}

const every = `<mj-text>words</mj-text><mj-button>Go</mj-button><mj-table><tr><td>x</td></tr></mj-table>
<mj-navbar hamburger="hamburger"><mj-navbar-link href="/a">A</mj-navbar-link></mj-navbar>
<mj-social><mj-social-element name="linkedin-noshare" href="https://e.test/">us</mj-social-element>
<mj-social-element name="youtube" href="https://e.test/" /><mj-social-element name="xing" alt="Our XING page" /></mj-social>
<mj-accordion><mj-accordion-element><mj-accordion-title>T</mj-accordion-title><mj-accordion-text>X</mj-accordion-text></mj-accordion-element></mj-accordion>
<mj-carousel><mj-carousel-image src="https://e.test/1.png" /><mj-carousel-image src="https://e.test/2.png" /></mj-carousel>`;

describe("a compiled mail names no host that its source does not", () => {
  it.skipIf(!existsSync(folder)).each(files)("%s", async (file) => {
    const mjml = readFileSync(new URL(file, folder), "utf8");
    const { program } = await compileTemplate(bare(mjml));
    const named = findHosts(mjml);
    const hosts = findHosts(program.html.segments.join(""));
    expect([...hosts].filter((host) => !named.has(host))).toEqual([]);
  });

  it("whichever elements it has", async () => {
    const plain = await mjml2html(
      `<mjml><mj-body><mj-section><mj-column>${every}</mj-column></mj-section></mj-body></mjml>`,
    );
    // MJML alone: fonts and icons of three hosts.
    expect([...findHosts(plain.html)].sort()).toEqual([
      "//e.test",
      "//fonts.googleapis.com",
      "//i.imgur.com",
      "//www.mailjet.com",
    ]);
    const html = await compiled(every);
    expect([...findHosts(html)]).toEqual(["//e.test"]);
    expect(html).not.toContain("Ubuntu");
  });

  it("and what has no picture has words and signs", async () => {
    const html = await compiled(every);
    const words = html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    for (const word of ["us", "YouTube", "Our XING page", "+", "&#8249;", "&#8250;"])
      expect(words).toContain(` ${word} `);
    expect(html).not.toContain('src=""');
  });

  it("says where words stand for a picture", async () => {
    const mjml = `<mjml><mj-body><mj-section><mj-column>\n<mj-social><mj-social-element name="x" href="https://e.test/" />
      <mj-social-element src="https://e.test/x.png" name="x" /></mj-social></mj-column></mj-section></mj-body></mjml>`;
    const { warnings } = await compileTemplate(bare(mjml));
    expect(warnings).toMatchObject([{ code: "TEMPLATE_ICON_MISSING", line: 2, column: 12 }]);
  });

  it("loads a font by the address its author gives it, and in no other template", async () => {
    const font = '<mj-font name="Raleway" href="https://fonts.e.test/raleway.css" />';
    const text = '<mj-text font-family="Raleway, Arial">x</mj-text>';
    expect([...findHosts(await compiled(text, font))]).toEqual(["//fonts.e.test"]);
    expect([...findHosts(await compiled(text))]).toEqual([]);
    expect([...findHosts(await compiled('<mj-text font-family="Roboto">x</mj-text>'))]).toEqual([]);
  });

  it("keeps the pictures that its author names", async () => {
    const html = await compiled(
      `<mj-social><mj-social-element name="x" src="https://e.test/x.png" href="https://e.test/">X</mj-social-element></mj-social>
      <mj-accordion icon-wrapped-url="https://e.test/plus.png"><mj-accordion-element><mj-accordion-title>T</mj-accordion-title><mj-accordion-text>X</mj-accordion-text></mj-accordion-element></mj-accordion>`,
    );
    expect(html).toContain('src="https://e.test/x.png"');
    expect(html).toContain('src="https://e.test/plus.png"');
    expect(html).not.toContain("imgur");
  });
});
