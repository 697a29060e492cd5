import * as Escape from "../program/escape.js";
import { type FieldUse, opLength, type Part } from "../program/index.js";
import * as Op from "../program/op.js";

/** Begins what stands for a URL that no rule can know; the name of its field follows. */
export const unknownUrl = "https://hole.invalid/";

const stand = new Map<number, string>([
  [Escape.urlStart, unknownUrl],
  [Escape.plainUrlStart, unknownUrl],
  [Escape.css, "inherit"],
]);

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
      const expression = part.expressions[first];
      const field = expression?.kind === "path" ? fields[expression.field] : undefined;
      const stands = stand.get(part.ops[at + 2] ?? 0);
      const name = expression?.kind === "path" ? (expression.keys.at(-1) ?? "") : "";
      if (stands === unknownUrl) text += unknownUrl + encodeURIComponent(name);
      else text += stands ?? (field?.type === "name" ? "Ann" : "text");
    }
  }
  return text;
}

/** As the source has it: by its address, or by the hole that gives it. */
export const placeOfUrl = (url: string | undefined): string | undefined =>
  url?.startsWith(unknownUrl)
    ? `{{${decodeURIComponent(url.slice(unknownUrl.length).split(/[/?#&]/)[0] ?? "")}`
    : url;
