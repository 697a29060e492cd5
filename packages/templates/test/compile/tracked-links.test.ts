import type { TrackedLink } from "@wellsent/core";
import fc from "fast-check";
import { Parser } from "htmlparser2";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import {
  renderBuffer,
  renderBytes,
  renderedBytes,
  renderedLinks,
  renderOwned,
} from "../../src/bytes.js";
import { compileTemplate } from "../../src/compile/index.js";
import { field } from "../../src/define/index.js";
import {
  type LoadedProgram,
  loadProgram,
  type RenderInput,
  render,
  templateRenderer,
} from "../../src/index.js";
import { lintTemplate } from "../../src/lint/index.js";
import { renderJson, renderMessage } from "../../src/message.js";
import { attacks } from "../attack/values.js";
import { recipient } from "../edge/assemble/recipient.js";

const base = recipient().links.clickBase;
const utm = { utm_source: "wellsent", "utm medium": "e mail&more" };

/** Every way a link can depend on its recipient, among links that do not. */
const mjml = `<mjml><mj-body><mj-section><mj-column>
  <mj-text><a href="https://shop.example/sale?a=1&amp;b=2#top">Sale</a> <a href="https://shop.example/quiet" data-no-track>No</a>
    <a href="mailto:us@shop.example?subject={{subject}}">Write</a> <a href="#top">Top</a> <a href="{{own}}">Yours</a>
    <a href="{{own}}?ref=mail#{{name}}">Yours, too</a> <a href=" https://shop.example/{{name}}/x?q={{subject}}&amp;r=1 ">You</a>
    <a href="{{#if vip}}https://vip.example/{{name}}{{else}}{{own}}{{/if}}">Either</a>
    <a href="https://shop.example/{{#if vip}}?vip=1{{/if}}">Maybe</a> <a href="{{own}}" data-no-track>Unwatched</a></mj-text>
  <mj-button href="{{own}}">Go</mj-button>
  {{#each products}}<mj-image src="https://shop.example/i.png" alt="" href="{{url}}" />
    <mj-text><a href="{{url}}" data-link="product">{{title}}</a>
      {{#each more}}<a href="https://shop.example/p/{{sku}}">{{sku}}</a>{{/each}}</mj-text>{{/each}}
  </mj-column></mj-section><mj-section><mj-column>
  <mj-text><a href="{{unsubscribe}}">Leave</a> <a href="{{viewInBrowser}}">View</a></mj-text></mj-column></mj-section></mj-body></mjml>`;

async function compiled(more: object = {}): Promise<LoadedProgram> {
  const definition = {
    id: "hand-made",
    messageClass: "marketing",
    subject: "s",
    mjml,
    ...more,
  } as const;
  const { program } = await compileTemplate(definition);
  return loadProgram(JSON.parse(JSON.stringify(program)));
}
const plain = await compiled();
const tagged = await compiled({ utm });
const typed = await compiled({
  utm,
  fields: {
    ...{
      own: field.url({ fallback: "https://shop.example/yours" }),
      name: field.text({ optional: true }),
      subject: field.text({ optional: true }),
    },
    ...{ vip: field.bool({ optional: true }) },
    products: field.list({
      of: {
        url: field.url(),
        title: field.text(),
        more: field.list({ of: { sku: field.text() }, maxItems: 9 }),
      },
      maxItems: 99,
    }),
  },
});

function opened(program: LoadedProgram, attributes: RenderInput["attributes"], clicks: boolean) {
  const result = render(program, recipient(attributes, { tracking: { opens: false, clicks } }));
  if (!result.rendered) throw new Error(JSON.stringify(result.reasons));
  const { links } = result;
  if (links === undefined) throw new Error("no links");
  return { ...result, links };
}

/** Every `href` of a document, as a parser reads it, comments of Outlook's included. */
function findLinks(html: string): readonly string[] {
  const found: string[] = [];
  const parser: Parser = new Parser({
    onopentag: (name, { href }) => {
      if (href !== undefined && name !== "link") found.push(href);
    },
    oncomment: (comment) => found.push(...(comment.includes("<") ? findLinks(comment) : [])),
  });
  parser.end(html);
  return found;
}

/** White space around the URL of an anchor, which browsers drop and click links do not have. */
function closeBrackets(text: string): string {
  return text.replace(/\[\s+/g, "[").replace(/\s+\]/g, "]");
}

function readTarget(links: readonly TrackedLink[], href: string): string {
  const rest = href.slice(base.length);
  const found = links.filter(({ position }) => String(position) === rest);
  expect(found, href).toHaveLength(1);
  return found[0]?.target ?? "";
}

