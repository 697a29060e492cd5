import { Parser } from "htmlparser2";
import PostalMime from "postal-mime";
import { renderBuffer, renderBytes, renderedBytes } from "../../src/bytes.js";
import { loadProgram, render } from "../../src/index.js";
import { type Envelope, renderMessage } from "../../src/message.js";
import { Escape } from "../../src/program/index.js";
import { assemble } from "../edge/assemble/assemble.js";
import { recipient } from "../edge/assemble/recipient.js";
import { attacks } from "./values.js";

type Shape = readonly {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
}[];

/** Every element, comment and end tag in order; text apart, as what a value may change. */
function readShape(html: string): {
  readonly structure: readonly string[];
  readonly elements: Shape;
  readonly text: string;
} {
  const structure: string[] = [];
  const elements: { tag: string; attributes: Record<string, string> }[] = [];
  let text = "";
  const parser = new Parser({
    onopentag(tag, attributes) {
      structure.push(`<${tag} ${Object.keys(attributes).sort().join(" ")}>`);
      elements.push({ tag, attributes });
    },
    onclosetag: (tag) => void structure.push(`</${tag}>`),
    oncomment: (data) =>
      void structure.push(
        `<!--${data.startsWith("[if mso]>") ? readShape(data.slice(9, -9)).structure.join("") : data}-->`,
      ),
    onprocessinginstruction: (name) => void structure.push(`<?${name}>`),
    oncdatastart: () => void structure.push("<![CDATA["),
    ontext: (chunk) => {
      text += chunk;
    },
  });
  parser.end(html);
  return { structure, elements, text };
}

const schemes = new Set(["https:", "http:", "mailto:", "tel:", "sms:"]);

/** A URL as a browser takes it: null where it stays within the mail. */
function readScheme(url: string): string | null {
  try {
    return new URL(url).protocol;
  } catch {
    return null;
  }
}

interface Context {
  readonly name: string;
  readonly escape: number;
  readonly before: string;
  readonly after: string;
  /** What of the values may be looked at besides the structure. */
  readonly faults?: (value: string, parsed: ReturnType<typeof readShape>) => string | null;
}

function readAttribute(parsed: ReturnType<typeof readShape>, tag: string, name: string): string {
  return parsed.elements.find((element) => element.tag === tag)?.attributes[name] ?? "";
}

function scheme(_: string, parsed: ReturnType<typeof readShape>): string | null {
  const url = readAttribute(parsed, "a", "href");
  const found = readScheme(url);
  return found === null || schemes.has(found) ? null : `scheme ${found}`;
}
/**
 * The template itself wrote the colon: whatever scheme that makes, it must not be one that runs or
 * reads something.
 */
