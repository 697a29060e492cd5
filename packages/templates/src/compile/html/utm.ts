import type { Piece } from "../pieces.js";

/**
 * Adds query parameters to a URL as it stands in HTML: before the fragment, none that is there already. A URL whose query
 * begins inside a block is left alone, as nobody can say whether `?` or `&` comes next.
 */
export const addParameters = (
  pieces: readonly Piece[],
  parameters: Readonly<Record<string, string>>,
): readonly Piece[] => {
  const names = Object.keys(parameters);
  if (names.length === 0 || pieces.some((piece) => piece.kind === "block" && /[?#]/.test(textOf(piece)))) return pieces;
  const fragment = pieces.findIndex((piece) => piece.kind === "text" && fragmentAt(piece.text) >= 0);
  const head = pieces.slice(0, fragment < 0 ? pieces.length : fragment);
  const split = fragment < 0 ? undefined : pieces[fragment];
  const cut = split?.kind === "text" ? fragmentAt(split.text) : 0;
  const before: readonly Piece[] =
    split?.kind === "text" ? [...head, { kind: "text", text: split.text.slice(0, cut) }] : head;
  const after: readonly Piece[] =
    split?.kind === "text" ? [{ kind: "text", text: split.text.slice(cut) }, ...pieces.slice(fragment + 1)] : [];
  const url = before.map(textOf).join("");
  const query = url.includes("?") ? url.slice(url.indexOf("?") + 1) : undefined;
  const present = new Set((query ?? "").split(/&amp;|&#38;|&/).map((pair) => pair.split("=")[0]));
  const added = names
    .filter((name) => !present.has(name) && !present.has(encodeURIComponent(name)))
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(parameters[name] ?? "")}`)
    .join("&amp;");
  if (added === "") return pieces;
  const glue = query === undefined ? "?" : query === "" || /&(?:amp;)?$/.test(query) ? "" : "&amp;";
  return [...before, { kind: "text", text: glue + added }, ...after];
};

/** Where the fragment begins; `&#38;` is no fragment. */
const fragmentAt = (text: string): number => text.search(/(?<!&)#/);

const textOf = (piece: Piece): string => {
  if (piece.kind === "text") return piece.text;
  if (piece.kind === "value") return "x";
  return piece.body.map(textOf).join("") + (piece.otherwise ?? []).map(textOf).join("");
};
