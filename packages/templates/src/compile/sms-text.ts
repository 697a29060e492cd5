import * as Escape from "../program/escape.js";
import type { LinkSpec, Part } from "../program/index.js";
import { endOfUrl, runs } from "../sms/urls-in-text.js";
import { partBuilder } from "./emit/part-builder.js";
import { emitPieces } from "./html/emit-pieces.js";
import { decodeEntities } from "./html/entities.js";
import { emitUrl, tableLinks } from "./html/links.js";
import type { LinkSpan } from "./html/scan-html.js";
import type { Expr, Node } from "./ir.js";
import type { LowerContext } from "./parse/lower-context.js";
import { parsePieces } from "./pieces.js";
import { withLinkValues } from "./text/text-part.js";
import { flatten, readMark, type TokenTable, tokenTable } from "./tokens.js";

const nowhere = { source: "text", line: 1, column: 1 };

export interface SmsText {
  readonly text: Part;
  readonly links: readonly LinkSpec[];
}

/**
 * The text of a message with its links found: what begins with http:// or https://, and holes of
 * fields that hold a URL. The message's own ways out are none, so that they are never tracked.
 *
 * @param sources Everything the nodes came from, so that no word of it passes for a token.
 */
export function smsText(
  nodes: readonly Node[],
  sources: readonly string[],
  { fields }: Pick<LowerContext, "fields">,
): SmsText {
  const table = tokenTable(sources);
  // What finds links in HTML reads entities in them.
  const text = flatten(nodes, table).text.replaceAll("&", "&amp;");
  const isUrl = (expr: Expr): boolean =>
    (expr.kind === "path" && fields.at(expr.field)?.type === "url") ||
    (expr.kind === "fallback" && isUrl(expr.of));
  const spans = linkSpans(text, table, isUrl);
  const linked = tableLinks(text, spans, { utm: {}, compat: false }, table);
  const builder = partBuilder();
  emitPieces(parsePieces(withLinkValues(linked, table), table, nowhere), table, builder, {
    text: (written) => builder.text(decodeEntities(written)),
    value: (held) => builder.value(held.node.expr, Escape.plain),
    link(index) {
      const end = builder.link(index);
      emitUrl(linked.urls[index] ?? [], builder, table);
      builder.land(end);
    },
  });
  return { text: builder.build(), links: linked.links };
}

/**
 * One that a block begins or ends in the middle of is left out: what follows the block would hang
 * on the tracked address.
 */
function linkSpans(
  text: string,
  table: TokenTable,
  isUrl: (expr: Expr) => boolean,
): readonly LinkSpan[] {
  const spans: LinkSpan[] = [];
  for (const { 0: run, index } of text.matchAll(runs)) {
    const begins = findBeginning(run, table, isUrl);
    if (begins < 0) continue;
    const rest = run.slice(begins);
    const end = balancedEnd(rest, table);
    if (end === null) continue;
    const from = index + begins;
    spans.push({ from, to: from + endOfUrl(rest.slice(0, end)), name: null, untracked: false });
  }
  return spans;
}

/** Where in a run of characters an address begins; -1 for nowhere. */
function findBeginning(run: string, table: TokenTable, isUrl: (expr: Expr) => boolean): number {
  const written = run.search(/https?:\/\/(?=[\p{L}\p{N}[])/iu);
  let after = 0;
  for (const { 0: token, 1: letter, 2: number, index } of run.matchAll(table.pattern)) {
    if (written >= 0 && index > written) break;
    // Part of a word or of a URL that the text begins itself.
    if (/[\w/=&?#-]/.test(run.slice(after, index))) break;
    after = index + token.length;
    const held = table.held(Number(number));
    if (readMark(letter) === "value" && held.kind === "value" && isUrl(held.node.expr))
      return index;
  }
  return written;
}

/** Up to where blocks that begin in it also end in it; null where one does not. */
function balancedEnd(text: string, table: TokenTable): number | null {
  let depth = 0;
  for (const { 1: letter, index } of text.matchAll(table.pattern)) {
    const mark = readMark(letter);
    if (mark === "open") depth++;
    if (mark === "close") depth--;
    if (depth < 0 || (mark === "else" && depth === 0)) return index;
  }
  return depth === 0 ? text.length : null;
}
