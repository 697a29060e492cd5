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
export const sourcesOf = (
  given:
    | string
    | Pick<
        TemplateDefinition,
        "locale" | "locales" | "partials" | "subject" | "preheader" | "mjml" | "text"
      >,
  locale: string,
  shared: Readonly<Record<string, string>>,
): LintSources => {
  if (typeof given === "string") return { texts: { mjml: given }, partials: shared };
  const own = given.locales?.[locale] ?? given;
  const texts = Object.entries({
    mjml: own.mjml,
    subject: own.subject,
    preheader: own.preheader,
    text: own.text,
  }).flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
  return { texts: Object.fromEntries(texts), partials: { ...shared, ...given.partials } };
};

interface Stretch {
  /** Where it begins in the whole. */
  readonly at: number;
  readonly source: string;
  readonly text: string;
  /** Where it begins in its source. */
  readonly from: number;
}

/** One text with its partials put in where they are called: in the order of the mail it makes. */
export interface WholeSource {
  readonly text: string;
  placeAt(offset: number): SourcePlace;
}

/** A comment, or the call of a partial, in a block or not. */
const calls =
  /\{\{~?!--[\s\S]*?--~?\}\}|\{\{~?![^}]*\}\}|\{\{~?\s*#?>\s*(?:"([^"]+)"|'([^']+)'|\[([^\]]+)\]|([\w./-]+))[^}]*\}\}/g;

/** Longer than any mail: a template that calls itself again and again is cut there. */
const longest = 4_000_000;

export const wholeSource = (
  name: string,
  text: string,
  partials: Readonly<Record<string, string>>,
): WholeSource => {
  const stretches: Stretch[] = [];
  let whole = "";
  const put = (source: string, full: string, from: number, to: number): void => {
    if (to <= from) return;
    stretches.push({ at: whole.length, source, text: full, from });
    whole += full.slice(from, to);
  };
  const walk = (source: string, full: string, open: ReadonlySet<string>): void => {
    let at = 0;
    for (const match of full.matchAll(calls)) {
      const end = match.index + match[0].length;
      const called = match[1] ?? match[2] ?? match[3] ?? match[4];
      put(source, full, at, called === undefined ? match.index : end);
      at = end;
      const body =
        called !== undefined && Object.hasOwn(partials, called) ? partials[called] : undefined;
      if (called === undefined || body === undefined || open.has(called)) continue;
      if (whole.length + body.length < longest) walk(called, body, new Set([...open, called]));
    }
    put(source, full, at, full.length);
  };
  walk(name, text, new Set());
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
};
