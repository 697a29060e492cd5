import * as Escape from "../../program/escape.js";
import type { Part } from "../../program/index.js";
import { partBuilder } from "../emit/part-builder.js";
import { parsePieces } from "../pieces.js";
import type { TokenTable } from "../tokens.js";
import { emitPieces } from "./emit-pieces.js";
import { scanHtml } from "./scan-html.js";

/**
 * The HTML part: every token becomes an operation, escaped for what it stands in.
 *
 * @param compat Handlebars' own escaping everywhere, for comparing with it.
 */
export const emitHtml = (html: string, table: TokenTable, compat: boolean): Part => {
  const { escapes } = scanHtml(html, table);
  const builder = partBuilder();
  emitPieces(parsePieces(html, table, { source: "mjml", line: 1, column: 1 }), table, builder, {
    text: builder.text,
    value(held, at) {
      const contextual = escapes.get(at) ?? Escape.text;
      const { expr, raw } = held.node;
      builder.value(expr, compat ? (raw ? Escape.compatRaw : Escape.compat) : contextual);
    },
  });
  return builder.build();
};
