// How a text part is set for a recipient: what stands on lines of its own, what is counted, what is
// aligned.
import fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { renderOwned } from "../../src/bytes.js";
import { compareTexts, compileTemplate, textOracle } from "../../src/compile/index.js";
import { field } from "../../src/define/index.js";
import { loadProgram, render } from "../../src/index.js";
import { messageBuffer, renderJson, renderMessage } from "../../src/message.js";
import { loadedPart } from "../../src/render/loaded-program.js";
import { chunkText, textSink } from "../../src/render/text-layout.js";
import { recipient } from "../edge/assemble/recipient.js";
import { growsWithInput } from "../support/growth.js";

const fields = {
  items: field.list({ of: { name: field.text(), price: field.text({ optional: true }) } }),
  vip: field.bool({ optional: true }),
  note: field.text({ optional: true }),
  markup: field.html({ optional: true }),
};
const two = [
  { name: "Lamp", price: "120" },
  { name: "Chair for the garden", price: "9" },
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: marks are what it looks for.
const control = /[\x00-\x08\x0b\x0e-\x1f]/;

function body(inner: string): string {
  return `<mjml><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`;
}
function inText(inner: string): string {
  return body(`<mj-text>${inner}</mj-text>`);
}

async function loaded(mjml: string) {
  return loadProgram(
    (await compileTemplate({ id: "t", messageClass: "service", subject: "s", mjml, fields }))
      .program,
  );
}

/** The text part, once it was found to be what html-to-text makes of the HTML. */
async function renderText(mjml: string, attributes: Record<string, unknown> = {}): Promise<string> {
  const made = render(await loaded(mjml), recipient({ items: two, ...attributes }));
  if (!made.rendered) throw new Error(JSON.stringify(made.reasons));
  expect(compareTexts(made.text, (await textOracle())(made.html))).toBeNull();
  return made.text;
}

describe("a table of data", () => {
  it("has a line for each row, in aligned columns", async () => {
    const mjml = body(
      "<mj-table><tr><th>Item</th><th>Price</th></tr>{{#each items}}<tr><td>{{name}}</td><td>{{price}} €</td></tr>{{/each}}</mj-table>",
    );
    expect(await renderText(mjml)).toBe(
      "Item                  Price\nLamp                  120 €\nChair for the garden  9 €\n",
    );
    expect(await renderText(mjml, { items: [] })).toBe("Item  Price\n");
  });
  it("is told apart by bars where it is wide", async () => {
    const mjml = inText(
      `<table><tr><td>{{items.[0].name}}</td><td>${"long ".repeat(20)}</td></tr><tr><td>a</td><td>b</td></tr></table>`,
    );
    expect(await renderText(mjml)).toBe(`Lamp | ${"long ".repeat(20).trim()}\na | b\n`);
  });
  it("keeps its columns under what spans some of them", async () => {
    const mjml = inText(
      "<table><caption>Order</caption><tr><td rowspan='2'>A</td><td colspan='2'>b and c</td></tr><tr><td>d</td><td>e</td></tr><tr><td></td><td>f<br>g</td><td>h</td></tr></table>",
    );
    expect(await renderText(mjml)).toBe("Order\nA  b and c\n   d    e\n   f g  h\n");
  });
  it("lays out where it has one column, or lists in its cells", async () => {
    expect(
      await renderText(
        inText("<table><tr><td><p>a</p><p>b</p></td></tr><tr><td>c</td></tr></table>"),
      ),
    ).toBe("a\n\nb\nc\n");
    expect(
      await renderText(inText("<table><tr><td><ul><li>a</li></ul></td><td>b</td></tr></table>")),
    ).toBe(" * a\nb\n");
  });
  it("is none where its role says so, and still does not run together", async () => {
    const mjml = inText(
      "<table role='presentation'><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
    );
    expect(await renderText(mjml)).toBe("a b\nc d\n");
  });
});

describe("blocks", () => {
  it("of a loop stand apart, wherever the loop stands", async () => {
    const loop = "{{#each items}}<mj-text>{{name}}</mj-text>{{/each}}";
    expect(await renderText(body(loop))).toBe("Lamp\nChair for the garden\n");
    expect(await renderText(body(`<mj-text>x</mj-text>${loop}`))).toBe(
      "x\nLamp\nChair for the garden\n",
    );
  });
  it("leave no line where a recipient's data leaves no word in them", async () => {
    const mjml = inText(
      "<p>a</p><p> {{note}} </p><p>b {{note}}</p><div>{{#if vip}}c{{/if}}</div>d",
    );
    expect(await renderText(mjml)).toBe("a\n\nb\n\nd\n");
    expect(await renderText(mjml, { note: " x\n y", vip: true })).toBe(
      "a\n\nx y\n\nb x y\n\nc\nd\n",
    );
  });
  it("opened by one branch or the other are closed once", async () => {
    const mjml = inText(
      `{{#if vip}}<a href="https://v.test">{{else}}<a href="https://n.test">{{/if}}see</a> <b>x</b>`,
    );
    const made = await loaded(mjml);
    const texts = [true, false].map((vip) => {
      const mail = render(made, recipient({ items: [], vip }));
      return mail.rendered ? mail.text : "";
    });
    expect(texts).toEqual(["see [https://v.test] x\n", "see [https://n.test] x\n"]);
  });
});

describe("a list", () => {
  it("is counted for the recipient, from where it starts, in its own style", async () => {
    const list = (attributes: string): string =>
      inText(`<ol${attributes}>{{#each items}}<li>{{name}}</li>{{/each}}</ol>`);
    expect(await renderText(list(""))).toBe(" 1. Lamp\n 2. Chair for the garden\n");
    expect(await renderText(list(' type="a" start="26"'))).toBe(
      " z. Lamp\n aa. Chair for the garden\n",
    );
    expect(await renderText(list(' type="I" start="1949"'))).toBe(
      " MCMXLIX. Lamp\n MCML. Chair for the garden\n",
    );
    expect(await renderText(list(' start="{{items.length}}"'))).toBe(
      " 2. Lamp\n 3. Chair for the garden\n",
    );
  });
  it("in a list is counted on its own, and stands under its entry", async () => {
    const mjml = inText(
      "<ol>{{#each items}}<li>{{name}}<ol><li>x<p>more</p></li>{{#if @first}}<li>y</li>{{/if}}</ol></li>{{/each}}</ol>",
    );
    expect(await renderText(mjml)).toBe(
      " 1. Lamp\n    1. x\n\n       more\n\n    2. y\n 2. Chair for the garden\n    1. x\n\n       more\n",
    );
  });
});

describe("markup of a field", () => {
  it("is set with the mail around it", async () => {
    const markup =
      '<p>Hi<br>you</p><ul><li>a<li>b</ul><blockquote>c</blockquote>see <a href="https://a.test">this</a> &#7; end</i></div>';
    const mjml = inText("<p>before</p>{{{markup}}}<p>after</p>");
    const made = render(await loaded(mjml), recipient({ items: [], markup }));
    expect(made.rendered && made.text).toBe(
      "before\n\nHi\nyou\n\n * a\n * b\n\n> c\n\nsee this [https://a.test] &#7; end\n\nafter\n",
    );
  });
});

describe("what nobody sees", () => {
  it.each([
    ["words", '<span style="display:none">no</span>yes', "yes\n"],
    [
      "a preheader",
      '<div style="max-height:0; DISPLAY: none !important;"><p>no</p></div>yes',
      "yes\n",
    ],
    [
      "a cell",
      '<table><tr><td>a</td><td style="display: none">no</td><td>b</td></tr></table>',
      "a  b\n",
    ],
    [
      "a row",
      '<table><tr style="display:none;"><td>n</td><td>o</td></tr><tr><td>a</td><td>b</td></tr></table>',
      "a  b\n",
    ],
    ["an image", 'a<img alt="no" style="display:none">b', "ab\n"],
    ["elements in elements", 'a<b style="display:none">x<b>y</b>z<br></b>b', "ab\n"],
    ["nothing that is seen", '<span style="display:block">a</span>', "a\n"],
  ])("is left out: %s", async (_, html, text) => {
    expect(await renderText(inText(html))).toBe(text);
    if (!html.includes("<table"))
      expect(await renderText(inText("<div>{{{markup}}}</div>"), { markup: html })).toBe(text);
  });
});

describe("a value that was made to cost", () => {
  const many = 60_000;
  const pre = inText(
    "<pre>{{note}}</pre>{{{markup}}}<table><tr><td>{{{markup}}}</td><td>b</td></tr></table>",
  );
  it.each<[string, (size: number) => { readonly note: string } | { readonly markup: string }]>([
    ["spaces", (size) => ({ note: `a${" ".repeat(size)}b` })],
    ["tabs", (size) => ({ markup: `<pre>a${"\t".repeat(size)}b</pre>` })],
    ["line ends", (size) => ({ markup: `a${"<br>".repeat(size)}b` })],
    ["comments", (size) => ({ markup: `ab${"<!--".repeat(size)}` })],
    ["style sheets", (size) => ({ markup: `ab${"<style>".repeat(size)}` })],
    ["elements", (size) => ({ markup: `a${"<div>".repeat(size)}b${"</p>".repeat(size)}` })],
    ["lists", (size) => ({ markup: `a${"<ul><li>".repeat(size)}b` })],
  ])("is set in time that grows with it: %s", async (_, attributes) => {
    const program = await loaded(pre);
    const set = (size: number) => {
      const made = render(program, recipient({ items: two, ...attributes(size) }));
      expect(made.rendered && made.text).toMatch(/a[^a]*b/);
    };
    expect(await growsWithInput(many, set)).toBe(true);
  });
});

describe("accordions", () => {
  it("are read without what is there to click on", async () => {
    const mjml = body(
      "<mj-accordion><mj-accordion-element><mj-accordion-title>Why?</mj-accordion-title><mj-accordion-text>{{note}}.</mj-accordion-text></mj-accordion-element></mj-accordion>",
    );
    expect(await renderText(mjml, { note: "Because" })).toBe("Why?\n\nBecause.\n");
  });
});

describe("a text part that is set", () => {
  it("is the same for every target", async () => {
    const program = await loaded(
      inText(
        '<ol>{{#each items}}<li>{{name}} – <a href="https://a.test/{{@index}}">see</a></li>{{/each}}</ol><p>Ö {{note}}</p>',
      ),
    );
    const who = recipient(
      { items: two, note: "x\u0001\u0010y" },
      { tracking: { opens: true, clicks: true } },
    );
    const strings = render(program, who);
    const bytes = renderOwned(program, who);
    const json = renderJson(program, who);
    if (!strings.rendered || !bytes.rendered || !json.rendered) throw new Error("not rendered");
    const decoder = new TextDecoder();
    expect(strings.text).toContain("Ö xy");
    expect(decoder.decode(bytes.text)).toBe(strings.text);
    expect(JSON.parse(decoder.decode(json.json))).toMatchObject({ text: strings.text });
    for (const encoding of ["quoted-printable", "base64"] as const) {
      const envelope = { from: { address: "a@b.example" }, to: { address: "a@b.example" } };
      const message = renderMessage(
        program,
        who,
        { ...envelope, messageId: "<a@b>", date: 0, encoding },
        messageBuffer(),
      );
      if (!message.rendered) throw new Error("not rendered");
      const { text = "" } = await PostalMime.parse(message.raw.slice());
      expect(text.trimEnd()).toBe(strings.text.trimEnd());
    }
  });

  it("leaves nothing to decide for a recipient of what is the same for all", async () => {
    const inner =
      '<h1>Hello {{note}}</h1><p>A<br>b <a href="https://e.test/?a=1">words</a></p><div><p>C</p></div>' +
      '<p><a href="https://e.test/b"><img src="https://e.test/i.png" alt=""></a></p>';
    const { program } = await compileTemplate({
      id: "t",
      messageClass: "service",
      subject: "s",
      mjml: body(`<mj-text>${inner}</mj-text><mj-button href="https://e.test/c">D</mj-button>`),
      fields,
    });
    // Line ends, which need no look at what is written before them.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: marks are.
    expect(program.text.segments.join("").replace(/\x03|\x17\d/g, "")).not.toMatch(control);
    expect(await renderText(body(`<mj-text>${inner}</mj-text>`), { note: "x" })).toBe(
      "Hello x\n\nA\nb words [https://e.test/?a=1]\n\nC\n\nhttps://e.test/b\n",
    );
    // A paragraph of one person's own, and a link whose words are.
    const own =
      "<p>{{note}}</p><ul><li><p>A</p>B</li></ul><p>{{#if vip}}x{{/if}}</p><pre>a <br>  b</pre>";
    for (const note of ["", "x  y", " "]) {
      for (const vip of [true, false])
        await renderText(inText(`${own}<a href="https://e.test/">{{note}}</a>`), { note, vip });
    }
  });

  it("comes to an end, without a mark, whatever marks there are", () => {
    const marks = fc.array(
      fc.oneof(
        fc.integer({ min: 0, max: 31 }).map((code) => String.fromCharCode(code)),
        fc.constantFrom("1", "2", "a", " ", "word", "\n", ",", "999999999", "\u00a0"),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(marks, (all) => {
        const sink = textSink();
        sink.segment(loadedPart([], [], [all.join("")], false), 0);
        let text = "";
        sink.finish((chunk) => {
          text += chunkText(chunk);
        });
        expect(text).not.toMatch(control);
        expect(text.endsWith("\n")).toBe(true);
        expect(text.length).toBeLessThan(100_000);
      }),
      { numRuns: 3000 },
    );
  });
});
