import * as Escape from "../../program/escape.js";
import type { EscapeCode, Part } from "../../program/index.js";
import { partBuilder } from "../emit/part-builder.js";
import { parsePieces } from "../pieces.js";
import type { TokenTable } from "../tokens.js";
import { emitPieces } from "./emit-pieces.js";

/**
 * The HTML part: every token becomes an operation, escaped for what it stands in.
 *
 * @param escapes of the holes, in the order in which they stand. `compat`: Handlebars' own
 * everywhere, for comparing with it.
 */
export function emitHtml(
  html: string,
  table: TokenTable,
  escapes: readonly EscapeCode[] | "compat",
): Part {
  const builder = partBuilder();
  let hole = 0;
  emitPieces(parsePieces(html, table, { source: "mjml", line: 1, column: 1 }), table, builder, {
    text: builder.text,
    value({ node: { expr, raw } }) {
      if (escapes === "compat") builder.value(expr, raw ? Escape.compatRaw : Escape.compat);
      else builder.value(expr, escapes[hole++] ?? Escape.text);
    },
  });
  return builder.build();
}
