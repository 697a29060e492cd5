// What `verifyTemplate` has to understand of a template to be of use in a host's own CI.
import { describe, expect, it } from "vitest";
import { type VerifyOptions, verifyTemplate } from "../../src/compile/index.js";
import { field, type TemplateDefinition } from "../../src/define/index.js";
import { recipient } from "../edge/assemble/recipient.js";

function body(inner: string): string {
  return `<mjml><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`;
}
const people = [
  recipient({
    firstName: "Ann",
    url: "https://a.test/?a=1&b=2",
    vip: true,
    items: [{ t: "<x>" }, { t: "y" }],
  }),
  recipient({ lastName: "Lee & Co", url: "https://b.test/", items: [] }),
];

async function differences(
  mjml: string,
  more: Partial<TemplateDefinition> = {},
  options: VerifyOptions = {},
) {
  const made = await verifyTemplate(
    { id: "v", messageClass: "service", subject: "s", mjml, ...more },
    people,
    options,
  );
  expect(made.skipped).toEqual([]);
  expect(made.compared).toBe(people.length);
  return made.differences;
}

describe("verifyTemplate", () => {
  it("knows greetings, and the message's own links in every scope", async () => {
    const mjml = body(
      '<mj-text>{{salutation form="formal"}}, {{#each items}}{{salutation}} <a href="{{unsubscribe}}">x</a> <a href="{{viewInBrowser}}">{{t}}</a>{{/each}}</mj-text>',
    );
    expect(await differences(mjml)).toEqual([]);
  });
  it.each([
    body("<mj-text>x</mj-text>"),
    `<mjml><mj-head><mj-title>t</mj-title></mj-head><mj-body></mj-body></mjml>`,
  ])("knows preheaders, in %s", async (mjml) => {
    expect(await differences(mjml, { preheader: "For {{firstName}} & <all>" })).toEqual([]);
  });
  it("takes fields of any type, required ones and fallbacks of formatters included", async () => {
    const fields = {
      url: field.url(),
      firstName: field.name({ fallback: "there" }),
      items: field.list({ of: { t: field.html() }, maxItems: 5 }),
    };
    const mjml = body(
      `<mj-button href="{{url}}">x</mj-button><mj-text>{{upper firstName fallback="you"}} {{#each items}}{{{t}}}{{/each}}</mj-text>`,
    );
    expect(await differences(mjml, { fields })).toEqual([]);
  });
  it("takes colors of three digits for the six that MJML makes of them", async () => {
    const given = recipient({ color: "#1aF" });
    const mjml = body(
      '<mj-text color="{{color}}">x</mj-text><mj-button background-color="{{color}}">y</mj-button>',
    );
    const made = await verifyTemplate({ id: "v", messageClass: "service", subject: "s", mjml }, [
      given,
    ]);
    expect(made.differences).toEqual([]);
  });
  it("knows an element by another name where the recipient's is empty", async () => {
    const social = (inner: string): string => body(`<mj-social>${inner}</mj-social>`);
    expect(
      await differences(
        social(
          '<mj-social-element name="x" href="{{url}}" alt="{{firstName}}" />' +
            '<mj-social-element name="web" href="{{url}}" alt="{{#if vip}}{{lastName}}{{else}}{{firstName}}{{/if}}">{{#if vip}}{{lastName}}{{/if}}</mj-social-element>' +
            '{{#each items}}<mj-social-element name="github" href="{{@root.url}}" alt="{{@index}}" />{{/each}}' +
            '<mj-social-element name="xing" href="{{url}}" alt="{{firstName}} {{lastName}}">{{firstName}}{{phone}}</mj-social-element>',
        ),
      ),
    ).toEqual([]);
  });
  it("compares text parts, made of the mail or written by hand", async () => {
    const mjml = body(
      "<mj-text><ol>{{#each items}}<li>{{t}}</li>{{/each}}</ol></mj-text><mj-table>{{#each items}}<tr><td>{{t}}</td><td>{{@index}}</td></tr>{{/each}}</mj-table>",
    );
    expect(await differences(mjml)).toEqual([]);
    const text = "Dear {{lastName}},\n\n{{#each items}}\n - {{t}}\n{{/each}}  <{{url}}> & more";
    expect(await differences(mjml, { text })).toEqual([]);
    // MJML's XML writer makes `<td/>` of an empty cell, which would hold the next.
    const cells =
      "<mj-text><table><caption>All</caption>{{#each items}}<tr><td>{{#if @first}},{{/if}}</td><th>{{t}}</th></tr>{{/each}}</table></mj-text>";
    const written =
      '<mj-html-attributes><mj-selector path=".k"><mj-html-attribute name="data-id">1</mj-html-attribute></mj-selector></mj-html-attributes>';
    expect(
      await differences(body(cells).replace("<mjml>", `<mjml><mj-head>${written}</mj-head>`)),
    ).toEqual([]);
    // What only the text part says otherwise: a template prints no control character.
    const control = recipient({ ...people[0]?.attributes, firstName: "A\u0007nn" });
    const said = await verifyTemplate(
      {
        id: "v",
        messageClass: "service",
        subject: "s",
        mjml: body("<mj-text>x</mj-text>"),
        text: "{{firstName}}",
      },
      [control],
    );
    expect(said.differences).toEqual([
      { where: "text", compiled: "Ann", naive: "A\u0007nn", locale: "en", sample: 0 },
    ]);
  });
  it("keeps empty elements closed that MJML's inliner opens after its XML writer", async () => {
    const head =
      '<mj-head><mj-style inline="inline">.k{color:red}</mj-style><mj-html-attributes><mj-selector path=".k"><mj-html-attribute name="data-id">1</mj-html-attribute></mj-selector></mj-html-attributes></mj-head>';
    const mjml = body(
      '<mj-text css-class="k"><ol type="I">{{#each items}}<li>{{t}}</li>{{/each}}</ol><pre>{{lastName}}</pre><p>{{firstName}}</p> and <b>{{phone}}</b>.</mj-text>',
    ).replace("<mjml>", `<mjml>${head}`);
    const nobody = recipient({ lastName: "Li", items: [] });
    const source = { id: "v", messageClass: "service", subject: "s", mjml } as const;
    const made = await verifyTemplate(source, [nobody]);
    expect(made.differences).toEqual([]);
    expect(await differences(mjml)).toEqual([]);
  });
  it("takes shared partials, and locked ones called inside a loop", async () => {
    const shared = {
      partials: { legal: "<mj-text>{{firstName}}</mj-text>", row: "<mj-text>{{t}}</mj-text>" },
      locked: ["legal"],
    };
    const mjml = body("{{> legal}}{{#each items}}{{> row}}{{> legal}}{{/each}}");
    expect(await differences(mjml, {}, { shared })).toEqual([]);
  });
  it("takes includes: documents, elements, style sheets and HTML, with holes in them", async () => {
    const files: Readonly<Record<string, string>> = {
      "text.mjml": "<mj-text>Hi {{firstName}}</mj-text>",
      "page.mjml":
        '<mjml><mj-head><mj-style>.head{}</mj-style></mj-head><mj-body><mj-section><mj-column><mj-include path="text.mjml" /></mj-column></mj-section></mj-body></mjml>',
      "a.css": ".own{margin:0}",
      "a.html": "<tr><td>{{lastName}}</td></tr>",
    };
    const mjml = `<mjml><mj-body><mj-include path="page.mjml" />{{#if vip}}<mj-include path="page.mjml" />{{/if}}<mj-include path="a.css" type="css" /><mj-section><mj-column><mj-include path="a.html" type="html" /></mj-column></mj-section></mj-body></mjml>`;
    const includes = (path: string): string => files[path] ?? "";
    expect(await differences(mjml, {}, { includes })).toEqual([]);
    const partials = { own: '<mj-include path="text.mjml" />' };
    const shared = { partials: { legal: '<mj-include path="./text.mjml" />' }, locked: ["legal"] };
    expect(
      await differences(body("{{> own}}{{> legal}}"), { partials }, { includes, shared }),
    ).toEqual([]);
  });
});
