import { Parser } from "htmlparser2";
import { TemplateError } from "../../errors/index.js";
import { mapComments } from "../comments.js";
import type { Warn } from "../fault.js";
import { fault } from "../fault.js";
import type { Place } from "../ir.js";
import { limits } from "../limits.js";
import { crossing, hasTokens, parsePieces } from "../pieces.js";
import { type Flat, readMark, type TokenTable } from "../tokens.js";
import { elements } from "./attribute-table.js";

/** MJML with blocks as nodes between its elements. */
export type LayoutNode = ElementNode | BlockNode;

export interface ElementNode {
  readonly kind: "element";
  readonly tag: string;
  /** Raw values, entities and tokens as written. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly LayoutNode[];
  /** Of an ending tag: its inner HTML, as written. */
  readonly content: string | null;
  readonly place: Place;
}

export interface BlockNode {
  readonly kind: "block";
  readonly index: number;
  readonly body: readonly LayoutNode[];
  readonly otherwise: readonly LayoutNode[] | null;
}

interface OpenElement {
  kind: "element";
  tag: string;
  attributes: Record<string, string>;
  children: LayoutNode[];
  content: string | null;
  place: Place;
}

type OpenNode =
  | OpenElement
  | { kind: "block"; index: number; body: LayoutNode[]; otherwise: LayoutNode[] | null };

function isEnding(tag: string): boolean {
  return elements[tag]?.ending === true;
}

/** Elements whose text MJML reads although it parses inside them. */
const readsText: ReadonlySet<string> = new Set(["mj-html-attribute"]);

function isMjml(tag: string): boolean {
  return tag === "mjml" || tag.startsWith("mj-");
}

/** MJML's parser closes such an element where its parent ends, and loses what it held. */
function unclosed(tag: string, from: string, place: Place): TemplateError {
  const [, by] = /^<\/([\w-]+)/.exec(from) ?? [];
  return fault(
    "TEMPLATE_UNCLOSED",
    by === undefined
      ? `<${tag}> is never closed.`
      : `<${tag}> is not closed before </${by.slice(0, 40)}>.`,
    place,
    `Write </${tag}> where it ends, spelt as it began.`,
  );
}

/**
 * Reads MJML as MJML's parser reads it (the same library, the same options), and finds the block
 * tokens between elements.
 *
 * @throws TemplateError `TEMPLATE_BLOCK_CROSSES_ELEMENT`, `TEMPLATE_ATTR_POSITION`,
 * `TEMPLATE_STRAY_VALUE`, `TEMPLATE_UNCLOSED`, `TEMPLATE_MJML_ROOT`.
 */
export function parseLayout(flat: Flat, table: TokenTable, warn: Warn): ElementNode {
  const { text } = flat;
  const roots: LayoutNode[] = [];
  const stack: OpenNode[] = [];
  let ending = 0;
  let contentFrom = 0;
  const open: { readonly tag: string; readonly at: number }[] = [];

  const siblings = (): LayoutNode[] => {
    const top = stack.at(-1);
    if (top === undefined) return roots;
    return top.kind === "element" ? top.children : (top.otherwise ?? top.body);
  };

  const mark = (letter: string | undefined, index: number, place: Place): void => {
    const kind = readMark(letter);
    if (kind === "open") stack.push({ kind: "block", index, body: [], otherwise: null });
    else if (kind === "value") {
      throw fault(
        "TEMPLATE_STRAY_VALUE",
        "MJML drops what stands directly in this element.",
        place,
        "Put the hole into mj-text, mj-raw or an attribute.",
      );
    } else {
      const top = stack.at(-1);
      if (top?.kind !== "block" || top.index !== index) throw crossing(table.held(index), place);
      if (kind === "else") top.otherwise = [];
      else {
        stack.pop();
        siblings().push(top);
      }
    }
  };

  const structureText = (chunk: string, from: number): void => {
    const top = stack.at(-1);
    if (top?.kind === "element" && readsText.has(top.tag)) {
      top.content = `${top.content ?? ""}${chunk.trim()}`.trim();
      return;
    }
    if (chunk.trim() === "") return;
    let at = 0;
    const stray = (part: string, offset: number): void => {
      if (part.trim() === "" || stack.length === 0) return;
      const lead = part.length - part.trimStart().length;
      warn(
        "TEMPLATE_STRAY_TEXT",
        "MJML drops text that stands directly in this element.",
        flat.placeAt(from + offset + lead),
      );
    };
    for (const match of chunk.matchAll(table.pattern)) {
      stray(chunk.slice(at, match.index), at);
      mark(match[1], Number(match[2]), flat.placeAt(from + match.index));
      at = match.index + match[0].length;
    }
    stray(chunk.slice(at), at);
  };

  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        if (open.push({ tag, at: parser.startIndex }) > limits.elements) {
          throw fault(
            "TEMPLATE_TOO_DEEP",
            `Elements are nested more than ${limits.elements} deep.`,
            flat.placeAt(parser.startIndex),
          );
        }
        if (ending > 0) {
          if (isEnding(tag)) ending++;
          return;
        }
        const place = flat.placeAt(parser.startIndex);
        checkTag(tag, attributes, table, place);
        stack.push({
          kind: "element",
          tag,
          attributes: { ...attributes },
          children: [],
          content: null,
          place,
        });
        if (isEnding(tag)) {
          ending = 1;
          contentFrom = parser.endIndex + 1;
        }
      },
      onclosetag(tag, implied) {
        const at = open.pop()?.at ?? 0;
        const holder = stack.at(-1);
        const inRaw = ending > 0 && holder?.kind === "element" && holder.tag === "mj-raw";
        if (implied && at !== parser.startIndex && isMjml(tag) && (tag === "mj-raw" || !inRaw))
          throw unclosed(tag, text.slice(parser.startIndex), flat.placeAt(at));
        if (isEnding(tag)) ending = Math.max(0, ending - 1);
        if (ending > 0) return;
        const top = stack.at(-1);
        if (top?.kind === "block")
          throw crossing(table.held(top.index), flat.placeAt(parser.startIndex));
        if (top === undefined || top.tag !== tag) return;
        if (isEnding(tag) && parser.endIndex + 1 > contentFrom)
          top.content = sliceInner(text, tag, contentFrom, parser.endIndex);
        if (top.content !== null) top.content = settleContent(top.content, table, top.place, warn);
        stack.pop();
        siblings().push(top);
      },
      ontext(chunk) {
        if (ending === 0) structureText(chunk, parser.startIndex);
      },
      oncomment(data) {
        if (stack.length === 0) return;
        const place = flat.placeAt(parser.startIndex);
        const top = stack.at(-1);
        const around = ending > 0 && top?.kind === "element" ? top.tag : "";
        refuseSwallowed(data, around, place);
        if (ending > 0) return;
        const comment = keepComment(`<!--${data}-->`, table, place, warn);
        if (comment !== "") siblings().push(raw(comment, place));
      },
    },
    {
      recognizeCDATA: true,
      decodeEntities: false,
      recognizeSelfClosing: true,
      lowerCaseAttributeNames: false,
    },
  );
  parser.write(text);
  parser.end();
  const left = stack.at(-1);
  if (left?.kind === "block") throw crossing(table.held(left.index), flat.placeAt(0));
  const root = roots.find((node) => node.kind === "element");
  if (
    root?.kind !== "element" ||
    root.tag !== "mjml" ||
    roots.some((node) => node.kind === "block")
  ) {
    throw new TemplateError("TEMPLATE_MJML_ROOT", "The template is not one <mjml> element.", {
      source: "mjml",
      line: 1,
      column: 1,
    });
  }
  return root;
}

