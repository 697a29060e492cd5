import {
  adds,
  type Feature,
  type Features,
  type Loss,
  layout,
  looks,
  splitWords,
} from "./feature.js";
import { atRule, attribute, property, selector, unit, value, valued } from "./feature-matchers.js";

/** Properties whose feature has their name: `css-` and the property. */
function byName(loss: Loss, names: string): readonly (readonly [string, Feature])[] {
  return splitWords(names).map((name) => [`css-${name}`, { matcher: property(name), loss }]);
}

const named: Features = Object.fromEntries([
  ...byName("layout", `align-items column-count float inline-size justify-content writing-mode`),
  ...byName(
    "looks",
    `aspect-ratio backdrop-filter background-blend-mode background-clip background-origin
    background-position background-repeat background-size border-image border-spacing box-shadow clear
    empty-cells letter-spacing list-style-image list-style-position mask-image max-height min-height min-width object-position opacity
    shape-margin shape-outside text-decoration-color text-decoration-line text-decoration-style
    text-emphasis text-emphasis-position text-indent text-orientation text-overflow text-shadow
    visibility word-spacing z-index`,
  ),
  ...byName(
    "nothing",
    `accent-color background background-color border-collapse border-radius box-sizing
    caption-side cursor direction display font font-kerning font-size font-size-adjust font-stretch
    font-weight height hyphenate-character hyphenate-limit-chars hyphens line-height list-style
    list-style-type max-block-size max-inline-size max-width min-block-size min-inline-size orphans
    outline outline-offset overflow-wrap resize tab-size table-layout text-align text-align-last text-decoration text-decoration-skip-ink text-decoration-thickness text-justify
    text-transform text-underline-offset text-underline-position text-wrap transition user-select
    vertical-align white-space white-space-collapse widows width word-break word-wrap`,
  ),
]);

const columns = `
  columns column-fill column-gap column-rule column-rule-color
  column-rule-style column-rule-width column-span column-width`;
function logical(kind: string, ...ends: readonly string[]): readonly string[] {
  return ["block", "inline"].flatMap((axis) => ends.map((end) => `${kind}-${axis}${end}`));
}
const edges = ["-start", "-end"];
function sides(kind: string): readonly string[] {
  return ["top", "right", "bottom", "left"].map((side) => `${kind}-${side}`);
}
function pseudo(name: string): Feature {
  return adds(selector(new RegExp(`${name}(?![\\w-])`)));
}

const written = "Write the computed length.";
const columnsInstead = "Use mj-section and mj-column, which are tables where they must be.";
const placed = "Place things with padding and columns.";
const toImage = "Put the effect into the image.";

