import assert from "node:assert/strict";
import {
  type LoadedProgram,
  loadProgram,
  type RenderInput,
  render,
  type TemplateProgram,
} from "@wellsent/templates";
import { renderBuffer, renderBytes, renderedBytes } from "@wellsent/templates/bytes";
import {
  compareMails,
  compareTexts,
  compileTemplate,
  textOracle,
} from "@wellsent/templates/compile";
import Handlebars from "handlebars";
import mjml2html from "mjml";
import type { Contender, Contest, Effort, Entry } from "../contest.ts";
import {
  artefactSize,
  collections,
  importTime,
  loadTime,
  typeCheckTime,
} from "../templates/footprint.ts";
import { messageContests } from "../templates/messages.ts";
import { joinWords, peerText } from "../templates/peer-text.ts";
import {
  handlebarsContext,
  linkPlaces,
  precompiledHandlebars,
  templateLiteral,
} from "../templates/peers.ts";
import { reactContest } from "../templates/react-mail.ts";
import {
  type Alphabet,
  type BenchTemplate,
  createPeople,
  isStandIn,
  listTemplates,
} from "../templates/sources.ts";

function over(people: readonly RenderInput[], work: (input: RenderInput) => unknown): Contender {
  return (iterations) => {
    let last: unknown;
    for (let done = 0; done < iterations; done++)
      last = work(people[done % people.length] as RenderInput);
    return last;
  };
}

function overAsync(
  people: readonly RenderInput[],
  work: (input: RenderInput) => Promise<unknown>,
): Contender {
  return async (iterations) => {
    let last: unknown;
    for (let done = 0; done < iterations; done++)
      last = await work(people[done % people.length] as RenderInput);
    return last;
  };
}

const html = ["html"] as const;
const text = ["text"] as const;
const decoder = new TextDecoder();
const standIn = isStandIn() ? "our own small template: ../shared/data/mjml is not there" : "";

export interface Ready {
  readonly template: BenchTemplate;
  readonly program: TemplateProgram;
  readonly loaded: LoadedProgram;
}

function ready(alphabet: Alphabet): Promise<readonly Ready[]> {
  return Promise.all(
    listTemplates(alphabet).map(async (template) => {
      const { program } = await compileTemplate(template.definition);
      return { template, program, loaded: loadProgram(program) };
    }),
  );
}

function bytesContest({ template, program, loaded }: Ready, alphabet: Alphabet): Contest {
  const people = createPeople(alphabet);
  const buffer = renderBuffer();
  const literal = templateLiteral(program, program.html);
  const pool = Buffer.allocUnsafe(1 << 20);
  return {
    name: `to bytes, ${alphabet}: ${template.name}`,
    ours: over(people, (input) => renderBytes(loaded, input, buffer, html)),
    peer: over(people, (input) => pool.write(literal(input), 0, "utf8")),
    peerName: "template literal and pooled UTF-8 write",
    goal: alphabet === "ascii" ? 1.5 : 5,
    unit: "mail",
    note: standIn,
    check: () => {
      const stock = precompiledHandlebars(program, program.html);
      for (const input of people) {
        assert(renderBytes(loaded, input, buffer, html), JSON.stringify(buffer.reasons));
        const ours = decoder.decode(renderedBytes(buffer, "html"));
        assert(ours.length > 5000);
        assert.equal(literal(input), ours);
        assert.equal(stock(input), ours);
        if (alphabet === "ascii") assert(/^[\0-\x7f]*$/.test(ours), "not all ASCII");
      }
    },
  };
}

