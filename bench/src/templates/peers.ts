import type { RenderInput, TemplateProgram } from "@wellsent/templates";
import Handlebars from "handlebars";
import { decompile, type Piece } from "./decompile.ts";

type Part = TemplateProgram["html"];

function pixel(url: string): string {
  return `<img src="${url}" alt="" width="1" height="1" style="display:block;width:1px;height:1px;border:0">`;
}

/** Which links may be rewritten: to the web, and not the way out. */
function isTracked(program: TemplateProgram, link: number): boolean {
  return program.links[link]?.tracked === true;
}

/**
 * The URL of a link that leads where only this recipient's does, which a click finds by its place
 * in a list.
 */
function ownUrl(program: TemplateProgram, link: number): Part | null {
  return program.links[link]?.url ?? null;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** As one writes it: most values hold nothing to escape. */
function escapeText(value: unknown): string {
  const text = value === undefined || value === null ? "" : `${value}`;
  return /[&<>"]/.test(text)
    ? text.replace(/[&<>"]/g, (character) => entities[character] ?? "")
    : text;
}

/** Where values are written bare: the text part, the subject. */
const bare: ReadonlySet<number> = new Set([9, 10, 11, 13, 14, 15, 16]);

function jsText(text: string): string {
  return text.replace(/[\\`$]/g, "\\$&").replaceAll("\r", "\\r");
}

function hole(code: string): string {
  return `\${${code}}`;
}

function jsPath(part: Part, index: number): string {
  const expression = part.expressions[index];
  switch (expression?.kind) {
    case "literal":
      return JSON.stringify(expression.value);
    case "path":
      return [expression.scope === 0 ? "d" : `item${expression.scope}`, ...expression.keys].join(
        ".",
      );
    case "fallback":
      return `(${jsPath(part, expression.of)} || ${jsPath(part, expression.otherwise)})`;
    case "url":
      return `links.${expression.role}`;
    default:
      throw new Error(`The literal has no word for ${expression?.kind}.`);
  }
}

function jsPiece(program: TemplateProgram, part: Part, piece: Piece): string {
  switch (piece.kind) {
    case "text":
      return jsText(piece.text);
    case "value": {
      const path = jsPath(part, piece.expression);
      return bare.has(piece.escape) ? `\${${path}}` : `\${esc(${path})}`;
    }
    case "if": {
      const [yes, no] = piece.not ? [piece.otherwise, piece.body] : [piece.body, piece.otherwise];
      const condition = jsPath(part, piece.expression);
      return `\${${condition} ? \`${jsPieces(program, part, yes)}\` : \`${jsPieces(program, part, no)}\`}`;
    }
    case "each": {
      const body = jsPieces(program, part, piece.body);
      return `\${${jsPath(part, piece.expression)}.map((item${piece.scope}) => \`${body}\`).join("")}`;
    }
    case "link": {
      const body = jsPieces(program, part, piece.body);
      if (!isTracked(program, piece.link)) return body;
      const url = ownUrl(program, piece.link);
      const place =
        url === null
          ? `"${piece.link}"`
          : `(${program.links.length - 1} + targets.push(\`${jsPieces(program, url, decompile(url))}\`))`;
      return `\${clicks ? base + ${place} : \`${body}\`}`;
    }
    case "pixel":
      return `\${tracking.opens ? \`${pixel(hole("links.openPixel"))}\` : ""}`;
  }
}

function jsPieces(program: TemplateProgram, part: Part, pieces: readonly Piece[]): string {
  return pieces.map((piece) => jsPiece(program, part, piece)).join("");
}

/**
 * The function one would write by hand for this very template: one template literal, values
 * escaped, nothing looked up by name. It checks no types, no bounds and no URL schemes.
 */
export function templateLiteral(
  program: TemplateProgram,
  part: Part,
): (input: RenderInput) => string {
  const body = jsPieces(program, part, decompile(part));
  const source = `return ({ attributes: d, links, tracking }) => { const base = links.clickBase, clicks = tracking.clicks, targets = []; return \`${body}\`; };`;
  return new Function("esc", source)(escapeText) as (input: RenderInput) => string;
}

function hbPath(part: Part, index: number): string {
  const expression = part.expressions[index];
  switch (expression?.kind) {
    case "path":
      return expression.keys.join(".");
    case "url":
      return `@root.links.${expression.role}`;
    default:
      throw new Error(`No Handlebars for ${expression?.kind}.`);
  }
}

function hbValue(part: Part, index: number): string {
  const expression = part.expressions[index];
  if (expression?.kind === "literal") return `${expression.value}`;
  if (expression?.kind !== "fallback") return `{{${hbPath(part, index)}}}`;
  const path = hbPath(part, expression.of);
  return `{{#if ${path}}}{{${path}}}{{else}}${hbValue(part, expression.otherwise)}{{/if}}`;
}

/** Lists the URL that it is put around, and writes its number. */
Handlebars.registerHelper(
  "place",
  function (this: unknown, { fn, data, hash }: Handlebars.HelperOptions): number {
    const { targets } = data.root as { readonly targets: string[] };
    return Number(hash["first"]) - 1 + targets.push(fn(this));
  },
);

function hbPiece(program: TemplateProgram, part: Part, piece: Piece): string {
  switch (piece.kind) {
    case "text":
      return piece.text;
    case "value":
      return hbValue(part, piece.expression);
    case "if": {
      const helper = piece.not ? "unless" : "if";
      const body = hbPieces(program, part, piece.body);
      return `{{#${helper} ${hbPath(part, piece.expression)}}}${body}{{else}}${hbPieces(program, part, piece.otherwise)}{{/${helper}}}`;
    }
    case "each":
      return `{{#each ${hbPath(part, piece.expression)}}}${hbPieces(program, part, piece.body)}{{/each}}`;
    case "link": {
      const body = hbPieces(program, part, piece.body);
      if (!isTracked(program, piece.link)) return body;
      const url = ownUrl(program, piece.link);
      const place =
        url === null
          ? `${piece.link}`
          : `{{#place first=${program.links.length}}}${hbPieces(program, url, decompile(url))}{{/place}}`;
      return `{{#if @root.clicks}}{{@root.links.clickBase}}${place}{{else}}${body}{{/if}}`;
    }
    case "pixel":
      return `{{#if @root.opens}}${pixel("{{@root.links.openPixel}}")}{{/if}}`;
  }
}

function hbPieces(program: TemplateProgram, part: Part, pieces: readonly Piece[]): string {
  return pieces.map((piece) => hbPiece(program, part, piece)).join("");
}

export function handlebarsContext({ attributes, links, tracking }: RenderInput): object {
  return {
    ...attributes,
    ...tracking,
    links,
    unsubscribe: links.unsubscribe,
    targets: [],
  };
}

/**
 * A text part with its marks written out once, as somebody would who writes a text template by
 * hand: blocks are lines, the address of a link follows its words.
 */
function setByHand(source: string): string {
  return source
    .replace(markedLink, (_, target: string, words: string) => {
      const address = target.replace(/^mailto:/, "");
      return words.trim() === "" ? address : `${words} [${address}]`;
    })
    .replace(markedLine, "\n");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: marks are.
const markedLink = /\x0f([^\x07]*)\x07([^\x0f\x10]*)\x10/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: marks are.
const markedLine = /[\x01\x02\x17]\d|[\x03\x16]/g;

export function precompiledHandlebars(
  program: TemplateProgram,
  part: Part,
): (input: RenderInput) => string {
  const source = hbPieces(program, part, decompile(part));
  const template = Handlebars.compile(part.layout === true ? setByHand(source) : source, {
    noEscape: part !== program.html,
    preventIndent: true,
  });
  template(
    handlebarsContext({
      attributes: {},
      data: {},
      memberships: [],
      links: { unsubscribe: "", preferences: "", view: "", clickBase: "", openPixel: "" },
      tracking: { opens: false, clicks: false },
      at: 0,
    }),
  );
  return (input) => template(handlebarsContext(input));
}

/**
 * What everybody does: find the anchors of the finished HTML and replace their targets. Gives, for
 * one mail, what comes behind the address of a click link for each anchor in turn; undefined for
 * what is left alone.
 */
export function linkPlaces(
  program: TemplateProgram,
): (input: RenderInput) => (target: string) => number | undefined {
  const indices = new Map<string, number[]>();
  for (const { index, target } of program.links) {
    if (target === null || !isTracked(program, index)) continue;
    const known = indices.get(target);
    if (known === undefined) indices.set(target, [index]);
    else known.push(index);
  }
  return ({ links }) => {
    const used = new Map<string, number>();
    const targets: string[] = [];
    return (target) => {
      const known = indices.get(target);
      if (known !== undefined) {
        const turn = used.get(target) ?? 0;
        used.set(target, turn + 1);
        return known[turn % known.length];
      }
      if (target === links.unsubscribe || !/^https?:/.test(target)) return undefined;
      return program.links.length - 1 + targets.push(target);
    };
  };
}
