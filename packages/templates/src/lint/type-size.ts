import { ancestry, type Element } from "./outline.js";

const standard = 16;
const keywords: Readonly<Record<string, number>> = {
  "xx-small": 9,
  "x-small": 10,
  small: 13,
  medium: 16,
  large: 18,
  "x-large": 24,
  "xx-large": 32,
};

/** Font size in CSS pixels as it comes down to an element; null where it cannot be known. */
export function fontSize(element: Element): number | null {
  let factor = 1;
  for (const each of ancestry(element)) {
    const own = each.style.get("font-size") ?? ofShorthand(each.style.get("font"));
    if (own === undefined) continue;
    const keyword = keywords[own];
    if (keyword !== undefined) return keyword * factor;
    const [, number, unit = ""] =
      /^(\d*\.?\d+)(px|pt|em|rem|%)?$/.exec(own.replace(/\s*!important$/, "")) ?? [];
    if (number === undefined) return null;
    const size = Number(number);
    if (unit === "em") factor *= size;
    else if (unit === "%") factor *= size / 100;
    else return factor * size * (unit === "pt" ? 4 / 3 : unit === "rem" ? standard : 1);
  }
  return standard * factor;
}

/** `italic bold 12px/1.5 Georgia, serif`. */
function ofShorthand(font: string | undefined): string | undefined {
  return font === undefined
    ? undefined
    : /(?:^|\s)(\d*\.?\d+(?:px|pt|em|rem|%))(?=[\s/])/.exec(font)?.[1];
}

export function isBold(element: Element): boolean {
  for (const each of ancestry(element)) {
    const own = each.style.get("font-weight");
    if (own !== undefined) return own === "bold" || own === "bolder" || Number(own) >= 600;
    if (/^(?:b|strong|h[1-6]|th)$/.test(each.tag)) return true;
  }
  return false;
}
