// Templates of partials times data, each as a text message and as a mail: what the renderer that
// ships prints is what Handlebars prints.
import Handlebars from "handlebars";
import type { compileSms, compileTemplate } from "../../src/compile/index.js";
import type { loadProgram, render } from "../../src/index.js";
import type { loadSms, renderSms } from "../../src/sms/index.js";
import {
  generatePartials,
  generatePartialsData,
  type PartialsTemplate,
  printed,
  printedWhole,
} from "./generate-partials.ts";
import { seeded } from "./random.ts";
import type { FuzzDifference } from "./run-fuzz.ts";
import { type Pair, shrunk } from "./shrink.ts";
import { findSituations, type Situation } from "./situations.ts";

/** Injected, so that the script can give the built one and the tests the source. */
export interface Subject {
  readonly compileSms: typeof compileSms;
  readonly compileTemplate: typeof compileTemplate;
  readonly loadProgram: typeof loadProgram;
  readonly loadSms: typeof loadSms;
  readonly render: typeof render;
  readonly renderSms: typeof renderSms;
}

export interface PartialsFuzzOptions {
  readonly subject: Subject;
  readonly seed: number;
  readonly pairs: number;
  readonly contextsPerTemplate: number;
  readonly onProgress?: (report: PartialsFuzzReport) => void;
}

export interface PartialsFuzzReport {
  pairs: number;
  templates: number;
  /**
   * Pairs that are not compared in one of the two: a message of too many parts, or Handlebars says
   * `[object Object]`, which no mail should.
   */
  unprintable: number;
  /** Templates refused, by code. */
  readonly refused: Record<string, number>;
  /** Templates compared that have each in them. */
  readonly reached: Partial<Record<Situation, number>>;
  /** The first of each template, made as small as it will go. */
  readonly differences: FuzzDifference[];
}

type Outcome =
  | { readonly printed: string }
  | { readonly refused: string }
  | { readonly unprintable: true };
type Lane = (data: Pair["data"]) => Outcome;
type Compiled = { readonly lanes: Readonly<Record<string, Lane>> } | { readonly refused: string };

/** A formatter of the host, for arguments that are computed. */
function mark(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? `${value}!` : "!";
}
const formatters = { mark: ([value]: readonly unknown[]): string => mark(value) };

const edge = "@@";
function between(text: string): string {
  return text.split(edge)[1] ?? text;
}

function input(attributes: Pair["data"]) {
  return {
    attributes: attributes as never,
    data: {},
    memberships: [],
    links: {
      unsubscribe: "",
      preferences: "",
      view: "",
      confirm: "",
      clickBase: "",
      openPixel: "",
    },
    tracking: { opens: false, clicks: false },
    at: 0,
  } as const;
}

/** White space at the end of a line and of the text: nobody sees it. */
function inText(text: string): string {
  return text.replace(/[ \t]+(?=\n|$)/g, "").trim();
}
/** How much white space stands together: no client shows it. */
function inMarkup(html: string): string {
  return html.replace(/\s+/g, " ").trim();
}

function readCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}

function sources({ main, partials }: PartialsTemplate) {
  return {
    main: printed(main),
    partials: Object.fromEntries(
      Object.entries(partials).map(([name, items]) => [name, printedWhole(items)]),
    ),
  };
}

async function compiled(subject: Subject, template: PartialsTemplate): Promise<Compiled> {
  const { main, partials } = sources(template);
  const base = { id: "fuzz", messageClass: "service", partials } as const;
  const helpers = Object.keys(formatters);
  try {
    const sms = subject.loadSms(
      subject.compileSms(
        {
          ...base,
          sender: "S",
          text: `S${edge}${main}${edge}`,
          maxSegments: 10,
          transliterate: false,
        },
        { helpers },
      ).program,
      { formatters },
    );
    const mail = subject.loadProgram(
      (
        await subject.compileTemplate(
          {
            ...base,
            subject: "s",
            mjml: `<mjml><mj-body><mj-section><mj-column><mj-text>${edge}${main}${edge}</mj-text></mj-column></mj-section></mj-body></mjml>`,
          },
          { helpers, escaping: "compat", minify: false },
        )
      ).program,
      { formatters },
    );
    return {
      lanes: {
        text(data) {
          const result = subject.renderSms(sms, input(data));
          return result.rendered ? { printed: between(result.body) } : { unprintable: true };
        },
        mail(data) {
          const result = subject.render(mail, input(data));
          return result.rendered ? { printed: between(result.html) } : { unprintable: true };
        },
      },
    };
  } catch (error) {
    const code = readCode(error);
    if (code?.startsWith("TEMPLATE_") === true) return { refused: code };
    throw error;
  }
}

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
  "&#x60;": "`",
  "&#x3D;": "=",
};