async function naiveContest({ template }: Ready): Promise<Contest> {
  // MJML leaves its white space in the style sheets as well, so ours stays in, too.
  const { program } = await compileTemplate(template.definition, { minify: false });
  const loaded = loadProgram(program);
  const people = createPeople("unicode", "none");
  const buffer = renderBuffer();
  const handlebars = Handlebars.compile(template.handlebars);
  const naive = async (input: RenderInput): Promise<string> =>
    (await mjml2html(handlebars(handlebarsContext(input)), { fonts: {} })).html;
  return {
    name: `per recipient: ${template.name}`,
    ours: over(people, (input) => renderBytes(loaded, input, buffer, html)),
    peer: overAsync(people, naive),
    peerName: "Handlebars, then mjml2html",
    goal: 1,
    unit: "mail",
    note: standIn,
    check: async () => {
      for (const input of people.slice(0, 6)) {
        assert(renderBytes(loaded, input, buffer, html));
        assert.equal(
          compareMails(decoder.decode(renderedBytes(buffer, "html")), await naive(input)),
          null,
        );
      }
    },
  };
}

async function textContest({ template, loaded }: Ready): Promise<Contest> {
  const people = createPeople("unicode", "none");
  const buffer = renderBuffer();
  const oracle = await textOracle();
  const mails = people.map((input) => {
    const mail = render(loaded, input);
    assert(mail.rendered);
    return mail;
  });
  return {
    name: `text part: ${template.name}`,
    ours: over(people, (input) => renderBytes(loaded, input, buffer, text)),
    peer: (iterations) => {
      let last = "";
      for (let done = 0; done < iterations; done++)
        last = peerText(mails[done % mails.length]?.html ?? "");
      return last;
    },
    peerName: "html-to-text per recipient",
    goal: 1,
    unit: "text",
    note: "the peer is given its HTML",
    check: () => {
      for (const { text: ours, html: mail } of mails) {
        assert.equal(compareTexts(ours, oracle(mail)), null);
        assert.equal(joinWords(ours), joinWords(peerText(mail)));
      }
    },
  };
}

async function trackingContest({ template, loaded: plain }: Ready): Promise<Contest> {
  const { program } = await compileTemplate({
    ...template.definition,
    utm: { utm_source: "newsletter", utm_campaign: "sale" },
  });
  const loaded = loadProgram(program);
  const watched = createPeople("unicode", "all");
  const unwatched = createPeople("unicode", "none");
  const buffer = renderBuffer();
  return {
    name: `links tagged and tracked: ${template.name}`,
    ours: over(watched, (input) => renderBytes(loaded, input, buffer, html)),
    peer: over(unwatched, (input) => renderBytes(plain, input, buffer, html)),
    peerName: "the same render without",
    goal: 1 / 1.15,
    unit: "mail",
    note: `${program.links.length} links, pixel included`,
    check: () => {
      const first = render(loaded, watched[0] as RenderInput);
      const other = render(plain, unwatched[0] as RenderInput);
      assert(first.rendered && other.rendered);
      // Some of these designers tagged their links themselves; what is there already wins.
      assert(
        first.html.includes("https://go.example/c/") &&
          first.html.includes("https://go.example/o/"),
      );
      assert(!other.html.includes("go.example") && !other.html.includes("utm_campaign=sale"));
      assert(first.links?.every(({ target }) => target.includes("utm_source")));
      assert.equal(first.links?.length, program.links.filter(({ tracked }) => tracked).length + 3);
    },
  };
}

/**
 * All our link work and some more, against nothing but the search and replacement in a finished
 * mail.
 */