function harmless(_: string, parsed: ReturnType<typeof readShape>): string | null {
  const found = readScheme(readAttribute(parsed, "a", "href"));
  return /^(?:javascript|vbscript|livescript|data|file|blob):$/.test(found ?? "")
    ? `scheme ${found}`
    : null;
}
function insideShop(_: string, parsed: ReturnType<typeof readShape>): string | null {
  const url = new URL(readAttribute(parsed, "a", "href"));
  return url.origin === "https://shop.example" && url.pathname.startsWith("/p/")
    ? null
    : `went to ${url.origin}${url.pathname}`;
}
function oneQuery(_: string, parsed: ReturnType<typeof readShape>): string | null {
  const url = new URL(readAttribute(parsed, "a", "href"));
  return [...url.searchParams.keys()].join() === "q,z" && url.hash === ""
    ? null
    : `query ${url.search}${url.hash}`;
}
function oneDeclaration(_: string, parsed: ReturnType<typeof readShape>): string | null {
  const style = readAttribute(parsed, "p", "style");
  return /^color:[^:;{}\\/@"'<>]*;margin:0$/.test(style) && !/url|expression|var|attr/i.test(style)
    ? null
    : `style ${style}`;
}

export const contexts: readonly Context[] = [
  { name: "text", escape: Escape.text, before: "<p>", after: "</p>" },
  { name: "compat in text", escape: Escape.compat, before: "<p>", after: "</p>" },
  { name: "compat in an attribute", escape: Escape.compat, before: '<p title="', after: '">x</p>' },
  { name: "attribute", escape: Escape.attribute, before: '<img alt="', after: '" src="x">' },
  {
    name: "title",
    escape: Escape.title,
    before: "<html><head><title>",
    after: "</title></head></html>",
  },
  {
    name: "url start",
    escape: Escape.urlStart,
    before: '<a href="',
    after: '">x</a>',
    faults: scheme,
  },
  {
    name: "url start, more after it",
    escape: Escape.urlStart,
    before: '<a href="',
    after: '/x?y=z">x</a>',
    faults: scheme,
  },
  {
    name: "url start, a colon after it",
    escape: Escape.urlStart,
    before: '<a href="',
    after: ':alert(1)">x</a>',
    faults: harmless,
  },
  {
    name: "url start in a CSS url",
    escape: Escape.urlStart,
    before: "<p style=\"background:url('",
    after: "')\">x</p>",
    faults: (_, parsed) =>
      /^background:url\('[^'"()\\\s]*'\)$/.test(readAttribute(parsed, "p", "style"))
        ? null
        : "left the CSS url",
  },
  {
    name: "url start in a style element",
    escape: Escape.plainUrlStart,
    before: "<style>p{background:url('",
    after: "')}</style>",
    faults: (_, parsed) =>
      /^p\{background:url\('[^'"()\\\s]*'\)\}$/.test(parsed.text) ? null : "left the CSS url",
  },
  {
    name: "url path",
    escape: Escape.urlPath,
    before: '<a href="https://shop.example/p/',
    after: '/buy">x</a>',
    faults: insideShop,
  },
  {
    name: "url path at the end",
    escape: Escape.urlPath,
    before: '<a href="https://shop.example/p/',
    after: '">x</a>',
    faults: insideShop,
  },
  {
    name: "url query",
    escape: Escape.urlQuery,
    before: '<a href="https://shop.example/?q=',
    after: '&amp;z=1">x</a>',
    faults: oneQuery,
  },
  {
    name: "css value",
    escape: Escape.css,
    before: '<p style="color:',
    after: ';margin:0">x</p>',
    faults: oneDeclaration,
  },
  {
    name: "css in a style element",
    escape: Escape.css,
    before: "<style>p{color:",
    after: ";margin:0}</style>",
  },
  {
    name: "class",
    escape: Escape.classes,
    before: '<p class="a ',
    after: '">x</p>',
    faults: (_, parsed) =>
      /^a [\w -]*$/.test(readAttribute(parsed, "p", "class")) ? null : "a class of odd characters",
  },
  {
    name: "conditional comment",
    escape: Escape.conditionalComment,
    before: "<!--[if mso]><p>",
    after: "</p><![endif]--><b>x</b>",
  },
];

const envelope: Envelope = {
  from: { address: "shop@example.com" },
  to: { address: "ann@example.com" },
  messageId: "<1@example.com>",
  date: 0,
};
const message = loadProgram(
  assemble({
    subject: ["Re: ", { value: { path: ["v"] }, escape: Escape.header }],
    html: ["<p>", { value: { path: ["v"] }, escape: Escape.text }, "</p>"],
    text: [
      { value: { path: ["v"] }, escape: Escape.plain },
      "\nhttps://shop.example/p/",
      { value: { path: ["v"] }, escape: Escape.plainUrlPath },
      "?q=",
      { value: { path: ["v"] }, escape: Escape.plainUrlQuery },
      " ",
      { value: { path: ["v"] }, escape: Escape.plainUrlStart },
      " end",
    ],
  }),
);

/**
 * Puts every value into every place, and lists where one came out of it. Runs in Vitest and in a
 * bare Node.
 */
export async function attackFaults(): Promise<{
  readonly tried: number;
  readonly faults: readonly string[];
}> {
  const faults: string[] = [];
  let tried = 0;
  const buffer = renderBuffer(16);
  for (const { name, escape: code, before, after, faults: more } of contexts) {
    const program = loadProgram(
      assemble({ html: [before, { value: { path: ["v"] }, escape: code }, after] }),
    );
    const benign = readShape(`${before}x${after}`).structure.join("");
    for (const value of attacks) {
      tried++;
      const who = recipient({ v: value });
      const result = render(program, who);
      if (!result.rendered) throw new Error("An attack value was not rendered.");
      const parsed = readShape(result.html);
      const note =
        parsed.structure.join("") === benign
          ? (more?.(value, parsed) ?? null)
          : `structure ${parsed.structure.join("")}`;
      if (note !== null) faults.push(`${name}: ${JSON.stringify(value)}: ${note}`);
      const written = result.html.slice(before.length, result.html.length - after.length);
      const forbidden =
        code === Escape.attribute
          ? /[<>"'`]/
          : code === Escape.conditionalComment
            ? /[<>"]|--/
            : /[<>"]/;
      if (forbidden.test(written))
        faults.push(`${name}: ${JSON.stringify(value)}: wrote ${written}`);
      renderBytes(program, who, buffer, ["html"]);
      const bytes = new TextDecoder().decode(renderedBytes(buffer, "html"));
      if (bytes !== result.html.replace(/\p{Surrogate}/gu, "\ufffd"))
        faults.push(`${name}: ${JSON.stringify(value)}: bytes differ`);
    }
  }
  for (const value of attacks) {
    tried++;
    for (const smtputf8 of [false, true]) {
      const made = renderMessage(message, recipient({ v: value }), {
        ...envelope,
        to: { address: "ann@example.com", name: value },
        smtputf8,
      });
      if (!made.rendered) throw new Error("An attack value was not rendered.");
      const mail = await PostalMime.parse(made.raw.slice());
      const keys = mail.headers.map((header) => header.key).join();
      if (keys !== "from,to,subject,date,message-id,mime-version,content-type")
        faults.push(`message: ${JSON.stringify(value)}: ${keys}`);
      if (mail.to?.length !== 1 || mail.to[0]?.address !== "ann@example.com")
        faults.push(`recipients: ${JSON.stringify(value)}`);
      if (mail.attachments.length !== 0 || !mail.text?.trimEnd().endsWith(" end"))
        faults.push(`parts: ${JSON.stringify(value)}`);
      if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(mail.subject ?? ""))
        faults.push(`subject: ${JSON.stringify(value)}`);
    }
  }
  return { tried, faults };
}
