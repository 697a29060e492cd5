import { urlQuery } from "../../escape/url.js";
import type { Piece } from "../pieces.js";

/** All of them as a query, for URLs that are only whole when they are rendered; null for none. */
export function utmQuery(parameters: Readonly<Record<string, string>>): string | null {
  return (
    Object.entries(parameters)
      .map(([name, value]) => `${urlQuery(name)}=${urlQuery(value)}`)
      .join("&") || null
  );
}

/** Nobody can say before it is rendered whether `?` or `&` comes next. */
export function hasQueryInBlock(pieces: readonly Piece[]): boolean {
  return pieces.some((piece) => piece.kind === "block" && /[?#]/.test(sampleText(piece)));
}

/**
 * Adds query parameters to a URL as it stands in HTML: before the fragment, none that is there
 * already. A URL whose query begins inside a block is left alone.
 */
export function addParameters(
  pieces: readonly Piece[],
  parameters: Readonly<Record<string, string>>,
): readonly Piece[] {
  const names = Object.keys(parameters);
  if (names.length === 0 || hasQueryInBlock(pieces)) return pieces;
  const fragment = pieces.findIndex(
    (piece) => piece.kind === "text" && fragmentAt(piece.text) >= 0,
  );
  const head = pieces.slice(0, fragment < 0 ? pieces.length : fragment);
  const split = fragment < 0 ? undefined : pieces[fragment];
  const cut = split?.kind === "text" ? fragmentAt(split.text) : 0;
  const before: readonly Piece[] =
    split?.kind === "text"
      ? [...head, { kind: "text", text: split.text.slice(0, cut) }]
      : trimmedEnd(head);
  const after: readonly Piece[] =
    split?.kind === "text"
      ? [{ kind: "text", text: split.text.slice(cut) }, ...pieces.slice(fragment + 1)]
      : [];
  const url = before.map(sampleText).join("");
  const query = url.includes("?") ? url.slice(url.indexOf("?") + 1) : undefined;
  const present = new Set((query ?? "").split(/&amp;|&#38;|&/).map((pair) => pair.split("=")[0]));
  const added = names
    .filter((name) => !present.has(name) && !present.has(urlQuery(name)))
    .map((name) => `${urlQuery(name)}=${urlQuery(parameters[name] ?? "")}`)
    .join("&amp;");
  if (added === "") return pieces;
  const glue = query === undefined ? "?" : query === "" || /&(?:amp;)?$/.test(query) ? "" : "&amp;";
  return [...before, { kind: "text", text: glue + added }, ...after];
}

/**
 * Browsers drop white space around a URL; in front of a parameter it would be part of the value
 * before.
 */
function trimmedEnd(pieces: readonly Piece[]): readonly Piece[] {
  const last = pieces.at(-1);
  return last?.kind === "text"
    ? [...pieces.slice(0, -1), { kind: "text", text: last.text.trimEnd() }]
    : pieces;
}

/** Where the fragment begins; `&#38;` is no fragment. */
function fragmentAt(text: string): number {
  return text.search(/(?<!&)#/);
}

function sampleText(piece: Piece): string {
  if (piece.kind === "text") return piece.text;
  if (piece.kind === "value") return "x";
  return piece.body.map(sampleText).join("") + (piece.otherwise ?? []).map(sampleText).join("");
}