export function raw(content: string, place: Place): ElementNode {
  return {
    kind: "element",
    tag: "mj-raw",
    attributes: {},
    children: [],
    content,
    place,
  };
}

/**
 * MJML's own cut: up to the last closing tag of that name, white space trimmed. Nothing for a
 * self-closed element.
 */
function sliceInner(text: string, tag: string, from: number, to: number): string | null {
  const whole = text.substring(from, to).trim();
  const inner = whole.substring(0, whole.lastIndexOf(`</${tag}`));
  return inner === "" ? null : inner.trim();
}

function checkTag(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  table: TokenTable,
  place: Place,
): void {
  const position =
    hasTokens(tag, table) || Object.keys(attributes).some((name) => hasTokens(name, table));
  if (position) {
    throw fault(
      "TEMPLATE_ATTR_POSITION",
      `A hole or block stands inside the tag <${tag.replace(table.pattern, "…")}>, but not in the value of an attribute.`,
      place,
      "Put the block inside the attribute's quotes, or around the whole element.",
    );
  }
  for (const value of Object.values(attributes)) parsePieces(value, table, place);
}

/**
 * To MJML's parser a comment ends at `-->` and nowhere else, so one that is open at the end of an
 * mj-raw goes on to the next: what stands between is in no mail.
 *
 * @throws TemplateError `TEMPLATE_COMMENT_SWALLOWS`.
 */
function refuseSwallowed(comment: string, around: string, place: Place): void {
  const lower = comment.toLowerCase();
  const closed = around !== "" && lower.includes(`</${around}`);
  if (!closed && !(around === "" && /^\[if\b/.test(lower) && /<mj-/.test(lower))) return;
  throw fault(
    "TEMPLATE_COMMENT_SWALLOWS",
    "A comment goes on over elements of MJML, which no mail would show.",
    place,
    "End each comment in the mj-raw it begins in: <!--[if mso]><table><tr><td><![endif]-->. For all but Outlook, write <!--[if !mso]><!--> and <!--<![endif]-->.",
  );
}

/** Outlook's comments and their counterparts (`<!--[if mso]>`, `<!--<![endif]-->`, `<!-->`). */
const outlooks = /^<!--(?:\[if|>|<!\[endif)/;

function settleContent(content: string, table: TokenTable, place: Place, warn: Warn): string {
  parsePieces(content, table, place);
  if (!hasTokens(content, table)) return content;
  return mapComments(content, (comment) =>
    outlooks.test(comment) ? comment : keepComment(comment, table, place, warn),
  );
}

/**
 * A comment that was commented-out template must not print anybody's data; one for Outlook is
 * markup.
 */
function keepComment(comment: string, table: TokenTable, place: Place, warn: Warn): string {
  if (!hasTokens(comment, table)) return comment;
  parsePieces(comment, table, place);
  if (/^<!--\[if[^\]]*\]>/i.test(comment)) return comment;
  warn("TEMPLATE_COMMENT_DROPPED", "A comment with holes in it was left out of the mail.", place);
  return "";
}