/** What is more than a property of that name. */
const more: Features = {
  "css-at-font-face": adds(atRule("font-face")),
  "css-at-import": adds(atRule("import")),
  "css-at-keyframes": looks(atRule("keyframes"), "Make sure the first frame says everything."),
  "css-animation": looks(
    property("animation", "animation-name"),
    "Make sure the first frame says everything.",
  ),
  "css-at-media": adds(atRule("media")),
  "css-at-media-device-pixel-ratio": adds(atRule("media", /device-pixel-ratio/)),
  "css-at-media-hover": adds(atRule("media", /\((?:any-)?hover/)),
  "css-at-media-orientation": adds(atRule("media", /orientation/)),
  "css-at-media-prefers-color-scheme": adds(atRule("media", /prefers-color-scheme/)),
  "css-at-media-prefers-reduced-motion": adds(atRule("media", /prefers-reduced-motion/)),
  "css-at-supports": adds(atRule("supports")),
  "css-background-image": looks(
    {
      ...valued(["background", "background-image"], /url\(/),
      near: /background(?:-image|-url)?\s*[:=][^;"'}]*/i,
    },
    "Use background-url on mj-section, which writes VML, and set a background color.",
  ),
  "css-block-inline-size": layout(property("block-size", "inline-size")),
  "css-border-inline-block": looks(property("border-inline", "border-block")),
  "css-border-inline-block-individual": looks(
    property(...logical("border", ...edges, "-color", "-style", "-width")),
  ),
  "css-border-inline-block-longhand": looks(
    property(
      ...logical(
        "border",
        ...edges.flatMap((edge) => ["-color", "-style", "-width"].map((part) => edge + part)),
      ),
    ),
  ),
  "css-border-radius-logical": looks(
    property(
      ...["start-start", "start-end", "end-start", "end-end"].map(
        (corner) => `border-${corner}-radius`,
      ),
    ),
  ),
  "css-clip-path": looks(property("clip-path"), "Crop the image to its shape."),
  "css-color-scheme": adds(property("color-scheme")),
  "css-column-layout-properties": layout(property(...splitWords(columns))),
  "css-comments": {
    loss: "nothing",
    matcher: { uses: ({ sheet }) => sheet.comments, near: /\/\*/ },
  },
  "css-conic-gradient": looks(value(/conic-gradient\(/), toImage),
  "css-display-flex": layout(valued(["display"], /(?:inline-)?flex\b/), columnsInstead),
  "css-display-grid": layout(valued(["display"], /(?:inline-)?grid\b/), columnsInstead),
  "css-display-none": adds(valued(["display"], /none\b/)),
  "css-filter": looks(valued(["filter"], /^(?!none)/), toImage),
  "css-flex-direction": layout(valued(["flex-direction", "flex-flow"], /column/), columnsInstead),
  "css-flex-wrap": layout(valued(["flex-wrap", "flex-flow"], /wrap/), columnsInstead),
  "css-function-clamp": layout(value(/\bclamp\(/), written),
  "css-function-light-dark": looks(
    value(/light-dark\(/),
    "Write the light color itself, and the dark one in a media query.",
  ),
  "css-function-max": layout(value(/(?<![\w-])max\(/), written),
  "css-function-min": layout(value(/(?<![\w-])min\(/), written),
  "css-gap": layout(property("gap", "column-gap", "row-gap"), "Use padding."),
  "css-grid-template": layout(
    property("grid-template", "grid-template-areas", "grid-template-columns", "grid-template-rows"),
    columnsInstead,
  ),
  "css-important": adds(value(/!\s*important/)),
  "css-inert-attribute": adds(attribute("inert")),
  "css-inset": layout(property("inset", ...logical("inset", "", ...edges)), placed),
  "css-intrinsic-size": layout(value(/(?:fit|min|max)-content/), written),
  "css-left-right-top-bottom": layout(property("left", "right", "top", "bottom"), placed),
  "css-linear-gradient": looks(value(/linear-gradient\(/), "Set a background color beside it."),
  "css-radial-gradient": looks(value(/radial-gradient\(/), "Set a background color beside it."),
  "css-border": adds(
    property(
      "border",
      ...sides("border"),
      ...["width", "style", "color"].map((part) => `border-${part}`),
    ),
  ),
  "css-margin": adds(property("margin", ...sides("margin"))),
  "css-margin#negative": {
    ...layout(valued(["margin", ...sides("margin")], /(?:^|\s)-\d/)),
    partIsNone: true,
    remedy: "Move things with padding: what lacks here are negative margins.",
  },
  "css-overflow": adds(property("overflow", "overflow-x", "overflow-y")),
  "css-padding": adds(property("padding", ...sides("padding"))),
  "css-margin-block-start-end": looks(property("margin-block-start", "margin-block-end")),
  "css-margin-inline-block": looks(property("margin-inline", "margin-block")),
  "css-margin-inline-start-end": looks(property("margin-inline-start", "margin-inline-end")),
  "css-padding-block-start-end": looks(property("padding-block-start", "padding-block-end")),
  "css-padding-inline-block": looks(property("padding-inline", "padding-block")),
  "css-padding-inline-start-end": looks(property("padding-inline-start", "padding-inline-end")),
  "css-mix-blend-mode": looks(property("mix-blend-mode"), "Blend the image beforehand."),
  "css-modern-color": looks(
    value(/(?:^|[\s,(])(?:ok)?l(?:ch|ab)\(/),
    "Write the color as #rrggbb.",
  ),
  "css-nesting": {
    loss: "looks",
    matcher: { uses: ({ sheet }) => sheet.nested, near: /<mj-style|<style/ },
  },
  "css-object-fit": looks(property("object-fit"), "Crop the image to its size."),
  "css-position": layout(valued(["position"], /absolute|fixed|sticky|relative/), placed),
  "css-rgb": looks(value(/\brgb\(/), "Write the color as #rrggbb."),
  "css-rgba": looks(value(/\brgba\(/), "Write the color as #rrggbb."),
  "css-scroll-snap": adds(property("scroll-snap-type", "scroll-snap-align", "scroll-snap-stop")),
  "css-selector-adjacent-sibling": adds(selector(/[^\s+]\s*\+\s*[^\s+]/, /\+/)),
  "css-selector-attribute": adds(selector(/\[[^\]]+\]/)),
  "css-selector-chaining": adds(selector(/\.[\w-]+\.[\w-]/)),
  "css-selector-child": adds(selector(/>/)),
  "css-selector-class": adds(selector(/\.[A-Za-z_-]/)),
  "css-selector-descendant": adds(selector(/[\w\])*]\s+[\w.#[*:]/)),
  "css-selector-general-sibling": adds(selector(/~(?!=)/)),
  "css-selector-grouping": adds(selector(/,/)),
  "css-selector-id": adds(selector(/#[A-Za-z_-]/)),
  "css-selector-type": adds(selector(/(?:^|[\s,>+~])[A-Za-z][\w-]*/)),
  "css-selector-universal": adds(selector(/\*(?!=)/)),
  "css-sytem-ui": adds(
    valued(["font", "font-family"], /system-ui|ui-(?:serif|sans-serif|rounded|monospace)/),
  ),
  "css-transform": looks(valued(["transform"], /^(?!none)/), "Put the turn into the image."),
  "css-unit-calc": layout(value(/\bcalc\(/), written),
  "css-unit-initial": adds(value(/\binitial\b/)),
  "css-unit-percent": adds(unit("%")),
  "css-variables": looks(value(/var\(\s*--/), "Write the value itself, or a field of type color."),
};

const lengths = "ch cm em ex in mm pc pt px rem vh vmax vmin vw";
const pseudoClasses = `
  active checked default first-child
  first-of-type focus focus-visible focus-within has hover lang last-child last-of-type link not
  nth-child nth-last-child nth-last-of-type nth-of-type only-child only-of-type target visited`;
const pseudoElements = "after before first-letter first-line marker placeholder";
const lost: ReadonlySet<string> = new Set(["after", "before"]);

export const cssFeatures: Features = {
  ...named,
  ...more,
  ...Object.fromEntries(
    splitWords(lengths).map((name) => [
      `css-unit-${name}`,
      (name.startsWith("v") || name === "rem" ? looks : adds)(unit(name)),
    ]),
  ),
  ...Object.fromEntries(
    splitWords(pseudoClasses).map((name) => [`css-pseudo-class-${name}`, pseudo(`:${name}`)]),
  ),
  ...Object.fromEntries(
    splitWords(pseudoElements).map((name) => [
      `css-pseudo-element-${name}`,
      { ...pseudo(`::?${name}`), ...(lost.has(name) ? { loss: "looks" as const } : {}) },
    ]),
  ),
};
