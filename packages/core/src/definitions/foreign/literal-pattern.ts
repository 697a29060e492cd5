import type { SegmentNode } from "../../segments/segment.js";
import { clause, type ForeignPath, group, refuse } from "./foreign-condition.js";

/** What means something in a regular expression, and is no literal unless it is escaped. */
const special = /[\\^$.*+?()[\]{}|]/;
/** Escaped letters and digits are classes, and no literals. */
const token = /\\([^A-Za-z0-9])|([^\\])/gsy;

/**
 * Reads a regular expression of literal text, with an anchor at either end and alternatives:
 * `^a`, `b$`, `^(a|b)$`. None of them backtracks. Refuses all others.
 */
export function literalPattern(name: string, pattern: unknown, path: ForeignPath): SegmentNode {
  if (typeof pattern !== "string") refuse("a pattern is a text", path);
  const starts = pattern.startsWith("^");
  const open = starts ? pattern.slice(1) : pattern;
  const ends = /(?:^|[^\\])(?:\\\\)*\$$/.test(open);
  const body = ends ? open.slice(0, -1) : open;
  const grouped = body.startsWith("(") && body.endsWith(")");
  const inner = grouped ? body.slice(1, -1) : body;
  const choices = alternatives(inner, path);
  // `^a|b` anchors its first alternative alone.
  if (choices.length > 1 && !grouped && (starts || ends))
    refuse("alternatives with an anchor stand in brackets", path);
  return group(
    "or",
    choices.map((text) => {
      if (starts && ends) return clause(name, { eq: text }, "nomatch");
      if (starts) return clause(name, { starts: text }, "nomatch");
      return clause(name, ends ? { ends: text } : { contains: text }, "nomatch");
    }),
  );
}

function alternatives(text: string, path: ForeignPath): readonly string[] {
  const choices = [""];
  let read = 0;
  for (const match of text.matchAll(token)) {
    const [whole, escaped, plain = ""] = match;
    read += whole.length;
    if (plain === "|") {
      choices.push("");
      continue;
    }
    if (escaped === undefined && special.test(plain))
      refuse("a pattern holds literal text, anchors and alternatives only", path);
    choices.push(`${choices.pop() ?? ""}${escaped ?? plain}`);
  }
  if (read !== text.length)
    refuse("a pattern holds literal text, anchors and alternatives only", path);
  return choices;
}
