import type { LocaleSource } from "../define/index.js";
import type { LinkSpec, Part } from "../program/index.js";
import { emitPlain, plainEscapes } from "./emit/emit-nodes.js";
import type { Warn } from "./fault.js";
import { emitHtml } from "./html/emit-html.js";
import { tableLinks } from "./html/links.js";
import { minifyHtml } from "./html/minify.js";
import { scanHtml } from "./html/scan-html.js";
import { stabilizeIds } from "./html/stable-ids.js";
import type { Expr } from "./ir.js";
import { checkEmptyValues } from "./layout/empty-values.js";
import { checkInlineStyles, settleHead } from "./layout/head.js";
import { hoist, noBlockHere } from "./layout/hoist.js";
import { liftIncludes } from "./layout/lift-includes.js";
import { previewPart, withPreview } from "./layout/preview.js";
import { findBody, toMjml } from "./layout/to-mjml.js";
import { type ElementNode, type LayoutNode, parseLayout } from "./layout/tree.js";
import { checkWidthClasses } from "./layout/width-classes.js";
import { type Mjml, runMjml } from "./mjml/run-mjml.js";
import { type IncludeLoader, resolveIncludes } from "./parse/include.js";
import { lowerTemplate } from "./parse/lower.js";
import type { LowerContext } from "./parse/lower-context.js";
import { refuseLong } from "./parse/syntax-tree.js";
import { textPart } from "./text/text-part.js";
import {
  type Flat,
  findTokens,
  flatten,
  type StandingToken,
  type TokenTable,
  tokenTable,
} from "./tokens.js";

export interface HtmlOptions {
  readonly mjml: Mjml;
  readonly minify: boolean;
  readonly includes: IncludeLoader | undefined;
  readonly utm: Readonly<Record<string, string>>;
  readonly compat: boolean;
  readonly warn: Warn;
}

export interface CompiledHtml {
  readonly html: Part;
  readonly text: Part;
  readonly preheader: Part;
  readonly links: readonly LinkSpec[];
}

/** From the MJML of one locale to its parts. */
export async function compileHtml(
  parts: Pick<LocaleSource, "mjml" | "preheader">,
  context: LowerContext & { readonly partials: Record<string, string> },
  options: HtmlOptions,
): Promise<CompiledHtml> {
  const { warn } = options;
  refuseLong(parts.mjml, "mjml");
  const source = resolveIncludes(parts.mjml, "mjml", options.includes, context.partials);
  const nodes = lowerTemplate(source, "mjml", context);
  const table = tokenTable([source, parts.preheader ?? "", ...Object.values(context.partials)]);
  const flat = flatten(nodes, table);
  for (const name of context.unconditional)
    if (!standsInBody(name, flat)) context.unconditional.delete(name);
  const document = liftIncludes(parseLayout(flat, table, warn));
  const elsewhere = { ...context, unconditional: new Set<string>() };
  const preheaderNodes =
    parts.preheader === undefined ? [] : lowerTemplate(parts.preheader, "preheader", elsewhere);
  const previewed =
    parts.preheader === undefined
      ? document
      : withPreview(document, flatten(preheaderNodes, table).text);
  checkEmptyValues(previewed, table, (held) => isDeclared(held.node.expr, context), warn);
  warnOfWords(previewed, warn);
  const root = settle(previewed, table);
  const tokenised = stabilizeIds(await runMjml(options.mjml, toMjml(root, table), table, warn));
  const html = options.minify ? minifyHtml(tokenised) : tokenised;
  const tokens = findTokens(html, table);
  warnOfLostHoles(tokens, table, warn);
  const { escapes, links } = scanHtml(html, tokens, table);
  const linked = tableLinks(html, links, options, table);
  const preview =
    parts.preheader === undefined
      ? previewPart(root, table)
      : emitPlain(preheaderNodes, plainEscapes);
  return {
    html: emitHtml(withPixel(linked.html, table), table, options.compat ? "compat" : escapes),
    text: textPart(linked, table, options.compat),
    preheader: preview,
    links: linked.links,
  };
}

/** Somewhere in the body, and not commented out. */
function standsInBody(name: string, { text, starts, places }: Flat): boolean {
  const body = text.indexOf("<mj-body");
  const hidden: (readonly [from: number, to: number])[] = [];
  for (let from = text.indexOf("<!--"); from >= 0; ) {
    const end = text.indexOf("-->", from + 4);
    const to = end < 0 ? text.length : end;
    hidden.push([from, to]);
    from = text.indexOf("<!--", to);
  }
  return places.some(({ source }, at) => {
    const from = starts[at] ?? 0;
    return (
      source === name &&
      from > body &&
      !hidden.some(([begin, until]) => begin < from && from < until)
    );
  });
}

function isDeclared(expr: Expr, context: LowerContext): boolean {
  return expr.kind === "path" && context.fields.at(expr.field)?.declared === true;
}

function settle(root: ElementNode, table: TokenTable): ElementNode {
  const body = findBody(root);
  const head = root.children.find(
    (child): child is ElementNode => child.kind === "element" && child.tag === "mj-head",
  );
  const children = root.children.map((child) => {
    if (child.kind === "block") throw noBlockHere(table.held(child.index), root);
    if (child.tag === "mj-head") {
      const settled = settleHead(child, table);
      checkInlineStyles(settled, body, table);
      return settled;
    }
    if (child !== body) return child;
    const hoisted = hoist(body, table);
    checkWidthClasses(hoisted, head, table);
    return hoisted;
  });
  return { ...root, children };
}

/** Last in the body, so that nothing waits for it. */
function withPixel(html: string, table: TokenTable): string {
  const at = html.lastIndexOf("</body>");
  if (at < 0) return html;
  return (
    html.slice(0, at) +
    table.write("value", table.hold({ kind: "pixel", node: {} })) +
    html.slice(at)
  );
}

/** Who knows MJML expects an icon there, which it would fetch from a host of its own choice. */
function warnOfWords(node: LayoutNode, warn: Warn): void {
  if (node.kind === "block") {
    for (const child of [...node.body, ...(node.otherwise ?? [])]) warnOfWords(child, warn);
    return;
  }
  const { name, src, "mj-class": shared } = node.attributes;
  if (node.tag === "mj-social-element" && name && src === undefined && shared === undefined)
    warn(
      "TEMPLATE_ICON_MISSING",
      "No src says where the icon is: its name stands there.",
      node.place,
    );
  for (const child of node.children) warnOfWords(child, warn);
}

/** Attributes that MJML reads from nowhere vanish in silence, with the holes in them. */
function warnOfLostHoles(tokens: readonly StandingToken[], table: TokenTable, warn: Warn): void {
  const seen = new Set(tokens.map(({ index }) => index));
  const alive = new Set(
    [...seen].map((index) => table.held(index).node.place).filter((place) => place !== undefined),
  );
  for (let index = 0; index < table.size; index++) {
    const held = table.held(index);
    if (held.kind !== "value" || seen.has(index) || alive.has(held.node.place)) continue;
    warn(
      "TEMPLATE_HOLE_LOST",
      "MJML prints nothing of this hole: the attribute has no effect where it stands.",
      held.node.place,
    );
  }
}
