// What mail clients do not show, by the table of caniemail.com.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileTemplate } from "../../src/compile/index.js";
import { TemplateError } from "../../src/errors/index.js";
import { clientTitles, featureTable } from "../../src/lint/client-table.js";
import { type ClientChoice, lintTemplate, tableDate } from "../../src/lint/index.js";
import { features, unseen } from "../../src/lint/rules-clients.js";
import { readStyles } from "../../src/lint/style-sheet.js";
import { assemble } from "../edge/assemble/assemble.js";

const everyClient = [
  ...new Set(Object.keys(clientTitles).map((name) => name.split(".")[0])),
] as readonly ClientChoice[];

function found(
  body: string,
  css = "",
  options: Parameters<typeof lintTemplate>[1] = {},
): readonly string[] {
  return lintTemplate(
    assemble({
      html: [`<html lang="en"><head><style>${css}</style></head><body>${body}</body></html>`],
    }),
    { clients: everyClient, support: "everything", ...options },
  ).flatMap(({ feature }) => feature ?? []);
}

describe("the table of what clients show", () => {
  it("is of a day, and each of its features is looked for or cannot be seen", () => {
    expect(tableDate).toMatch(/^20\d\d-\d\d-\d\d$/);
    const seen = Object.keys(features).filter((key) => !key.includes("#"));
    const known = [...seen, ...Object.keys(unseen)].sort();
    expect(known).toEqual(Object.keys(featureTable).sort());
    for (const [, row] of Object.values(featureTable))
      expect(row.split(" ")).toHaveLength(Object.keys(clientTitles).length);
  });

  /** Newer versions stand behind older ones, also where their numbers would sort before them. */
  it("has the newest version's word", () => {
    const names = Object.keys(clientTitles);
    const word = (slug: string, client: string): string | undefined =>
      featureTable[slug]?.[1].split(" ")[names.indexOf(client)];
    expect(word("css-pseudo-class-active", "apple-mail.macos")).toBe("a2");
    expect(word("css-border-inline-block", "apple-mail.macos")).toBe("y");
    expect(word("css-object-fit", "gmail.ios")).toBe("a1");
  });
});