const url = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.constantFrom(...attacks),
  fc.constantFrom(
    "https://shop.example/p/1",
    "https://shop.example/p/1?utm_source=own#x",
    "HTTPS://SHOP.EXAMPLE/?",
    "",
  ),
  fc.constantFrom(
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example/",
    "/p/1",
    "shop.example",
    "mailto:a@b.example",
  ),
  fc.constantFrom(
    " https://shop.example/ü b ",
    "https://shop.example/?a&#frag",
    "http://",
    "https://a@b.example/'\"<>",
  ),
);
const word = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom("..", "a/b c", "&amp;", ...attacks),
);
const attributes = fc.record(
  {
    ...{ own: url, name: word, subject: word, vip: fc.boolean() },
    products: fc.array(
      fc.record({ url, title: word, more: fc.array(fc.record({ sku: word }), { maxLength: 3 }) }),
      {
        maxLength: 5,
      },
    ),
  },
  { requiredKeys: ["products"] },
);

describe("tracked links", () => {
  it.each([
    ["without campaign parameters", plain],
    ["with campaign parameters", tagged],
    ["of declared fields", typed],
  ])("lead exactly where the untracked mail does, %s", (_, program) => {
    fc.assert(
      fc.property(attributes, (given) => {
        const tracked = render(
          program,
          recipient(given, { tracking: { opens: false, clicks: true } }),
        );
        const untracked = render(program, recipient(given));
        expect(tracked.rendered).toBe(untracked.rendered);
        if (!tracked.rendered || !untracked.rendered) return;
        const { links = [] } = tracked;
        expect(untracked.links).toEqual([]);
        expect(untracked.html + untracked.text).not.toContain(base);
        const said = findLinks(untracked.html);
        const led = findLinks(tracked.html);
        expect(led.length).toBe(said.length);
        for (const [index, href] of led.entries()) {
          const wanted = said[index]?.trim() ?? "";
          expect(href.startsWith(base) ? readTarget(links, href) : href.trim()).toBe(wanted);
        }
        const text = tracked.text.replace(new RegExp(`${base}(\\d+)`, "g"), (href) =>
          readTarget(links, href),
        );
        expect(closeBrackets(text)).toBe(closeBrackets(untracked.text));
        for (const { position, link, target } of links) {
          expect(target).toMatch(/^https?:\/\//i);
          expect(program.links[link]?.tracked).toBe(true);
          expect(position < program.links.length).toBe(program.links[link]?.target !== null);
          expect(position < program.links.length ? position : link).toBe(link);
        }
        expect(new Set(links.map(({ position }) => position)).size).toBe(links.length);
      }),
      { numRuns: propertyRuns(400) },
    );
  });

  it("are all of the links to the web, and no others", () => {
    const products = [
      { url: "https://shop.example/p/1", title: "One", more: [{ sku: "a" }, { sku: "b" }] },
    ];
    const { html, links } = opened(
      plain,
      { own: "https://me.example/", name: "Ann", products },
      true,
    );
    const left = findLinks(html).filter((href) => !href.startsWith(base));
    expect(left).toEqual([
      "https://shop.example/quiet",
      "mailto:us@shop.example?subject=",
      "#top",
      "https://me.example/",
      "https://mail.example/u/1",
      "https://mail.example/v/1",
    ]);
    expect(links.map(({ target }) => target)).toEqual([
      "https://shop.example/sale?a=1&b=2#top",
      "https://me.example/",
      "https://me.example/?ref=mail#Ann",
      "https://shop.example/Ann/x?q=&r=1",
      "https://me.example/",
      "https://shop.example/",
      "https://me.example/",
      "https://shop.example/p/1",
      "https://shop.example/p/1",
      "https://shop.example/p/a",
      "https://shop.example/p/b",
    ]);
  });

  it("hold nothing of the recipient themselves", () => {
    const products = [
      { url: "https://shop.example/p/secret1", title: "t", more: [{ sku: "secret2" }] },
    ];
    const { html } = opened(
      tagged,
      { own: "https://me.example/secret3", name: "secret4", products },
      true,
    );
    const tracking = findLinks(html).filter((href) => href.startsWith(base));
    expect(tracking.length).toBeGreaterThan(8);
    for (const href of tracking)
      expect(href).toMatch(/^https:\/\/track\.example\/c\/TOKEN\/\d{1,3}$/);
  });

  it("share a position between HTML and text, where equal items of a list have each their own", () => {
    const products = ["1", "2", "2"].map((id) => ({
      url: `https://shop.example/p/${id}`,
      title: id,
      more: [],
    }));
    const { html, text, links } = opened(plain, { products }, true);
    const inHtml = new Set(html.match(/TOKEN\/\d+/g));
    for (const position of text.match(/TOKEN\/\d+/g) ?? []) expect(inHtml).toContain(position);
    // The picture of a product leads there as well, but is not in the text: its link is another.
    const places = [...text.matchAll(/\d \[[^\]]*TOKEN\/(\d+)\]/g)].map((match) =>
      Number(match[1]),
    );
    const namesOf = places.map(
      (place) => plain.links[links.find(({ position }) => position === place)?.link ?? -1]?.name,
    );
    expect(namesOf).toEqual(["product", "product", "product"]);
    expect(new Set(places).size).toBe(3);
    expect(links.every(({ position }) => inHtml.has(`TOKEN/${position}`))).toBe(true);
  });

  it("are one and the same list for every recipient of a mail without links of their own", async () => {
    const one =
      "<mjml><mj-body><mj-section><mj-column><mj-text>{{name}} {{LINK}}</mj-text></mj-column></mj-section></mj-body></mjml>";
    const program = await compiled({
      messageClass: "service",
      mjml: one.replace(
        "{{LINK}}",
        '<a href="https://shop.example/">x</a> <a href="https://shop.example/" data-no-track>y</a>',
      ),
    });
    const [ann, bob] = ["Ann", "Bob"].map((name) => opened(program, { name }, true).links);
    expect(ann).toBe(bob);
    expect(ann).toEqual([{ position: 0, link: 0, target: "https://shop.example/" }]);
    expect(Object.isFrozen(ann) && Object.isFrozen(ann?.[0])).toBe(true);
  });

  it("run out before a click link could not hold the number", async () => {
    const program = await compiled({
      messageClass: "service",
      mjml: '<mjml><mj-body><mj-raw>{{#each all}}<a href="{{this}}">x</a>{{/each}}</mj-raw></mj-body></mjml>',
    });
    const all = Array.from({ length: 100_002 }, (_, index) => `https://shop.example/${index}`);
    const { html, links } = opened(program, { all }, true);
    expect(links.at(-1)).toEqual({
      position: 99_999,
      link: 0,
      target: "https://shop.example/99998",
    });
    const hrefs = findLinks(html);
    expect(hrefs.at(-3)).toBe("https://shop.example/99999");
    expect(hrefs.at(-4)).toBe(`${base}99999`);
  });

  it("come with every way to render, equal to what is in that mail", () => {
    const products = ["1", "2"].map((id) => ({
      url: `https://shop.example/p/${id}`,
      title: id,
      more: [{ sku: id }],
    }));
    const buffer = renderBuffer();
    const envelope = {
      from: { address: "shop@example.com" },
      to: { address: "ann@example.com" },
      ...{ messageId: "<m@example.com>", date: 1_798_110_000_000 },
    };
    for (const clicks of [true, false]) {
      const who = recipient(
        { own: "https://me.example/", products },
        { tracking: { opens: true, clicks } },
      );
      const strings = opened(tagged, who.attributes, clicks);
      const owned = renderOwned(tagged, who);
      const json = renderJson(tagged, who);
      const message = renderMessage(tagged, who, envelope);
      expect(renderBytes(tagged, who, buffer)).toBe(true);
      const pooled = renderedLinks(buffer);
      expect(pooled).toEqual(strings.links);
      expect(owned.rendered && owned.links).toEqual(strings.links);
      expect(json.rendered && json.links).toEqual(strings.links);
      const html = new TextDecoder().decode(renderedBytes(buffer, "html"));
      expect(findLinks(html)).toEqual(findLinks(strings.html));
      expect(message.rendered && message.links.length).toBe(strings.links.length);
      // Belongs to the caller: the next render does not change it.
      const kept = structuredClone(pooled);
      renderBytes(
        tagged,
        recipient({ products: [] }, { tracking: { opens: true, clicks } }),
        buffer,
      );
      expect(pooled).toEqual(kept);
    }
    renderBytes(tagged, recipient({ own: "https://me.example/", products }), buffer);
    expect(renderedLinks(buffer)).toEqual([]);
  });

  it("lead where a whole message, text first, says", () => {
    const products = ["1", "2", "1"].map((id) => ({
      url: `https://shop.example/p/${id}`,
      title: id,
      more: [{ sku: id }],
    }));
    const who = recipient(
      { own: "https://me.example/", products },
      { tracking: { opens: false, clicks: true } },
    );
    const message = renderMessage(tagged, who, {
      from: { address: "shop@example.com" },
      to: { address: "ann@example.com" },
      ...{ messageId: "<m@example.com>", date: 1_798_110_000_000, encoding: "quoted-printable" },
    });
    if (!message.rendered) throw new Error("not rendered");
    const raw = new TextDecoder().decode(message.raw).replace(/=\r\n/g, "").replace(/=3D/g, "=");
    const html = raw.slice(raw.indexOf("<!doctype html>"));
    const said = findLinks(opened(tagged, who.attributes, false).html);
    const led = findLinks(html).map((href) =>
      href.startsWith(base) ? readTarget(message.links, href) : href,
    );
    expect(led.map((href) => href.trim())).toEqual(said.map((href) => href.trim()));
  });
});

