import { ancestry, type Element } from "./outline.js";

/** Font size in CSS pixels as it comes down to an element; null where it is relative to something unknown. */
export function fontSize(element: Element): number | null {
  for (const each of ancestry(element)) {
    const own = each.style.get("font-size");
    if (own === undefined) continue;
    const match = /^(\d*\.?\d+)(px|pt)?/.exec(own);
    if (match === null) return null;
    return Number(match[1]) * (match[2] === "pt" ? 4 / 3 : 1);
  }
  return 16;
}

export function isBold(element: Element): boolean {
  for (const each of ancestry(element)) {
    const own = each.style.get("font-weight");
    if (own !== undefined) return own === "bold" || own === "bolder" || Number(own) >= 600;
    if (/^(?:b|strong|h[1-6]|th)$/.test(each.tag)) return true;
  }
  return false;
}
