import * as Escape from "../../program/escape.js";
import type { EscapeCode } from "../../program/index.js";
import { fault } from "../fault.js";
import { crossing, hasTokens, parsePieces } from "../pieces.js";
import { markOf, type TokenTable } from "../tokens.js";
import { plainUrl, urlEscape, urlScheme, walkPrefix } from "./url-context.js";

/** The value of a link's URL attribute in the HTML. */
export interface LinkSpan {
  readonly from: number;
  readonly to: number;
  readonly name: string | null;
  readonly untracked: boolean;
}

export interface ScannedHtml {
  /** The escape of the hole that begins at an offset. */
  readonly escapes: ReadonlyMap<number, EscapeCode>;
  readonly links: readonly LinkSpan[];
}

const urlAttributes: ReadonlySet<string> = new Set([
  "href",
  "src",
  "background",
  "action",
  "formaction",
  "cite",
  "poster",
  "longdesc",
  "data",
  "xlink:href",
]);
const safeSchemes: ReadonlySet<string> = new Set(["http", "https", "mailto", "tel", "sms", "cid"]);
const cssAttributes: ReadonlySet<string> = new Set(["bgcolor", "color", "fillcolor", "strokecolor", "bordercolor"]);
const linkTags = /^(?:a|area|v:[a-z]+)$/;
const rawText: ReadonlySet<string> = new Set(["style", "script", "title", "textarea", "xmp", "iframe", "noembed"]);

/**
 * Walks tokenised HTML once, as a browser's tokeniser would, into conditional comments as Outlook would, and says of each hole
 * what it stands in.
 *
 * @throws TemplateError `TEMPLATE_HOLE_POSITION` where no escaping could make a value safe; `TEMPLATE_BLOCK_CROSSES_ELEMENT` where a
 * block's branches end in different contexts.
 */