describe("a feature", () => {
  it.each([
    ["css-display-grid", "<p style='display: inline-grid'>x</p>"],
    ["css-gap", "<p style='row-gap:3px'>x</p>"],
    ["css-border-inline-block-longhand", "<p style='border-block-start-color:red'>x</p>"],
    ["css-function-max", "<p style='width:max(3px,4%)'>x</p>"],
    ["css-modern-color", "<p style='color:oklch(40% 0.2 12)'>x</p>"],
    ["css-unit-rem", "<p style='margin:1.5rem 0'>x</p>"],
    ["css-unit-vmin", "<p style='width:50vmin'>x</p>"],
    ["css-important", "<p style='color:red ! important'>x</p>"],
    ["css-sytem-ui", "<p style='font:12px system-ui'>x</p>"],
    ["css-margin", "<p style='margin-left:4px'>x</p>"],
    ["css-user-select", "<p style='user-select:none'>x</p>"],
    ["html-anchor-links", "<a href='#top'>up</a>"],
    ["html-input-text", "<input type='text'>"],
    ["html-srcset", "<img src='a.png' srcset='b.png 2x'>"],
    ["html-required", "<input required type='text'>"],
    ["html-aria-live", "<p aria-live='polite'>x</p>"],
    ["html-semantics", "<figure>x</figure>"],
    ["image-webp", "<img src='https://a.test/x.webp?w=3'>"],
    ["image-avif", "<img src='a.png' srcset='a.png 1x, https://a.test/x.avif 2x'>"],
    ["image-svg", "<p style=\"background:url('https://a.test/x.svg')\">x</p>"],
    ["image-base64", "<img src='data:image/png;base64,AAAA'>"],
  ])("%s is found in a body", (slug, body) => {
    expect(found(body)).toContain(slug);
    expect(found("<p>x</p>")).not.toContain(slug);
  });

  it.each([
    ["css-at-supports", "@supports (display:grid) { p { color: red } }"],
    [
      "css-at-media-prefers-color-scheme",
      "@media (prefers-color-scheme: dark) { p { color: red } }",
    ],
    ["css-at-import", "@import 'https://a.test/x.css';"],
    ["css-at-keyframes", "@keyframes a { from { opacity: 0 } }"],
    ["css-nesting", "p { color: red; a { color: blue } }"],
    ["css-comments", "/* x */"],
    ["css-variables", "p { color: var(--ink) }"],
    ["css-pseudo-class-has", "p:has(a) { color: red }"],
    ["css-pseudo-class-focus-visible", "a:focus-visible { color: red }"],
    ["css-pseudo-element-before", "p::before { content: '' }"],
    ["css-selector-general-sibling", "a ~ p { color: red }"],
    ["css-selector-chaining", ".a.b { color: red }"],
    ["css-filter", "@media (min-width: 3px) { p { filter: blur(2px) } }"],
  ])("%s is found in a style sheet", (slug, css) => {
    expect(found("<p>x</p>", css)).toContain(slug);
    expect(found("<p>x</p>", "p { color: red }")).not.toContain(slug);
  });

  it("is not taken for another, nor for a word in an address", () => {
    expect(found("<a style='color:red' href='https://a.test/flex:filter:1rem'>x</a>")).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/flex|filter|rem/)]),
    );
    expect(found("", "p:focus-within { color: red }")).not.toContain("css-pseudo-class-focus");
    expect(found("<p style=\"background:url('https://a.test/3rem.jpg')\">x</p>")).not.toContain(
      "css-unit-rem",
    );
    expect(found("<p style='max-width:3px'>x</p>")).not.toContain("css-width");
  });

  it.each([
    ["html-required", "<input type='text' required>", 1, 20],
    ["html-anchor-links", "<p>x</p>\n<a href='#top'>up</a>", 2, 4],
    ["html-video", "<p>x</p>\n <VIDEO src='a'></VIDEO>", 2, 2],
    ["css-gap", "<p style='color:red; gap: 3px'>x</p>", 1, 22],
    ["image-webp", "<img src='https://a.test/x.webp?w=3'>", 1, 27],
  ])("%s has its place", (slug, body, line, column) => {
    const options = { clients: everyClient, support: "everything", source: body } as const;
    const program = assemble({ html: [body] });
    const finding = lintTemplate(program, options).find(({ feature }) => feature === slug);
    expect(finding).toMatchObject({ source: "mjml", line, column });
  });

  it("may be one for a part of it only", () => {
    const of = (style: string) =>
      lintTemplate(assemble({ html: [`<p style="margin:${style}">x</p>`] })).flatMap(
        ({ feature }) => feature ?? [],
      );
    expect(of("4px")).toEqual([]);
    expect(of("0 -4px")).toEqual(["css-margin"]);
  });

  it("is told with who lacks it, how far, and by which of caniemail's notes", () => {
    const [finding] = lintTemplate(assemble({ html: ["<p style='display:flex'>x</p>"] }), {
      clients: ["gmail", "outlook.windows", "apple-mail"],
    }).filter(({ feature }) => feature === "css-display-flex");
    expect(finding).toMatchObject({
      severity: "warning",
      message:
        "display:flex does not work in Outlook Windows, and only partly in Gmail Android (note 1), Gmail iOS (note 1).",
      clients: [
        { client: "outlook.windows", support: "none", notes: [] },
        { client: "gmail.android", support: "partial", notes: [1] },
        { client: "gmail.ios", support: "partial", notes: [1] },
      ],
    });
  });

  it("that costs nobody anything is told only to who asks for everything", () => {
    const program = assemble({ html: ["<p style='border-radius:3px'>x</p>"] });
    const of = (support: "losses" | "everything") =>
      lintTemplate(program, { support }).filter(({ feature }) => feature === "css-border-radius");
    expect(of("losses")).toEqual([]);
    expect(of("everything")).toHaveLength(1);
  });
});

