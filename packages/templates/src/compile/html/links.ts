import * as Escape from "../../program/escape.js";
import type { LinkSpec } from "../../program/index.js";
import { type PartBuilder, partBuilder } from "../emit/part-builder.js";
import { type Piece, parsePieces, writePieces } from "../pieces.js";
import type { LinkOptions, TokenTable } from "../tokens.js";
import { emitPieces } from "./emit-pieces.js";
import { decodeEntities } from "./entities.js";
import type { LinkSpan } from "./scan-html.js";
import { plainUrl, urlEscape, walkPrefix } from "./url-context.js";
import { addParameters, hasQueryInBlock, utmQuery } from "./utm.js";

const nowhere = { source: "mjml", line: 1, column: 1 };

export interface LinkedHtml {
  /** The HTML with a token around the URL of every link, and UTM parameters in. */
  readonly html: string;
  readonly links: readonly LinkSpec[];
  /** The URL of each link, opened up; HTML-escaped as it stands in the HTML. */
  readonly urls: readonly (readonly Piece[])[];
  /** The token around each. */
  readonly tokens: readonly number[];
}

/**
 * Makes the link table. A span that leads nowhere outside the mail (`#top`, empty) is no link.
 *
 * @param compat Handlebars' own escaping: what it writes for a recipient is not known to be a URL,
 * and left as written.
 */
export function tableLinks(
  html: string,
  spans: readonly LinkSpan[],
  { utm, compat }: { readonly utm: Readonly<Record<string, string>>; readonly compat: boolean },
  table: TokenTable,
): LinkedHtml {
  const links: LinkSpec[] = [];
  const urls: (readonly Piece[])[] = [];
  const tokens: number[] = [];
  let out = "";
  let at = 0;
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const all = parsePieces(html.slice(span.from, span.to), table, nowhere);
    const wish = findLinkOptions(all, table);
    const bare = all.filter(
      (piece) => piece.kind !== "value" || table.held(piece.index).kind !== "wish",
    );
    const lead = bare[0]?.kind === "text" ? bare[0].text.trimStart() : "";
    if (bare.length === 0 || (lead === "" && bare[0]?.kind === "text") || lead.startsWith("#"))
      continue;
    const tracked = !span.untracked && wish?.untracked !== true && trackable(bare, lead, table);
    const pieces = tracked && lead !== "" ? addParameters(bare, utm) : bare;
    const written = html.slice(span.from, span.to);
    const value = pieces === bare ? written : writePieces(pieces, table);
    const index = links.length;
    const dynamic = pieces.some((piece) => piece.kind !== "text");
    const late = tracked && dynamic && !compat && (lead === "" || hasQueryInBlock(pieces));
    const token = table.hold({ kind: "link", node: { link: index } });
    out +=
      html.slice(at, span.from) + table.write("open", token) + value + table.write("close", token);
    at = span.to;
    urls.push(pieces);
    tokens.push(token);
    links.push({
      index,
      name: wish?.name ?? span.name,
      target: dynamic
        ? null
        : decodeEntities(
            pieces.map((piece) => (piece.kind === "text" ? piece.text : "")).join(""),
          ).trim(),
      url: dynamic && !compat ? urlPart(pieces, table) : null,
      query: late ? utmQuery(utm) : null,
      tracked,
    });
  }
  return { html: out + html.slice(at), links, urls, tokens };
}

function findLinkOptions(pieces: readonly Piece[], table: TokenTable): LinkOptions | undefined {
  for (const piece of pieces) {
    const held = piece.kind === "value" ? table.held(piece.index) : undefined;
    if (held?.kind === "wish") return held.node;
  }
  return undefined;
}

/** Only the web can be redirected to, and never the recipient's own way out. */
function trackable(pieces: readonly Piece[], lead: string, table: TokenTable): boolean {
  if (lead !== "") return /^https?:\/\//i.test(lead);
  const system = (list: readonly Piece[]): boolean =>
    list.some((piece) => {
      if (piece.kind === "text") return false;
      if (piece.kind === "block") return system(piece.body) || system(piece.otherwise ?? []);
      const held = table.held(piece.index);
      return held.kind === "value" && held.node.expr.kind === "url";
    });
  return !system(pieces);
}

/** The URL without HTML's escaping, evaluated in the scope that its link stands in. */
function urlPart(pieces: readonly Piece[], table: TokenTable): LinkSpec["url"] {
  const builder = partBuilder();
  emitUrl(pieces, builder, table);
  return builder.build();
}

/**
 * Writes a URL bare. Its pieces' offsets name the holes, so they must come from one string.
 *
 * @param compat Holes are written as they are.
 */
export function emitUrl(
  pieces: readonly Piece[],
  builder: PartBuilder,
  table: TokenTable,
  compat = false,
): void {
  const escapes: ReturnType<typeof urlEscape>[] = [];
  const order = new Map<number, number>();
  walkPrefix(pieces, "", (piece, before) => {
    order.set(piece.at, escapes.push(plainUrl(urlEscape(before))) - 1);
  });
  emitPieces(
    pieces,
    table,
    builder,
    {
      text: (written) => builder.text(decodeEntities(written)),
      value: (held, at) =>
        builder.value(
          held.node.expr,
          compat ? Escape.plain : (escapes[order.get(at) ?? 0] ?? plainUrl(urlEscape(""))),
        ),
    },
    Number.POSITIVE_INFINITY,
  );
}
