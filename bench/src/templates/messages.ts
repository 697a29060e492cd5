import assert from "node:assert/strict";
import { type LoadedProgram, loadProgram, type RenderInput } from "@wellsent/templates";
import { compileTemplate } from "@wellsent/templates/compile";
import { type Envelope, messageBuffer, renderMessage } from "@wellsent/templates/message";
import { load as loadHtml } from "cheerio";
import Handlebars from "handlebars";
import mjml2html from "mjml";
import { createTransport, type SendMailOptions } from "nodemailer";
import PostalMime, { type Email } from "postal-mime";
import type { Contest } from "../contest.ts";
import { joinWords, peerText } from "./peer-text.ts";
import { handlebarsContext, linkPlaces, precompiledHandlebars } from "./peers.ts";
import { type BenchTemplate, createPeople } from "./sources.ts";

interface Parts {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

const at = Date.UTC(2026, 10, 2, 12);

function listHeaders(
  input: RenderInput,
): readonly { readonly name: string; readonly value: string }[] {
  return [
    {
      name: "List-Unsubscribe",
      value: `<${input.links.unsubscribe}>, <mailto:leave@mail.example>`,
    },
    { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" },
  ];
}

const messageId = "<0123456789abcdef@mail.example>";
const from = { name: "Rösterei Łódź", address: "news@mail.example" };

function createEnvelope(input: RenderInput): Envelope {
  return {
    from,
    to: { address: String(input.attributes["email"]) },
    messageId,
    date: at,
    headers: listHeaders(input),
    encoding: "quoted-printable",
  };
}

const transport = createTransport({ streamTransport: true, buffer: true, newline: "windows" });

async function bySmtpLibrary(
  input: RenderInput,
  { subject, html, text }: Parts,
): Promise<Uint8Array> {
  const options: SendMailOptions = {
    from,
    to: String(input.attributes["email"]),
    subject,
    messageId,
    date: new Date(at),
    headers: listHeaders(input).map(({ name, value }) => ({ key: name, value })),
    html,
    text,
    textEncoding: "quoted-printable",
  };
  const { message } = await transport.sendMail(options);
  return message as Uint8Array;
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function compare(ours: Email, theirs: Email, wholeHtml: boolean): void {
  assert.equal(ours.subject, theirs.subject);
  assert.deepEqual(ours.from, theirs.from);
  assert.deepEqual(ours.to, theirs.to);
  assert.equal(ours.messageId, theirs.messageId);
  for (const name of ["list-unsubscribe", "list-unsubscribe-post"]) {
    const value = (mail: Email): string =>
      squeezed(mail.headers.find(({ key }) => key === name)?.value ?? "");
    assert.notEqual(value(ours), "");
    assert.equal(value(ours), value(theirs));
  }
  assert.equal(joinWords(ours.text ?? ""), joinWords(theirs.text ?? ""));
  if (wholeHtml) {
    assert.equal(ours.html?.trim(), theirs.html?.trim());
    return;
  }
  // A parser wrote the peer's HTML anew, so it is parsed again: the same words, links and pictures
  // in the same order.
  const seen = (html: string): readonly string[] => {
    const document = loadHtml(html);
    const attribute = (selector: string, name: string): readonly string[] =>
      document(selector)
        .toArray()
        .map((element) => document(element).attr(name) ?? "");
    return [
      document("body").text().replace(/\s+/g, ""),
      ...attribute("a[href]", "href"),
      ...attribute("img", "src"),
    ];
  };
  assert.deepEqual(seen(ours.html ?? ""), seen(theirs.html ?? ""));
}

interface Route {
  readonly name: string;
  readonly peerName: string;
  readonly goal: number;
  readonly wholeHtml: boolean;
  readonly parts: (input: RenderInput) => Parts | Promise<Parts>;
}

function listRoutes(template: BenchTemplate, loaded: LoadedProgram): readonly Route[] {
  const { program } = loaded;
  const html = precompiledHandlebars(program, program.html);
  const text = precompiledHandlebars(program, program.text);
  const subjectLine = precompiledHandlebars(program, program.subject);
  const naive = Handlebars.compile(template.handlebars);
  const places = linkPlaces(program);
  /** Links and pixel put in by a parser, the text made from the result. */
  const byParser = (mail: string, input: RenderInput): Parts => {
    const document = loadHtml(mail);
    const findPlace = places(input);
    const { links, tracking } = input;
    document("a[href]").each((_, anchor) => {
      const place = tracking.clicks ? findPlace(document(anchor).attr("href") ?? "") : undefined;
      if (place !== undefined) document(anchor).attr("href", `${links.clickBase}${place}`);
    });
    const plain = peerText(document.html());
    if (tracking.opens) {
      document("body").append(
        `<img src="${links.openPixel}" alt="" width="1" height="1" style="display:block">`,
      );
    }
    return { subject: subjectLine(input), html: document.html(), text: plain };
  };
  const unwatched = (input: RenderInput): RenderInput => ({
    ...input,
    tracking: { opens: false, clicks: false },
  });
  return [
    {
      name: "G4 whole message",
      peerName: "precompiled Handlebars and nodemailer",
      goal: 50,
      wholeHtml: true,
      parts: (input) => ({ subject: subjectLine(input), html: html(input), text: text(input) }),
    },
    {
      name: "G4 whole message, links and text per recipient",
      peerName: "precompiled Handlebars, cheerio, html-to-text, nodemailer",
      goal: 250,
      wholeHtml: false,
      parts: (input) => byParser(html(unwatched(input)), input),
    },
    {
      name: "G4 whole message, everything per recipient",
      peerName: "Handlebars, mjml2html, cheerio, html-to-text, nodemailer",
      goal: 500,
      wholeHtml: false,
      parts: async (input) =>
        byParser((await mjml2html(naive(handlebarsContext(input)), { fonts: {} })).html, input),
    },
  ];
}

export async function messageContests({
  template,
}: {
  readonly template: BenchTemplate;
}): Promise<readonly Contest[]> {
  const { program } = await compileTemplate(template.definition);
  const loaded = loadProgram(program);
  const people = createPeople("unicode", "all");
  const buffer = messageBuffer();
  return listRoutes(template, loaded).map(({ name, peerName, goal, wholeHtml, parts }) => ({
    name,
    ours: (iterations) => {
      let last: unknown;
      for (let done = 0; done < iterations; done++) {
        const input = people[done % people.length] as RenderInput;
        last = renderMessage(loaded, input, createEnvelope(input), buffer);
      }
      return last;
    },
    peer: async (iterations) => {
      let last: unknown;
      for (let done = 0; done < iterations; done++) {
        const input = people[done % people.length] as RenderInput;
        last = await bySmtpLibrary(input, await parts(input));
      }
      return last;
    },
    peerName,
    goal,
    unit: "message",
    note: `${template.name}; quoted-printable; neither signs`,
    check: async () => {
      for (const input of people.slice(0, 8)) {
        const ours = renderMessage(loaded, input, createEnvelope(input), buffer);
        assert(ours.rendered);
        const theirs = await bySmtpLibrary(input, await parts(input));
        compare(
          await PostalMime.parse(ours.raw.slice()),
          await PostalMime.parse(theirs),
          wholeHtml,
        );
      }
    },
  }));
}