/** Handlebars told not to escape adds two numbers that stand side by side: `{{n}}{{n}}` is 4. */
function unescaped(html: string): string {
  return html.replace(
    /&(?:amp|lt|gt|quot|#x27|#x60|#x3D);/g,
    (entity) => entities[entity] ?? entity,
  );
}

function oracle(template: PartialsTemplate): (data: unknown) => string {
  const { main, partials } = sources(template);
  const handlebars = Handlebars.create();
  handlebars.registerHelper("mark", mark);
  for (const [name, text] of Object.entries(partials)) handlebars.registerPartial(name, text);
  const run = handlebars.compile(edge + main + edge);
  return (data) => {
    try {
      return between(run(data));
    } catch (error) {
      return `Handlebars throws: ${String(error).slice(0, 200)}`;
    }
  };
}

interface Compared {
  readonly unprintable: boolean;
  readonly difference: {
    readonly where: string;
    readonly ours: string;
    readonly handlebars: string;
  } | null;
}

function comparing(
  { lanes }: Extract<Compiled, { lanes: object }>,
  template: PartialsTemplate,
): (data: Pair["data"]) => Compared {
  const run = oracle(template);
  return (data) => {
    let unprintable = false;
    const html = run(structuredClone(data));
    if (html.includes("[object Object]")) return { unprintable: true, difference: null };
    for (const [where, lane] of Object.entries(lanes)) {
      const outcome = lane(data);
      if (!("printed" in outcome)) {
        unprintable = true;
        continue;
      }
      const seen = where === "text" ? inText : inMarkup;
      const ours = seen(outcome.printed);
      const handlebars = seen(where === "text" ? unescaped(html) : html);
      if (ours !== handlebars) return { unprintable, difference: { where, ours, handlebars } };
    }
    return { unprintable, difference: null };
  };
}

export async function runPartialsFuzz({
  subject,
  seed,
  pairs,
  contextsPerTemplate,
  onProgress,
}: PartialsFuzzOptions): Promise<PartialsFuzzReport> {
  const report: PartialsFuzzReport = {
    pairs: 0,
    templates: 0,
    unprintable: 0,
    refused: {},
    reached: {},
    differences: [],
  };
  const fails = async ({ template, data }: Pair): Promise<boolean> => {
    const made = await compiled(subject, template);
    return "lanes" in made && comparing(made, template)(data).difference !== null;
  };
  // A compiler that fails on everything, or refuses it, must not keep this from ending.
  for (
    let number = 0;
    report.pairs < pairs && report.differences.length < 20 && number < 3 * pairs;
    number++
  ) {
    // Each template has its own stream: it can be looked at without those before it.
    const own = seed + number * 7919;
    const random = seeded(own);
    const template = generatePartials(random);
    report.templates++;
    const made = await compiled(subject, template);
    if ("refused" in made) {
      report.refused[made.refused] = (report.refused[made.refused] ?? 0) + 1;
      continue;
    }
    for (const situation of findSituations(template))
      report.reached[situation] = (report.reached[situation] ?? 0) + 1;
    const compare = comparing(made, template);
    for (let index = 0; index < contextsPerTemplate; index++) {
      const data = generatePartialsData(random);
      const { unprintable, difference } = compare(data);
      report.pairs++;
      if (unprintable) report.unprintable++;
      if (difference === null) continue;
      const small = await shrunk({ template, data }, fails);
      const again = await compiled(subject, small.template);
      const seen =
        "lanes" in again ? comparing(again, small.template)(small.data).difference : difference;
      report.differences.push({
        template: number,
        source: sources(small.template),
        what: { seed: own, ...(seen ?? difference) },
        data: small.data,
      });
      break;
    }
    onProgress?.(report);
  }
  return report;
}
