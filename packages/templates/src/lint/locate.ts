import type { SourcePlace, WholeSource } from "./sources.js";

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Words may be broken over lines in the source. */
function asPattern(words: string): RegExp {
  return new RegExp(literal(words).replace(/\s+/g, "\\s+"), "gi");
}

/**
 * Where the source holds the words, the address or what a pattern describes: of several such
 * places the one in the same order, and the last for the rest (variants of a section repeat it).
 *
 * @param nth How many were looked for before, from 0.
 */
export function locate(
  whole: WholeSource,
  near: string | RegExp | undefined,
  nth: number,
): SourcePlace | null {
  if (near === undefined || near === "") return null;
  const patterns =
    near instanceof RegExp
      ? [new RegExp(near.source, near.flags.includes("i") ? "gi" : "g")]
      : [near, near.replaceAll("&", "&amp;"), near.slice(0, 12)].map(asPattern);
  for (const pattern of patterns) {
    let at: number | undefined;
    let count = 0;
    for (const match of whole.text.matchAll(pattern)) {
      at = match.index;
      if (count++ === nth) break;
    }
    if (at !== undefined) return whole.placeAt(at);
  }
  return null;
}
