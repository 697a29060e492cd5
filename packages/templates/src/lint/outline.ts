import { Parser } from "htmlparser2";
import { urlsIn } from "./style-sheet.js";

/** An element with what stands in it, in order. */
export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly style: ReadonlyMap<string, string>;
  readonly parent: Element | null;
  readonly children: (Element | string)[];
}

export interface Outline {
  readonly root: Element;
  /** Every element in document order. */
  readonly elements: readonly Element[];
  /** The contents of all style elements. */
  readonly css: string;
  /** Background images that Outlook is given as VML. */
  readonly vml: ReadonlySet<string>;
  /** Addresses that only clients which read conditional comments fetch. */
  readonly commented: readonly string[];
}

/** In a comment for Outlook: pictures, and the style sheets of `<link>`. */
const loaded = /(?:\s(?:src|background)|<link\s(?:[^<>]*\s)?href)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

/** A style attribute, taken apart; the last of two equal properties holds, as in CSS. */
function declarations(style: string | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const declaration of (style ?? "").split(";")) {
    const colon = declaration.indexOf(":");
    if (colon > 0)
      found.set(
        declaration.slice(0, colon).trim().toLowerCase(),
        declaration
          .slice(colon + 1)
          .trim()
          .toLowerCase(),
      );
  }
  return found;
}

export function outline(html: string): Outline {
  const root: Element = {
    tag: "#document",
    attributes: {},
    style: new Map(),
    parent: null,
    children: [],
  };
  const elements: Element[] = [];
  let current = root;
  let css = "";
  const vml = new Set<string>();
  const commented: string[] = [];
  const parser = new Parser({
    onopentag(tag, attributes) {
      const element: Element = {
        tag,
        attributes,
        style: declarations(attributes["style"]),
        parent: current,
        children: [],
      };
      current.children.push(element);
      elements.push(element);
      current = element;
    },
    onclosetag() {
      current = current.parent ?? root;
    },
    oncomment(comment) {
      for (const match of comment.matchAll(
        /<v:(?:fill|image|rect|background)\b[^<>]*?\ssrc="([^"]*)"/g,
      ))
        vml.add(match[1] ?? "");
      for (const [, double, single] of comment.matchAll(loaded))
        commented.push(double ?? single ?? "");
      commented.push(...urlsIn(comment));
    },
    ontext(text) {
      if (current.tag === "style") css += text;
      else current.children.push(text);
    },
  });
  parser.end(html);
  return { root, elements, css, vml, commented };
}

/** White space as one space each, invisible fillers (preheaders are full of them) as none. */
export function visible(text: string): string {
  return text
    .replace(/(?:\u034f|\p{Cf})+/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The words somebody reads or hears in an element, alternative texts included. */
export function wordsIn(element: Element): string {
  const collect = (node: Element | string): string => {
    if (typeof node === "string") return node;
    if (node.tag === "img") return ` ${node.attributes["alt"] ?? ""} `;
    if (node.tag === "title" || node.tag === "style" || node.tag === "script" || isHidden(node))
      return "";
    return node.children.map(collect).join("");
  };
  return visible(collect(element));
}

export function isHidden(element: Element): boolean {
  const says = (property: string, value: string): boolean =>
    element.style.get(property)?.replace(/\s*!important$/, "") === value;
  return says("display", "none") || says("mso-hide", "all") || says("visibility", "hidden");
}

/** From the element itself outwards. */
export function ancestry(element: Element): readonly Element[] {
  const line: Element[] = [];
  for (let at: Element | null = element; at !== null; at = at.parent) line.push(at);
  return line;
}
