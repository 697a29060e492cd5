import { ancestry, type Element } from "./outline.js";

type Rgb = readonly [number, number, number];

const named: Readonly<Record<string, string>> = {
  black: "#000000",
  white: "#ffffff",
  red: "#ff0000",
  green: "#008000",
  blue: "#0000ff",
  yellow: "#ffff00",
  gray: "#808080",
  grey: "#808080",
  silver: "#c0c0c0",
  maroon: "#800000",
  navy: "#000080",
  teal: "#008080",
  orange: "#ffa500",
  purple: "#800080",
  lightgray: "#d3d3d3",
  lightgrey: "#d3d3d3",
  darkgray: "#a9a9a9",
  darkgrey: "#a9a9a9",
};

/**
 * Opaque colours only; null for what cannot be judged, such as gradients, transparency and holes.
 */
function parseColor(value: string | undefined): Rgb | null {
  const text = value?.replace("!important", "").trim().toLowerCase() ?? "";
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/.exec(
    Object.hasOwn(named, text) ? (named[text] ?? "") : text,
  )?.[1];
  if (hex !== undefined) {
    const six = hex.length === 3 ? hex.replace(/./g, "$&$&") : hex;
    return [
      Number.parseInt(six.slice(0, 2), 16),
      Number.parseInt(six.slice(2, 4), 16),
      Number.parseInt(six.slice(4), 16),
    ];
  }
  const parts = /^rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)$/.exec(text);
  return parts === null ? null : [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

/** WCAG 2.2, relative luminance. */
function luminance(color: Rgb): number {
  const [r = 0, g = 0, b = 0] = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, contrast ratio: 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * Colours as they come down to an element; null where one cannot be known. Without any background
 * it is white.
 */
export function findColors(element: Element): {
  readonly text: Rgb | null;
  readonly background: Rgb | null;
} {
  let text: Rgb | null | undefined;
  for (const each of ancestry(element)) {
    if (text === undefined) text = ownColor(each);
    const image = each.style.get("background-image") ?? each.attributes["background"];
    const fill =
      each.style.get("background-color") ??
      each.style.get("background") ??
      each.attributes["bgcolor"];
    if (image !== undefined && image !== "none") return { text: text ?? null, background: null };
    if (fill !== undefined && fill !== "transparent" && fill !== "none" && fill !== "") {
      return {
        text: text === undefined ? inheritedText(each) : text,
        background: parseColor(fill.split(/\s+(?=url|no-repeat)/)[0]),
      };
    }
  }
  return { text: text === undefined ? [0, 0, 0] : text, background: [255, 255, 255] };
}

function inheritedText(from: Element): Rgb | null {
  for (const each of ancestry(from)) {
    const own = ownColor(each);
    if (own !== undefined) return own;
  }
  return [0, 0, 0];
}

/** What every client gives a link that has no colour of its own: it does not inherit one. */
const linkBlue: Rgb = [0, 0, 238];

function ownColor(element: Element): Rgb | null | undefined {
  const own = element.style.get("color") ?? element.attributes["color"];
  if (own !== undefined) return own === "inherit" ? undefined : parseColor(own);
  return element.tag === "a" && element.attributes["href"] !== undefined ? linkBlue : undefined;
}