async function regexContest({ template, program, loaded: whole }: Ready): Promise<Contest> {
  const tracked = program.links.flatMap(({ target, tracked: is }) =>
    is && target !== null ? [target] : [],
  );
  const anchors = tracked
    .map((target) => `<a href="${target.replaceAll("&", "&amp;")}">x</a>`)
    .join("");
  const own = `{{#each products}}<a href="{{url}}">x</a>{{/each}}`;
  const { program: bare } = await compileTemplate({
    ...template.definition,
    id: "links",
    messageClass: "service",
    subject: "x",
    mjml: `<mjml><mj-body><mj-raw>${anchors}${own}</mj-raw></mj-body></mjml>`,
  });
  const loaded = loadProgram(bare);
  const people = createPeople("unicode", "all");
  const buffer = renderBuffer();
  const mails = createPeople("unicode", "none").map((input) => {
    const mail = render(whole, input);
    return mail.rendered ? mail.html : "";
  });
  const places = linkPlaces(program);
  const rewrite = (mail: string, input: RenderInput): string => {
    const findPlace = places(input);
    return mail.replace(/(<a\b[^>]*?\shref=")([^"]*)"/g, (whole, before: string, href: string) => {
      const place = findPlace(href.replaceAll("&amp;", "&"));
      return place === undefined ? whole : `${before}${input.links.clickBase}${place}"`;
    });
  };
  return {
    name: `links by regex: ${template.name}`,
    ours: over(people, (input) => renderBytes(loaded, input, buffer, html)),
    peer: (iterations) => {
      let last = "";
      for (let done = 0; done < iterations; done++) {
        const at = done % people.length;
        last = rewrite(mails[at] ?? "", people[at] as RenderInput);
      }
      return last;
    },
    peerName: "search and replace in the finished mail",
    goal: 10,
    unit: "mail",
    note: `ours renders a mail of nothing but these ${tracked.length} links and four products'`,
    check: () => {
      for (const [at, input] of people.entries()) {
        const mail = render(whole, { ...input, tracking: { opens: false, clicks: true } });
        assert(mail.rendered);
        assert.equal(rewrite(mails[at] ?? "", input), mail.html);
        const links = render(loaded, input);
        assert(links.rendered);
        assert.equal(links.html.split(input.links.clickBase).length - 1, tracked.length + 4);
      }
    },
  };
}

function compileContest({ template }: Ready): Contest {
  return {
    name: `compile: ${template.name}`,
    ours: async (iterations) => {
      let last: unknown;
      for (let done = 0; done < iterations; done++)
        last = await compileTemplate(template.definition);
      return last;
    },
    peer: async (iterations) => {
      let last: unknown;
      for (let done = 0; done < iterations; done++)
        last = await mjml2html(template.handlebars, { fonts: {} });
      return last;
    },
    peerName: "MJML alone",
    goal: 1 / 3,
    unit: "template",
    check: async () => {
      const [one, two] = await Promise.all([
        compileTemplate(template.definition),
        compileTemplate(template.definition),
      ]);
      assert.equal(one.program.digest, two.program.digest);
    },
  };
}

export async function contests({ quick }: Effort): Promise<readonly Entry[]> {
  const unicode = await ready("unicode");
  const ascii = await ready("ascii");
  const [arturia] = unicode.filter(({ template }) => template.name === "arturia").concat(unicode);
  assert(arturia !== undefined);
  // The slow peers take milliseconds a mail: quick runs hold three templates against them.
  const some = quick ? unicode.filter((_, index) => index % 2 === 0) : unicode;
  return [
    ...unicode.map((each) => bytesContest(each, "unicode")),
    {
      name: "G1 to bytes, non-Latin-1 data, together",
      of: "to bytes, unicode",
      take: "geomean",
      goal: 8,
    },
    {
      name: "G1 to bytes, non-Latin-1 data, the least",
      of: "to bytes, unicode",
      take: "minimum",
      goal: 5,
    },
    ...ascii.map((each) => bytesContest(each, "ascii")),
    { name: "G1 to bytes, all ASCII, together", of: "to bytes, ascii", take: "geomean", goal: 2 },
    {
      name: "G1 to bytes, all ASCII, the least",
      of: "to bytes, ascii",
      take: "minimum",
      goal: 1.5,
    },
    ...(await Promise.all(some.map(naiveContest))),
    { name: "G2 per recipient, together", of: "per recipient", take: "geomean", goal: 500 },
    await reactContest(),
    ...(await messageContests(arturia)),
    ...(await Promise.all(some.map(textContest))),
    { name: "G5 text part, together", of: "text part", take: "geomean", goal: 80 },
    ...(await Promise.all(some.map(trackingContest))),
    {
      name: "G6 links tagged and tracked, together",
      of: "links tagged",
      take: "geomean",
      goal: 1 / 1.15,
    },
    await regexContest(arturia),
    collections(arturia),
    importTime(),
    ...artefactSize(),
    typeCheckTime(),
    loadTime(unicode.map(({ program }) => program)),
    ...some.map(compileContest),
  ];
}
