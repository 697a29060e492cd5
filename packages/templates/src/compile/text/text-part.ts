import * as Escape from "../../program/escape.js";
import type { Part } from "../../program/index.js";
import { partBuilder } from "../emit/part-builder.js";
import { emitPieces } from "../html/emit-pieces.js";
import { emitUrl, type LinkedHtml } from "../html/links.js";
import { parsePieces } from "../pieces.js";
import type { TokenTable } from "../tokens.js";
import { markText } from "./mark-text.js";

/**
 * The text part, from the tokenised HTML: lines that are not wrapped, headings in their own case,
 * images as their alternative text, links with their address behind them; what is hidden stays out.
 * It is set for each recipient, see {@link Part.layout}.
 *
 * @param compat Handlebars' own escaping: URLs are written as the recipient's data has them.
 */
export function textPart(linked: LinkedHtml, table: TokenTable, compat: boolean): Part {
  const { urls } = linked;
  // Others may come out empty, or as an address of mail, which stands without its scheme.
  const isAddress = (address: string): boolean => {
    const [, letter, number] = [...address.matchAll(table.pattern)][0] ?? [];
    const held = letter === undefined ? undefined : table.held(Number(number));
    const first = held?.kind === "link" ? urls[held.node.link]?.[0] : undefined;
    return /^https?:/i.test(first?.kind === "text" ? first.text : address);
  };
  const text = markText(withLinkValues(linked, table), table, isAddress);
  const builder = partBuilder();
  emitPieces(parsePieces(text, table, { source: "mjml", line: 1, column: 1 }), table, builder, {
    text: builder.text,
    value: (held) => builder.value(held.node.expr, held.node.raw ? Escape.htmlText : Escape.plain),
    link(index) {
      const end = builder.link(index);
      emitUrl(urls[index] ?? [], builder, table, compat);
      builder.land(end);
    },
  });
  return { ...builder.build(), layout: true };
}

/** One token for the whole URL of each link. Links stand in the order of their tokens. */
export function withLinkValues(
  { html, tokens }: Pick<LinkedHtml, "html" | "tokens">,
  table: TokenTable,
): string {
  let out = "";
  let at = 0;
  for (const token of tokens) {
    const close = table.write("close", token);
    const from = html.indexOf(table.write("open", token), at);
    out += html.slice(at, from) + table.write("value", token);
    at = html.indexOf(close, from) + close.length;
  }
  return out + html.slice(at);
}
