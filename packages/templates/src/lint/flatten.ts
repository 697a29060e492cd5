import * as Escape from "../program/escape.js";
import { type Expression, type FieldUse, opLength, type Part } from "../program/index.js";
import * as Op from "../program/op.js";

/** Begins what stands for a URL that no rule can know; place and name of its field follow. */
export const unknownUrl = "https://hole.invalid/";

const stand = new Map<number, string>([
  [Escape.urlStart, unknownUrl],
  [Escape.plainUrlStart, unknownUrl],
  [Escape.css, "inherit"],
]);

/** What a hole prints, fallbacks aside; `undefined` for what is no value of the recipient's. */
function findPath(part: Part, index: number): Extract<Expression, { kind: "path" }> | undefined {
  const expression = part.expressions[index];
  if (expression?.kind === "fallback") return findPath(part, expression.of);
  return expression?.kind === "path" ? expression : undefined;
}

/**
 * A part as one text with every branch in it once, every loop's body once and a word in every hole:
 * what the rules look at. Finding faults in a branch that few people see is the point.
 */
export function flatten(part: Part, fields: readonly FieldUse[]): string {
  let text = "";
  for (let at = 0; at < part.ops.length; at += opLength[part.ops[at] ?? 0] ?? 1) {
    const first = part.ops[at + 1] ?? 0;
    if (part.ops[at] === Op.EMIT) text += part.segments[first] ?? "";
    if (part.ops[at] === Op.VALUE) {
      const path = findPath(part, first);
      const stands = stand.get(part.ops[at + 2] ?? 0);
      const name = path?.keys.at(-1) ?? "";
      if (stands === unknownUrl)
        text += `${unknownUrl}${path?.field ?? -1}/${encodeURIComponent(name)}`;
      else
        text +=
          stands ?? (fields[path?.field ?? -1]?.type === "name" ? holeWords[1] : holeWords[0]);
    }
  }
  return text;
}

/** What stands in holes that are no URL of their own. */
export const holeWords = ["text", "Ann"] as const;

/** The field that gives a URL, where one does: its place in the program's fields, and its name. */
export function readHole(
  url: string,
): { readonly field: number; readonly name: string } | undefined {
  if (!url.startsWith(unknownUrl)) return undefined;
  const [field, name = ""] = url.slice(unknownUrl.length).split(/[/?#&]/);
  return { field: Number(field), name: decodeURIComponent(name) };
}

/** As the source has it: by its address, or by the hole that gives it. */
export function placeOfUrl(url: string | undefined): string | RegExp | undefined {
  const hole = url === undefined ? undefined : readHole(url);
  if (hole === undefined) return url;
  return new RegExp(`\\{\\{[^{}]*?${hole.name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(?!\\w)`);
}
