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
 * Looks a compiled template over, every branch of it, before anybody gets it. Build time: it parses HTML. Findings come
 * by severity; the same finding at several places comes once for each place that can be told apart.
 */
export function lintTemplate(program: TemplateProgram, options: LintOptions = {}): readonly Finding[] {
  const page = outline(flatten(program.html, program.fields));
  const markup = [documentLanguage, alternativeTexts, links, headings, layoutTables, legibility, darkMode, imageOnly];
  const remarks: readonly Remark[] = [
    ...[size, textPart, subjectLine].flatMap((rule) => [...rule(program)]),
    ...[...markup, clientSupport(options.clients ?? clients)].flatMap((rule) => [...rule(page)]),
  ];
  const found = new Map<string, Finding>();
  for (const { near, part = "html", ...remark } of remarks) {
    const finding: Finding = { ...remark, part, line: lineOf(options.source, part, near) };
    found.set(`${finding.code} ${finding.line} ${finding.message}`, finding);
  }
  return [...found.values()].sort((a, b) => order[a.severity] - order[b.severity]);
}

/** Where the source first holds the words or the address concerned. */
function lineOf(source: string | undefined, part: string, near: string | undefined): number | null {
  if (source === undefined || part !== "html" || near === undefined || near === "") return null;
  const lower = source.toLowerCase();
  const wanted = near.toLowerCase();
  const at = [wanted, wanted.replaceAll("&", "&amp;"), wanted.slice(0, 12)]
    .map((text) => lower.indexOf(text))
    .find((index) => index >= 0);
  return at === undefined ? null : source.slice(0, at).split("\n").length;
}
