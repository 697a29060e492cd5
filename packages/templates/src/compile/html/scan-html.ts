import * as Escape from "../../program/escape.js";
import type { EscapeCode } from "../../program/index.js";
import { fault } from "../fault.js";
import { hasTokens } from "../pieces.js";
import type { StandingToken, TokenTable } from "../tokens.js";
import { attributeEscape, styleSheetEscape } from "./hole-escape.js";
import { holeWalk } from "./hole-walk.js";
import { type AttributeSpan, readAttributes, tagEnd, tagNameAt } from "./read-tag.js";

/** The value of a link's URL attribute in the HTML. */
export interface LinkSpan {
  readonly from: number;
  readonly to: number;
  readonly name: string | null;
  readonly untracked: boolean;
}

export interface ScannedHtml {
  /** The escape of every hole, in the order in which they stand. */
  readonly escapes: readonly EscapeCode[];
  readonly links: readonly LinkSpan[];
}

const linkTags = /^(?:a|area|v:[a-z]+)$/;
const rawText: ReadonlySet<string> = new Set([
  "style",
  "script",
  "title",
  "textarea",
  "xmp",
  "iframe",
  "noembed",
]);

/**
 * Walks tokenised HTML once, as a browser's tokeniser would, into conditional comments as Outlook
 * would, and says of each hole what it stands in.
 *
 * @throws TemplateError `TEMPLATE_HOLE_POSITION` where no escaping could make a value safe;
 * `TEMPLATE_BLOCK_CROSSES_ELEMENT` where a block's branches end in different contexts.
 */
export function scanHtml(
  html: string,
  tokens: readonly StandingToken[],
  table: TokenTable,
): ScannedHtml {
  const walk = holeWalk(html, tokens, table);
  const links: LinkSpan[] = [];
  let outlook = false;

  const pass = (from: number, to: number, context: string, how: EscapeCode): void =>
    walk.pass(from, to, `${context}${outlook}`, how);

  const attribute = (tag: string, { name, from, to }: AttributeSpan, tagAt: number): void => {
    if (!walk.holds(from, to)) return;
    const lower = name.toLowerCase();
    if (/^on/.test(lower) || lower === "srcdoc")
      walk.refuse(from, to, `A hole in ${lower} would be run as a script.`);
    if (
      lower === "http-equiv" ||
      (tag === "meta" && lower === "content" && /url\s*=/i.test(html.slice(from, to)))
    )
      walk.refuse(from, to, "A hole here could redirect the reader.");
    walk.settle(from, to, (before, refuse) => attributeEscape(lower, before, refuse));
    pass(from, to, `attribute ${tagAt} ${from} `, Escape.attribute);
  };

  const rawElement = (tag: string, from: number): number => {
    const end = new RegExp(`</${tag}`, "gi");
    end.lastIndex = from;
    const to = end.exec(html)?.index ?? html.length;
    if (tag === "title" || tag === "textarea") pass(from, to, `raw ${from}`, Escape.title);
    else if (tag === "style") {
      if (walk.holds(from, to)) walk.settle(from, to, styleSheetEscape);
      pass(from, to, `raw ${from}`, Escape.css);
    } else walk.refuse(from, to, `A hole in <${tag}> cannot be made safe.`);
    return to;
  };

  /** Looks without passing: the values come after. */
  const refuseOutsideQuotes = (
    tag: string,
    { name, at, from, to, quoted }: AttributeSpan,
  ): void => {
    if (hasTokens(name, table))
      walk.refuse(
        at,
        to,
        `A hole or block stands inside the tag <${tag}>, but not in an attribute's value.`,
      );
    if (!quoted && hasTokens(html.slice(from, to), table)) walk.refuse(from, to, needsQuotes(name));
  };

  const link = (attributes: readonly AttributeSpan[]): void => {
    const first = (wanted: string): AttributeSpan | undefined =>
      attributes.find(({ name }) => name.toLowerCase() === wanted);
    const href = first("href");
    if (href === undefined) return;
    const { name, from, to, quoted } = href;
    // The click URL is a hole, too.
    if (!quoted && to > from && html[from] !== "#")
      throw fault("TEMPLATE_HOLE_POSITION", needsQuotes(name), {
        source: "mjml",
        line: 1,
        column: 1,
      });
    const named = first("data-link");
    links.push({
      from,
      to,
      name: named === undefined ? null : html.slice(named.from, named.to),
      untracked: first("data-no-track") !== undefined,
    });
  };

  const startTag = (at: number): number => {
    const tag = tagNameAt(html, at).toLowerCase();
    const from = at + 1 + tag.length;
    walk.refuse(at, from, "A hole cannot name an element.");
    const end = tagEnd(html, from);
    const isLink = linkTags.test(tag);
    const attributes = isLink || walk.holds(from, end) ? readAttributes(html, from) : [];
    if (walk.holds(from, end)) {
      for (const span of attributes) refuseOutsideQuotes(tag, span);
      for (const span of attributes) attribute(tag, span, at);
    }
    if (isLink) link(attributes);
    return rawText.has(tag) ? rawElement(tag, end) : end;
  };

  const closingTag = (at: number): number => {
    const to = after(html, ">", at);
    walk.refuse(at, to, "A hole cannot stand inside a closing tag or declaration.");
    return to;
  };

  /** What begins with `<!`: comments, those that Outlook opens, declarations. */
  const declaration = (at: number): number => {
    const head = html.slice(at, at + 200);
    const conditional = /^<!--\[if[^\]]*\]>/i.exec(head);
    if (conditional !== null) {
      const from = at + conditional[0].length;
      const revealed = /^(?:<!)?--!?>/.exec(html.slice(from, from + 8));
      if (revealed !== null) return from + revealed[0].length;
      outlook = true;
      return from;
    }
    if (/^<!\[endif\]-->/i.test(head)) {
      outlook = false;
      return at + "<![endif]-->".length;
    }
    if (!head.startsWith("<!--")) return closingTag(at);
    const to = after(html, "-->", at + 4);
    walk.refuse(at, to, "A hole in a comment would be sent to everybody who looks.");
    return to;
  };

  let at = 0;
  while (at < html.length) {
    const next = html.indexOf("<", at);
    const to = next < 0 ? html.length : next;
    pass(at, to, "text", outlook ? Escape.conditionalComment : Escape.text);
    if (next < 0) break;
    const first = html[next + 1] ?? "";
    if (first === "!") at = declaration(next);
    else if (first === "/" || first === "?") at = closingTag(next);
    else at = /[a-zA-Z]/.test(first) ? startTag(next) : next + 1;
  }
  return { escapes: walk.escapes(), links };
}

function after(html: string, what: string, from: number): number {
  const at = html.indexOf(what, from);
  return at < 0 ? html.length : at + what.length;
}

function needsQuotes(attribute: string): string {
  return `The value of ${attribute} must be in quotes to hold a hole.`;
}
