import type { TemplateDefinition } from "../define/index.js";
import type { TemplateProgram } from "../program/index.js";
import type { ClientChoice } from "./clients.js";
import { darkImages } from "./dark-images.js";
import type { Finding, Remark } from "./finding.js";
import { flatten } from "./flatten.js";
import { locate } from "./locate.js";
import { outline } from "./outline.js";
import { requests } from "./requests.js";
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
import { readSources, type WholeSource, wholeSource } from "./sources.js";

export interface LintOptions {
  /** Mail clients that matter. Default: Gmail, Outlook, Apple Mail and Yahoo. */
  readonly clients?: readonly ClientChoice[];
  /**
   * `losses`: what some client asked about does not do and a reader therefore misses. `everything`:
   * also what clients do in part, and what only adds something where it works. Default `losses`.
   */
  readonly support?: "losses" | "everything";
  /**
   * What the program was made from, as it was given to `compileTemplate`; or its MJML alone.
   * Findings then say where, in partials as well.
   */
  readonly source?: TemplateDefinition | string;
  /** Partials given to `compileTemplate` as shared ones. */
  readonly partials?: Readonly<Record<string, string>>;
  /** The loader given to `compileTemplate`: faults in included files then have a place, too. */
  readonly includes?: (path: string) => string;
  /**
   * Hosts of the author's own, subdomains included: pictures and fonts from any other become
   * findings, and pictures from wherever data say. Empty: all hosts are others'.
   */
  readonly hosts?: readonly string[];
  /** Pictures that are not transparent, by address or the beginning of it. */
  readonly opaqueImages?: readonly string[];
}

const order = { error: 0, warning: 1, info: 2 } as const;

/**
 * Looks a compiled template over, every branch of it, before anybody gets it. Build time: it parses
 * HTML. Findings come by severity; the same finding at several places comes once for each place
 * that can be told apart.
 *
 * @example
 * lintTemplate(program, { source, clients: ["gmail", "outlook.windows"], hosts: ["shop.example"] })
 *
 * @throws TemplateError `TEMPLATE_LINT_CLIENT` where `clients` names none there is.
 */
export function lintTemplate(
  program: TemplateProgram,
  options: LintOptions = {},
): readonly Finding[] {
  const { source, partials = {}, hosts, opaqueImages = [] } = options;
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
    darkImages(opaqueImages),
    imageOnly,
    requests(hosts, program.fields),
    clientSupport(options),
  ];
  const remarks: readonly Remark[] = [
    ...[size, textPart, subjectLine].flatMap((rule) => [...rule(program)]),
    ...markup.flatMap((rule) => [...rule(page)]),
  ];
  if (source === undefined) return sorted(remarks.map((remark) => placed(remark, null)));
  const { texts, partials: called } = readSources(source, program.locale, partials);
  const mjml = wholeSource("mjml", texts["mjml"] ?? "", called, options.includes);
  const seen = new Map<string, number>();
  const findings = remarks.map((remark): Finding => {
    const { part = "html", near, code } = remark;
    if (part !== "html")
      return placed(
        remark,
        texts[part] === undefined ? null : { source: part, line: 1, column: 1 },
      );
    const key = `${code} ${near}`;
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return placed(remark, locate(mjml, near, before));
  });
  return sorted([...findings, ...missingAlternatives(mjml)]);
}

function placed(
  { near: _, part = "html", ...remark }: Remark,
  place: Pick<Finding, "source" | "line" | "column"> | null,
): Finding {
  return { ...remark, part, ...(place ?? { source: null, line: null, column: null }) };
}

/** By severity, and each once. */
export function sorted(findings: readonly Finding[]): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const finding of findings) {
    const { code, source, line, column, message } = finding;
    found.set(`${code} ${source} ${line} ${column} ${message}`, finding);
  }
  return [...found.values()].sort((a, b) => order[a.severity] - order[b.severity]);
}

/**
 * MJML writes `alt=""`, "decoration", for an image whose author said nothing. Only the source
 * knows.
 */
function* missingAlternatives({ text, placeAt }: WholeSource): Generator<Finding> {
  if (
    /<mj-(?:all|image|carousel-image)\b[^>]*\salt\s*=/.test(
      /<mj-attributes[\s\S]*?<\/mj-attributes>/.exec(text)?.[0] ?? "",
    )
  )
    return;
  for (const { 0: tag, index } of text.matchAll(/<mj-(?:carousel-)?image\b[^>]*>/g)) {
    if (/\salt\s*=/.test(tag)) continue;
    yield {
      code: "ALT_MISSING",
      severity: "error",
      part: "html",
      ...placeAt(index),
      message: "An image has no alternative text.",
      remedy: 'Say in alt what it shows; alt="" where it is decoration.',
    };
  }
}
