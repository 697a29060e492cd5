import type { TemplateProgram } from "../program/index.js";
import { type Client, clients } from "./clients.js";
import type { Finding, Remark } from "./finding.js";
import { flatten } from "./flatten.js";
import { outline } from "./outline.js";
import { clientSupport } from "./rules-clients.js";
import {
  alternativeTexts,
  darkMode,
  documentLanguage,
  headings,
  imageOnly,
  images,
  layoutTables,
  legibility,
  links,
} from "./rules-markup.js";
import { size, subjectLine, textPart } from "./rules-program.js";

export interface LintOptions {
  /** Mail clients that matter. Default: all that the table knows. */
  readonly clients?: readonly Client[];
  /** The MJML the program was made from: findings then carry a line of it. */
  readonly source?: string;
}

const order = { error: 0, warning: 1, info: 2 } as const;

/**
 * Looks a compiled template over, every branch of it, before anybody gets it. Build time: it parses
 * HTML. Findings come by severity; the same finding at several places comes once for each place
 * that can be told apart.
 */
export function lintTemplate(
  program: TemplateProgram,
  options: LintOptions = {},
): readonly Finding[] {
  const page = outline(flatten(program.html, program.fields));
  const markup = [
    documentLanguage(program.locale),
    alternativeTexts,
    images,
    links,
    headings,
    layoutTables,
    legibility,
    darkMode,
    imageOnly,
  ];
  const remarks: readonly Remark[] = [
    ...[size, textPart, subjectLine].flatMap((rule) => [...rule(program)]),
    ...[...markup, clientSupport(options.clients ?? clients)].flatMap((rule) => [...rule(page)]),
  ];
  const found = new Map<string, Finding>();
  const seen = new Map<string, number>();
  const add = (finding: Finding): void => {
    found.set(`${finding.code} ${finding.line} ${finding.message}`, finding);
  };
  for (const { near, part = "html", ...remark } of remarks) {
    const key = `${remark.code} ${near}`;
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    add({ ...remark, part, line: lineOf(options.source, part, near, before) });
  }
  if (options.source !== undefined)
    for (const finding of missingAlternatives(options.source)) add(finding);
  return [...found.values()].sort((a, b) => order[a.severity] - order[b.severity]);
}

/**
 * Where the source holds the words or the address concerned: of several such places, the one in the
 * same order.
 */
function lineOf(
  source: string | undefined,
  part: string,
  near: string | undefined,
  nth: number,
): number | null {
  if (source === undefined || part !== "html" || near === undefined || near === "") return null;
  const lower = source.toLowerCase();
  const wanted = near.toLowerCase();
  const text = [wanted, wanted.replaceAll("&", "&amp;"), wanted.slice(0, 12)].find((some) =>
    lower.includes(some),
  );
  if (text === undefined) return null;
  let at = lower.indexOf(text);
  // Variants of a section repeat it: then its last place stands for the rest.
  for (let count = 0; count < nth; count++) {
    const next = lower.indexOf(text, at + text.length);
    if (next < 0) break;
    at = next;
  }
  return lineAt(source, at);
}

const lineAt = (source: string, at: number): number => source.slice(0, at).split("\n").length;

/**
 * MJML writes `alt=""`, "decoration", for an image whose author said nothing. Only the source
 * knows.
 */
function* missingAlternatives(source: string): Generator<Finding> {
  if (
    /<mj-(?:all|image|carousel-image)\b[^>]*\salt\s*=/.test(
      /<mj-attributes[\s\S]*?<\/mj-attributes>/.exec(source)?.[0] ?? "",
    )
  )
    return;
  for (const { 0: tag, index } of source.matchAll(/<mj-(?:carousel-)?image\b[^>]*>/g)) {
    if (/\salt\s*=/.test(tag)) continue;
    yield {
      code: "ALT_MISSING",
      severity: "error",
      part: "html",
      line: lineAt(source, index),
      message: "An image has no alternative text.",
      remedy: 'Say in alt what it shows; alt="" where it is decoration.',
    };
  }
}
