import assert from "node:assert/strict";
import {
  Body,
  Button,
  Column,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Img,
  Link,
  Row,
  Section,
  Text,
} from "@react-email/components";
import { render as renderReact } from "@react-email/render";
import { loadProgram, type RenderInput } from "@wellsent/templates";
import { renderBuffer, renderBytes, renderedBytes } from "@wellsent/templates/bytes";
import { compileTemplate } from "@wellsent/templates/compile";
import { createElement as h, type ReactElement } from "react";
import type { Contest } from "../contest.ts";
import { createPeople } from "./sources.ts";

type Texts = Readonly<Record<string, string>>;

const products = 22;

function product(texts: Texts, index: number): ReactElement {
  return h(
    Section,
    { key: index, style: { padding: "12px 0" } },
    h(
      Row,
      null,
      h(
        Column,
        { width: 120 },
        h(Img, {
          src: `https://img.example/${index}.png`,
          width: 100,
          height: 100,
          alt: "",
          style: { borderRadius: "6px" },
        }),
      ),
      h(
        Column,
        null,
        h(
          Text,
          { style: { fontSize: "16px", fontWeight: 700, color: "#222222", margin: "0 0 4px" } },
          texts[`name${index}`],
        ),
        h(
          Text,
          { style: { fontSize: "14px", color: "#555555", margin: "0 0 8px" } },
          texts[`price${index}`],
        ),
        h(
          Button,
          {
            href: texts[`url${index}`],
            style: {
              background: "#0a5c36",
              color: "#ffffff",
              padding: "10px 18px",
              borderRadius: "4px",
            },
          },
          "Have a look",
        ),
      ),
    ),
  );
}

function mail(texts: Texts): ReactElement {
  return h(
    Html,
    { lang: "en" },
    h(Head, null),
    h(
      Body,
      { style: { backgroundColor: "#f4f4f4", fontFamily: "Arial, sans-serif" } },
      h(
        Container,
        { style: { backgroundColor: "#ffffff", padding: "24px" } },
        h(
          Heading,
          { as: "h1", style: { fontSize: "24px", color: "#111111" } },
          `Hello ${texts["firstName"]}!`,
        ),
        h(Text, null, "Things we think you will like, picked from what is new this week."),
        ...Array.from({ length: products }, (_, index) => product(texts, index)),
        h(Hr, null),
        h(Link, { href: "https://shop.example/sale" }, "Everything on sale"),
        h(
          Text,
          { style: { fontSize: "12px" } },
          `Sent to ${texts["email"]} by ${texts["company"]}.`,
        ),
        h(Link, { href: texts["unsubscribe"] }, "Unsubscribe"),
      ),
    ),
  );
}

function createTexts({ attributes, links }: RenderInput): Texts {
  const texts: Record<string, string> = { unsubscribe: links.unsubscribe };
  for (const name of ["firstName", "email", "company"])
    texts[name] = String(attributes[name] ?? "Łucja");
  const id = String(attributes["email"]);
  for (let index = 0; index < products; index++) {
    texts[`name${index}`] = `Röstung "${index}" Ł & Crema für ${texts["firstName"]}`;
    texts[`price${index}`] = `${10 + index},90 €`;
    texts[`url${index}`] = `https://shop.example/p/${id.replace("@", "-")}/${index}`;
  }
  return texts;
}

/** From the first table of the body on, without the comments that React leaves for itself. */
function content(html: string): string {
  return html
    .slice(html.indexOf("<!--body-->") >= 0 ? html.indexOf("<!--body-->") : html.indexOf("<body"))
    .replace(/<!--(?!\[if|<!\[endif\]).*?-->/g, (comment) =>
      comment.includes("[endif]") ? comment : "",
    )
    .replace(/^[\s\S]*?(?=<table[^>]*max-width:37\.5em)/, "")
    .replace(/Unsubscribe<\/a>[\s\S]*$/, "Unsubscribe</a>")
    .replace(/\s+/g, " ");
}

/**
 * The same words in the same markup: our template is made from what react-email gives for the names
 * of the fields.
 */
export async function reactContest(): Promise<Contest> {
  const people = createPeople("unicode", "none").map((input): RenderInput => {
    const { unsubscribe: _, ...attributes } = createTexts(input);
    return { ...input, attributes };
  });
  const names = Object.keys(createTexts(people[0] as RenderInput));
  const markup = content(
    await renderReact(mail(Object.fromEntries(names.map((name) => [name, `{{${name}}}`])))),
  );
  const end = "</td></tr></tbody></table>";
  const { program } = await compileTemplate(
    {
      id: "react",
      messageClass: "marketing",
      subject: "x",
      mjml: `<mjml><mj-body><mj-raw>${markup}${end}</mj-raw></mj-body></mjml>`,
    },
    { minify: false },
  );
  const loaded = loadProgram(program);
  const buffer = renderBuffer();
  const texts = people.map((input) => createTexts(input));
  return {
    name: "G3 the content of a react-email mail",
    ours: (iterations) => {
      let last = false;
      for (let done = 0; done < iterations; done++) {
        last = renderBytes(loaded, people[done % people.length] as RenderInput, buffer, ["html"]);
      }
      return last;
    },
    peer: async (iterations) => {
      let last = "";
      for (let done = 0; done < iterations; done++)
        last = await renderReact(mail(texts[done % texts.length] ?? {}));
      return last;
    },
    peerName: "@react-email/render",
    goal: 60,
    unit: "mail",
    note: `${products + 2} links; ${Math.round(markup.length / 1024)} KB of markup`,
    check: async () => {
      for (const [at, input] of people.slice(0, 8).entries()) {
        assert(renderBytes(loaded, input, buffer, ["html"]), JSON.stringify(buffer.reasons));
        const theirs = content(await renderReact(mail(texts[at] ?? {})));
        assert(theirs.length > 20_000, `${theirs.length} characters`);
        assert.equal(content(new TextDecoder().decode(renderedBytes(buffer, "html"))), theirs);
      }
    },
  };
}