describe("the clients asked about", () => {
  const program = assemble({ html: ["<video src='a'></video>"] });
  it.each<[ClientChoice, string]>([
    ["gmail.ios", "Gmail iOS (note 2)"],
    ["thunderbird", ""],
    ["outlook.windows", "Outlook Windows"],
  ])("can be %s", (choice, named) => {
    const all = lintTemplate(program, { clients: [choice] }).filter(
      ({ feature }) => feature === "html-video",
    );
    if (named !== "") expect(all[0]?.message).toContain(named);
  });

  it("can be all of a platform", () => {
    const all = lintTemplate(program, { clients: ["*.ios"] });
    const named = all.flatMap(({ clients = [] }) => clients.map(({ client }) => client));
    expect(named).toContain("gmail.ios");
    expect(named.every((client) => client.endsWith(".ios"))).toBe(true);
  });

  it("are refused by name where there are none such", () => {
    // @ts-expect-error: no client's name
    const clients: readonly ClientChoice[] = ["gmial"];
    expect(() => lintTemplate(program, { clients })).toThrow(TemplateError);
    expect(() => lintTemplate(program, { clients })).toThrow(/no such mail client/);
  });

  const every = `<mj-text>words</mj-text><mj-button href="https://e.test/">Go</mj-button><mj-divider /><mj-spacer height="3px" />
    <mj-table><tr><td>x</td></tr></mj-table><mj-image src="https://e.test/1.jpg" alt="x" />
    <mj-navbar hamburger="hamburger"><mj-navbar-link href="https://e.test/a">A</mj-navbar-link></mj-navbar>
    <mj-social><mj-social-element name="x" href="https://e.test/">us</mj-social-element></mj-social>
    <mj-accordion><mj-accordion-element><mj-accordion-title>T</mj-accordion-title><mj-accordion-text>X</mj-accordion-text></mj-accordion-element></mj-accordion>
    <mj-carousel><mj-carousel-image src="https://e.test/1.jpg" /><mj-carousel-image src="https://e.test/2.jpg" /></mj-carousel>`;
  it("lose nothing by what MJML writes of itself, whoever they are", async () => {
    const mjml = `<mjml><mj-body><mj-section background-url="https://e.test/b.jpg"><mj-column>${every}</mj-column></mj-section></mj-body></mjml>`;
    const made = await compileTemplate({ id: "e", messageClass: "service", subject: "s", mjml });
    const findings = lintTemplate(made.program, { clients: everyClient });
    expect(findings.filter(({ code }) => code === "CLIENT_SUPPORT")).toEqual([]);
  });
});

describe("readStyles", () => {
  it("takes a sheet apart", () => {
    const css = `@import url("a;b.css"); /* { */ p > a, .b { color: red; background: url(data:x;y) }
      @media (min-width: 3px) { i { width: calc(1px + (2px)) !important } } @font-face { src: url(f) }`;
    expect(readStyles(css)).toEqual({
      declarations: [
        { property: "color", value: "red" },
        { property: "background", value: "url(data:x;y)" },
        { property: "width", value: "calc(1px + (2px)) !important" },
        { property: "src", value: "url(f)" },
      ],
      selectors: ["p > a, .b", "i"],
      atRules: [
        { name: "import", prelude: 'url("a;b.css")' },
        { name: "media", prelude: "(min-width: 3px)" },
        { name: "font-face", prelude: "" },
      ],
      nested: false,
      comments: true,
    });
  });

  it("gives back what was written, whatever stands around it", () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    const one = fc.record({ property: name, value: name });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1 }), fc.boolean(), (list, deep) => {
        const rule = `p{${list.map(({ property, value }) => `${property}:${value}`).join(";")}}`;
        const sheet = deep ? `@media x{${rule}}` : rule;
        expect(readStyles(sheet).declarations).toEqual(list);
        expect(readStyles(rule.slice(2, -1), true).declarations).toEqual(list);
      }),
    );
  });

  it("ends, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."{};:()\"'/*@p ") }), (css) => {
        readStyles(css);
      }),
    );
  });
});
