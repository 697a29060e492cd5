import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { compileSms, compileTemplate } from "../../src/compile/index.js";
import { field } from "../../src/define/index.js";
import { type TemplateProgram, templateRenderer } from "../../src/index.js";
import { lintTemplate } from "../../src/lint/index.js";
import { renderMessage } from "../../src/message.js";
import { fallbackCounts } from "../../src/preview/index.js";
import { defineSms, loadSms, renderSms } from "../../src/sms/index.js";
import { recipient } from "../edge/assemble/recipient.js";
import { findFaults } from "../mime/inspect.js";
import { spring } from "../preview/gallery-programs.js";

const folder = fileURLToPath(new URL("../../../../../shared/data/mjml/", import.meta.url));
const there = existsSync(folder);
const names = there
  ? readdirSync(folder).filter((name) => name.endsWith(".mjml"))
  : ["skipped: ../shared/data/mjml is absent"];
const footer = `<mj-section><mj-column>
  <mj-text>Dear {{firstName fallback="friend"}},{{#if vip}} thank you for {{years}} years.{{/if}}</mj-text>
  {{#each items}}<mj-text><a href="https://shop.example/p/{{id}}?q={{title}}">{{title}}</a> {{price}}</mj-text>{{/each}}
  <mj-text><a href="{{unsubscribe}}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body>`;
const people = [
  recipient({
    firstName: "Łukasz",
    vip: true,
    years: 3,
    items: [{ id: "a/b c", title: "“Pot” & <saucer>", price: "9,90 €" }],
  }),
  recipient({ items: [] }, { tracking: { opens: true, clicks: true } }),
  recipient({
    firstName: "عبد الله 👋",
    items: [
      { id: "1", title: "x", price: 1 },
      { id: "2", title: "y\nz", price: 2 },
    ],
  }),
];
const envelope = {
  from: { address: "shop@example.com", name: "Der Shop für Ältere" },
  to: { address: "ann@example.com" },
  messageId: "<campaign.1@mail.example.com>",
  date: 1_798_110_000_000,
};
function lines(text: string | undefined): string {
  return (text ?? "").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
}

async function compiled(name: string): Promise<TemplateProgram> {
  const mjml = readFileSync(folder + name, "utf8").replace("</mj-body>", footer);
  const { program } = await compileTemplate({
    id: name,
    messageClass: "marketing",
    subject: "Für {{firstName fallback='dich'}} – neu",
    mjml,
  });
  return JSON.parse(JSON.stringify(program));
}

describe("designers' templates, from MJML to the mailbox", () => {
  it.skipIf(!there).each(names)(
    "%s arrives as it was rendered, in both encodings",
    async (name) => {
      const program = await compiled(name);
      const renderer = templateRenderer({ templates: [program] });
      const loaded = renderer.program(name, "en");
      if (loaded === undefined) throw new Error("no program");
      for (const who of people) {
        const request = { ...who, template: name };
        const strings = renderer.render(request);
        if (!strings.rendered) throw new Error(JSON.stringify(strings.reasons));
        for (const encoding of ["quoted-printable", "base64"] as const) {
          const message = renderMessage(loaded, request, { ...envelope, encoding });
          if (!message.rendered) throw new Error("not rendered");
          expect(findFaults(message.raw)).toEqual([]);
          const mail = await PostalMime.parse(message.raw);
          expect(mail.subject).toBe(strings.subject);
          expect(lines(mail.html)).toBe(lines(strings.html));
          expect(lines(mail.text)).toBe(lines(strings.text));
          expect(mail.from?.name).toBe(envelope.from.name);
        }
      }
    },
  );

  it.skipIf(!there).each(names)(
    "%s keeps every trace of measuring behind consent",
    async (name) => {
      const renderer = templateRenderer({ templates: [await compiled(name)] });
      const measured = renderer.render({
        ...recipient({ items: [] }, { tracking: { opens: true, clicks: true } }),
        template: name,
      });
      const left = renderer.render({ ...recipient({ items: [] }), template: name });
      if (!measured.rendered || !left.rendered) throw new Error("not rendered");
      expect(measured.html).toContain("https://track.example/o/TOKEN");
      expect(JSON.stringify(left)).not.toMatch(/track\.example|TOKEN/);
      const targets = renderer.template(name)?.links ?? [];
      const clicked = [...measured.html.matchAll(/https:\/\/track\.example\/c\/TOKEN\/(\d+)/g)].map(
        (match) => Number(match[1]),
      );
      for (const index of clicked) expect(targets[index]).toMatch(/^https?:/);
      expect(measured.html).toContain("https://mail.example/u/1");
    },
  );

  it.skipIf(!there).each(names)("%s is looked over by every rule without failing", async (name) => {
    const source = readFileSync(folder + name, "utf8");
    for (const finding of lintTemplate(await compiled(name), { source })) {
      expect(finding.code).toMatch(/^[A-Z_]+$/);
      expect(finding.remedy).not.toBe("");
    }
  });
});

describe("a template of our own", () => {
  it("is clean but for what it says about dark mode", async () => {
    const { program } = await compileTemplate(spring);
    expect(lintTemplate(program).map((finding) => finding.code)).toEqual(["DARK_MODE"]);
  });

  it("writes declared fields as their types say, and counts fallbacks beforehand", async () => {
    const { programs } = await compileTemplate(spring);
    const renderer = templateRenderer({ templates: programs });
    const items = [{ title: "Blue pot", price: { amount: 1990, currency: "EUR" } }];
    const ann = recipient({ firstName: "Ann", plan: "pro", items }, { template: "spring" });
    const result = renderer.render(ann);
    if (!result.rendered) throw new Error(JSON.stringify(result.reasons));
    expect(result.subject).toBe("Hi Ann, spring is here");
    expect(result.html).toContain("as a member you choose first");
    expect(result.html).toContain("€19.90");
    expect(result.text).toContain("€19.90");
    expect(result.html).toContain("https://shop.example/spring?list=1&amp;utm_source=spring");
    const program = renderer.program("spring", "en");
    if (program === undefined) throw new Error("no program");
    const test = recipient({ firstName: "TEST", plan: "free", items });
    expect(fallbackCounts(program, [ann, test])).toEqual({
      recipients: 2,
      rendered: 2,
      fallbacks: { salutation: 1, firstName: 1 },
      skipped: {},
    });
  });
});

describe("a text message", () => {
  it("goes from source to body in each locale", () => {
    const source = defineSms({
      id: "parcel",
      messageClass: "marketing",
      sender: "Shop",
      locales: {
        en: { text: "Hi {{firstName}}, {{count}} left" },
        de: { text: "Hallo {{firstName}}, noch {{count}}" },
      },
      fields: {
        firstName: field.name({ fallback: { en: "there", de: "du" } }),
        count: field.number(),
      },
    });
    const bodies = compileSms(source).programs.map((program) => {
      const rendered = renderSms(
        loadSms(JSON.parse(JSON.stringify(program))),
        recipient({ count: 3 }),
      );
      return rendered.rendered ? rendered.body : rendered.reasons;
    });
    expect(bodies).toEqual([
      "Shop: Hi there, 3 left\nReply STOP to opt out",
      "Shop: Hallo du, noch 3\nAbmelden: STOP antworten",
    ]);
  });

  it("is neither named nor ended twice where its text does so", () => {
    const source = defineSms({
      id: "a",
      messageClass: "marketing",
      sender: "Shop",
      text: "Your shop: sale! Out: {{unsubscribe}}",
    });
    const { program } = compileSms(source);
    expect(program).toMatchObject({ namesSender: true, optOut: "link" });
  });
});
