import type { TemplateDefinition } from "../define/index.js";

/** Where something stands in what the author wrote. */
export interface SourcePlace {
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** What the author wrote of one locale, by the name findings give it; `mjml` with its partials. */
export interface LintSources {
  readonly texts: Readonly<Record<string, string>>;
  readonly partials: Readonly<Record<string, string>>;
}

/** Reads a definition for one locale. A string is the MJML alone. */
export function readSources(
  given:
    | string
    | Pick<
        TemplateDefinition,
        "locale" | "locales" | "partials" | "subject" | "preheader" | "mjml" | "text"
      >,
  locale: string,
  shared: Readonly<Record<string, string>>,
): LintSources {
  if (typeof given === "string") return { texts: { mjml: given }, partials: shared };
  const own = given.locales?.[locale] ?? given;
  const texts = Object.entries({
    mjml: own.mjml,
    subject: own.subject,
    preheader: own.preheader,
    text: own.text,
  }).flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
  return { texts: Object.fromEntries(texts), partials: { ...shared, ...given.partials } };
}

interface Stretch {
  /** Where it begins in the whole. */
  readonly at: number;
  readonly source: string;
  readonly text: string;
  /** Where it begins in its source. */
  readonly from: number;
}

interface Called {
  readonly source: string;
  readonly body: string;
  /** What the paths of includes in it begin at. */
  readonly folder: string;
}

/** As `posix.join`: a folder, ending in a slash, and a path from there. */
function joined(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}${path}`.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return (path.startsWith("/") ? "/" : "") + parts.join("/");
}

/** One text with its partials put in where they are called: in the order of the mail it makes. */
export interface WholeSource {
  readonly text: string;
  placeAt(offset: number): SourcePlace;
}

/** A comment, the call of a partial, in a block or not, or an include. */
const calls = new RegExp(
  [
    /\{\{~?!--[\s\S]*?--~?\}\}|\{\{~?![^}]*\}\}/,
    /\{\{~?\s*#?>\s*(?:"([^"]+)"|'([^']+)'|\[([^\]]+)\]|([\w./-]+))[^}]*\}\}/,
    /<mj-include\b[^<>]*?\spath\s*=\s*(?:"([^"]+)"|'([^']+)')[^<>]*>/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/** Longer than any mail: a template that calls itself again and again is cut there. */
const longest = 4_000_000;

/** @param load Gives the text of an included file by its path from the template. */
export function wholeSource(
  name: string,
  text: string,
  partials: Readonly<Record<string, string>>,
  load?: (path: string) => string,
): WholeSource {
  const stretches: Stretch[] = [];
  let whole = "";
  const put = (source: string, full: string, from: number, to: number): void => {
    if (to <= from) return;
    stretches.push({ at: whole.length, source, text: full, from });
    whole += full.slice(from, to);
  };
  const called = (match: RegExpExecArray, folder: string): Called | null => {
    const [, a, b, c, d, double, single] = match;
    const partial = a ?? b ?? c ?? d;
    if (partial !== undefined) {
      const body = Object.hasOwn(partials, partial) ? partials[partial] : undefined;
      return body === undefined ? null : { source: partial, body, folder };
    }
    const path = double ?? single;
    if (path === undefined || load === undefined) return null;
    const source = joined(folder, path);
    return { source, body: load(source), folder: source.replace(/[^/]*$/, "") };
  };
  const walk = (source: string, full: string, folder: string, open: ReadonlySet<string>): void => {
    let at = 0;
    for (const match of full.matchAll(calls)) {
      const end = match.index + match[0].length;
      const isComment = match.slice(1).every((group) => group === undefined);
      put(source, full, at, isComment ? match.index : end);
      at = end;
      const found = called(match, folder);
      if (found === null || open.has(found.source)) continue;
      if (whole.length + found.body.length < longest)
        walk(found.source, found.body, found.folder, new Set([...open, found.source]));
    }
    put(source, full, at, full.length);
  };
  walk(name, text, "", new Set());
  return {
    text: whole,
    placeAt(offset) {
      const stretch = stretches.findLast(({ at }) => at <= offset) ?? {
        ...{ at: 0, source: name, text, from: 0 },
      };
      const before = stretch.text.slice(0, stretch.from + offset - stretch.at);
      const lineStart = before.lastIndexOf("\n") + 1;
      return {
        source: stretch.source,
        line: before.split("\n").length,
        column: before.length - lineStart + 1,
      };
    },
  };
}