export const scanHtml = (html: string, table: TokenTable): ScannedHtml => {
  const escapes = new Map<number, EscapeCode>();
  const links: LinkSpan[] = [];
  const open: { readonly index: number; readonly at: string }[] = [];
  let outlook = false;

  const position = (index: number, why: string, remedy?: string): Error => {
    const { place } = table.held(index).node;
    return fault("TEMPLATE_HOLE_POSITION", why, place ?? { source: "mjml", line: 1, column: 1 }, remedy);
  };

  /** Every token between two offsets, in one context. */
  const tokens = (from: number, to: number, context: string, how: EscapeCode | ((index: number) => Error)): void => {
    for (const match of html.slice(from, to).matchAll(table.pattern)) {
      const index = Number(match[2]);
      const mark = markOf(match[1]);
      if (typeof how === "function") throw how(index);
      if (mark === "value") {
        if (!escapes.has(from + match.index)) escapes.set(from + match.index, checked(index, how));
        continue;
      }
      const at = `${context}${outlook}`;
      if (mark === "open") open.push({ index, at });
      else {
        const top = open.at(-1);
        const held = table.held(index);
        if (top?.index !== index || top.at !== at)
          throw crossing(held, held.node.place ?? { source: "mjml", line: 1, column: 1 });
        if (mark === "close") open.pop();
      }
    }
  };

  const checked = (index: number, how: EscapeCode): EscapeCode => {
    const held = table.held(index);
    if (held.kind !== "value" || !held.node.raw) return how;
    if (how !== Escape.text)
      throw position(index, "Markup of a field can only stand in text, and not in parts for Outlook only.");
    return Escape.html;
  };

  const attribute = (tag: string, name: string, from: number, to: number, tagAt: number): void => {
    const value = html.slice(from, to);
    if (!hasTokens(value, table)) return;
    const lower = name.toLowerCase();
    if (/^on/.test(lower) || lower === "srcdoc") {
      tokens(from, to, "", (index) => position(index, `A hole in ${lower} would be run as a script.`));
    }
    if (lower === "http-equiv" || (tag === "meta" && lower === "content" && /url\s*=/i.test(value))) {
      tokens(from, to, "", (index) => position(index, "A hole here could redirect the reader."));
    }
    const place = { source: "mjml", line: 1, column: 1 };
    walkPrefix(parsePieces(value, table, place), "", ({ index, at }, before) => {
      escapes.set(from + at, checked(index, attributeEscape(lower, before, index)));
    });
    tokens(from, to, `attribute ${tagAt} ${from} `, Escape.attribute);
  };

  const attributeEscape = (name: string, before: string, index: number): EscapeCode => {
    if (urlAttributes.has(name)) return ofUrl(before, index);
    if (name === "srcset") return ofUrl(before.replace(/^[\s\S]*(?:,\s*|\s)/, ""), index);
    if (name === "style") return cssEscape(before, index);
    if (name === "class") return Escape.classes;
    return cssAttributes.has(name) ? Escape.css : Escape.attribute;
  };

  /** `javascript:f({{x}})` runs what is put into it, and no escaping of URLs prevents that; `data:` may be a page. */
  const ofUrl = (before: string, index: number): EscapeCode => {
    const scheme = urlScheme(before);
    if (scheme === undefined || safeSchemes.has(scheme)) return urlEscape(before);
    throw position(index, `A hole in a ${scheme}: URL cannot be made safe.`);
  };

  const cssEscape = (before: string, index: number): EscapeCode => {
    const url = /url\(\s*(?:['"]|&quot;|&#39;)?([^)'"]*)$/i.exec(before)?.[1];
    if (url !== undefined) return ofUrl(url, index);
    if (/:[^;{}]*$/.test(before)) return Escape.css;
    throw position(
      index,
      "In CSS a hole can only be (part of) a property's value.",
      "Write the property out: color: {{accent}}.",
    );
  };

  const rawElement = (tag: string, from: number): number => {
    const end = new RegExp(`</${tag}`, "gi");
    end.lastIndex = from;
    const to = end.exec(html)?.index ?? html.length;
    if (tag === "title" || tag === "textarea") tokens(from, to, `raw ${from}`, Escape.title);
    else if (tag === "style") {
      const css = html.slice(from, to);
      const pieces = parsePieces(css, table, { source: "mjml", line: 1, column: 1 });
      walkPrefix(pieces, "", ({ index, at }, before) => {
        // No parser decodes entities in here: a URL stands bare.
        const how = cssEscape(before, index);
        escapes.set(from + at, checked(index, how === Escape.css ? how : plainUrl(how)));
      });
      tokens(from, to, `raw ${from}`, Escape.css);
    } else tokens(from, to, "", (index) => position(index, `A hole in <${tag}> cannot be made safe.`));
    return to;
  };

  const startTag = (at: number): number => {
    const name = /<([a-zA-Z][^\s/>]*)/y;
    name.lastIndex = at;
    const tag = (name.exec(html)?.[1] ?? "").toLowerCase();
    if (hasTokens(tag, table))
      tokens(at, at + 1 + tag.length, "", (index) => position(index, "A hole cannot name an element."));
    const found: { readonly name: string; readonly from: number; readonly to: number }[] = [];
    let from = at + 1 + tag.length;
    const part = /[\s/]*(?:(>)|([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?)/y;
    for (;;) {
      part.lastIndex = from;
      const match = part.exec(html);
      if (match === null) {
        from = html.length;
        break;
      }
      from = part.lastIndex;
      if (match[1] !== undefined) break;
      const attributeName = match[2] ?? "";
      if (hasTokens(attributeName, table)) {
        tokens(match.index, from, "", (index) =>
          position(index, `A hole or block stands inside the tag <${tag}>, but not in an attribute's value.`),
        );
      }
      const quoted = match[3] ?? match[4];
      if (quoted === undefined && hasTokens(match[5] ?? "", table)) {
        tokens(match.index, from, "", (index) =>
          position(index, `The value of ${attributeName} must be in quotes to hold a hole.`),
        );
      }
      const value = quoted ?? match[5] ?? "";
      const to = quoted === undefined ? from : from - 1;
      found.push({ name: attributeName, from: to - value.length, to });
    }
    for (const span of found) attribute(tag, span.name, span.from, span.to, at);
    if (linkTags.test(tag)) {
      const value = (wanted: string): string | null => {
        const span = found.find(({ name }) => name.toLowerCase() === wanted);
        return span === undefined ? null : html.slice(span.from, span.to);
      };
      const href = found.find(({ name }) => name.toLowerCase() === "href");
      if (href !== undefined) {
        links.push({
          from: href.from,
          to: href.to,
          name: value("data-link"),
          untracked: value("data-no-track") !== null,
        });
      }
    }
    return rawText.has(tag) ? rawElement(tag, from) : from;
  };

  let at = 0;
  while (at < html.length) {
    const next = html.indexOf("<", at);
    const to = next < 0 ? html.length : next;
    tokens(at, to, "text", outlook ? Escape.conditionalComment : Escape.text);
    if (next < 0) break;
    const rest = html.slice(next, next + 200);
    const conditional = /^<!--\[if[^\]]*\]>/i.exec(rest);
    if (conditional !== null) {
      at = next + conditional[0].length;
      const revealed = /^(?:<!)?--!?>/.exec(html.slice(at, at + 8));
      if (revealed !== null) at += revealed[0].length;
      else outlook = true;
    } else if (/^<!\[endif\]-->/i.test(rest)) {
      outlook = false;
      at = next + "<![endif]-->".length;
    } else if (rest.startsWith("<!--")) {
      const end = html.indexOf("-->", next + 4);
      at = end < 0 ? html.length : end + 3;
      tokens(next, at, "", (index) => position(index, "A hole in a comment would be sent to everybody who looks."));
    } else if (/^<[a-zA-Z]/.test(rest)) at = startTag(next);
    else if (/^<[!/?]/.test(rest)) {
      const end = html.indexOf(">", next);
      at = end < 0 ? html.length : end + 1;
      tokens(next, at, "", (index) => position(index, "A hole cannot stand inside a closing tag or declaration."));
    } else {
      at = next + 1;
    }
  }
  return { escapes, links };
};