describe("campaign parameters of a link that is only whole when it is rendered", () => {
  const query = "utm_source=wellsent&utm%20medium=e%20mail%26more";
  it.each([
    ["https://me.example/", `https://me.example/?${query}`],
    ["https://me.example/?", `https://me.example/?${query}`],
    ["https://me.example/?a=1&", `https://me.example/?a=1&${query}`],
    ["https://me.example/p?a=1#b?c", `https://me.example/p?a=1&${query}#b?c`],
    [
      "https://me.example/?utm_source=mine",
      "https://me.example/?utm_source=mine&utm%20medium=e%20mail%26more",
    ],
    [
      "https://me.example/?utm%5Fsource=mine",
      "https://me.example/?utm%5Fsource=mine&utm%20medium=e%20mail%26more",
    ],
    ["https://me.example/?%=1", `https://me.example/?%25=1&${query}`],
    ["http://me.example", `http://me.example?${query}`],
    ["mailto:me@me.example", "mailto:me@me.example"],
    ["/relative", "/relative"],
    ["javascript:alert(1)", "#"],
  ])("are in %s once, in the mail and behind the click", async (own, wanted) => {
    const program = await compiled({
      ...{ messageClass: "service", utm },
      mjml: '<mjml><mj-body><mj-raw><a href="{{own}}">x</a></mj-raw></mj-body></mjml>',
    });
    const untracked = opened(program, { own }, false);
    expect(findLinks(untracked.html)).toEqual([wanted]);
    // For reading: an address without its scheme, and none that leads nowhere.
    const read = wanted === "#" ? "x" : `x [${wanted.replace("mailto:", "")}]`;
    expect(untracked.text).toBe(`${read}\n`);
    const { html, links } = opened(program, { own }, true);
    const [href = ""] = findLinks(html);
    expect(href.startsWith(base) ? readTarget(links, href) : href).toBe(wanted);
    expect(href.startsWith(base)).toBe(/^http/.test(wanted));
  });

  it("count in the worst size of a mail", async () => {
    const source = {
      ...({ id: "p", messageClass: "service", subject: "s" } as const),
      mjml: '<mjml><mj-body><mj-raw>{{#each all}}<a href="{{u}}">x</a>{{/each}}</mj-raw></mj-body></mjml>',
      fields: { all: field.list({ of: { u: field.url({ maxLength: 90 }) }, maxItems: 200 }) },
    };
    const big = { utm_content: "x".repeat(400) };
    const sizeIn = async (more: object): Promise<boolean> =>
      lintTemplate((await compileTemplate({ ...source, ...more })).program).some(({ code }) =>
        /SIZE/.test(code),
      );
    expect(await sizeIn({})).toBe(false);
    expect(await sizeIn({ utm: big })).toBe(true);
  });
});

describe("the locale of a link table", () => {
  it("is the one that the mail was rendered in", async () => {
    const program = async (locale: string) =>
      (
        await compileTemplate({
          ...{ id: "hi", messageClass: "service", subject: "s", locale },
          mjml: `<mjml><mj-body><mj-raw><a href="https://shop.example/${locale}">x</a></mj-raw></mj-body></mjml>`,
        })
      ).program;
    const renderer = templateRenderer({ templates: [await program("en"), await program("de")] });
    expect(renderer.template("hi")?.links).toEqual(["https://shop.example/en"]);
    expect(renderer.template("hi", "de-AT")?.links).toEqual(["https://shop.example/de"]);
    expect(renderer.template("hi", "sv")?.links).toEqual(["https://shop.example/en"]);
    expect(renderer.template("hi", null)?.links).toEqual(["https://shop.example/en"]);
    expect(renderer.template("hi", "de")?.locales).toEqual(["en", "de"]);
    const result = renderer.render(
      recipient({}, { template: "hi", locale: "de", tracking: { opens: false, clicks: true } }),
    );
    expect(result.rendered && result.links).toEqual([
      { position: 0, link: 0, target: "https://shop.example/de" },
    ]);
  });
});
