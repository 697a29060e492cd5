/** Mail clients a finding can be about. */
export const clients = ["gmail", "outlook-windows", "outlook-web", "apple-mail", "yahoo"] as const;
export type Client = (typeof clients)[number];

export interface Feature {
  readonly name: string;
  /** Looked for in the CSS: style attributes and style elements outside of conditional comments. */
  readonly css?: RegExp;
  /** Looked for as elements. */
  readonly tag?: string;
  /** Clients that do not show it. */
  readonly without: readonly Client[];
  /** What a reader loses there. */
  readonly loss: "content" | "layout" | "looks";
  readonly remedy: string;
}

const [gmail, windows, web, , yahoo] = clients;

/**
 * What mail clients do not support, small on purpose: what authors reach for and what loses
 * something. Facts as caniemail.com records them; MJML's own fallbacks (ghost tables, VML buttons)
 * are taken into account, so its output stays clean.
 */
export const features: readonly Feature[] = [
  {
    name: "display: flex",
    css: /display\s*:\s*(?:inline-)?flex/,
    without: [windows, gmail, yahoo],
    loss: "layout",
    remedy: "Use mj-column, which is a table where it must be.",
  },
  {
    name: "display: grid",
    css: /display\s*:\s*(?:inline-)?grid/,
    without: [windows, gmail, web, yahoo],
    loss: "layout",
    remedy: "Use mj-section and mj-column.",
  },
  {
    name: "position",
    css: /(?:^|[;{\s])position\s*:\s*(?:absolute|fixed|sticky)/,
    without: [windows, gmail, web, yahoo],
    loss: "layout",
    remedy: "Place things with padding and columns.",
  },
  {
    name: "CSS variables",
    css: /var\(\s*--/,
    without: [windows, gmail, web, yahoo],
    loss: "looks",
    remedy: "Write the value itself, or a field of type color.",
  },
  {
    name: "calc()",
    css: /calc\(/,
    without: [windows, web],
    loss: "layout",
    remedy: "Write the computed length.",
  },
  {
    name: "CSS animations",
    css: /@keyframes|(?:^|[;{\s])animation(?:-name)?\s*:/,
    without: [windows, gmail, web, yahoo],
    loss: "looks",
    remedy: "Make sure the first frame says everything.",
  },
  {
    name: "transform",
    css: /(?:^|[;{\s])transform\s*:(?!\s*none)/,
    without: [windows, gmail, yahoo],
    loss: "looks",
    remedy: "Put the turn into the image.",
  },
  {
    name: "object-fit",
    css: /object-fit\s*:/,
    without: [windows, gmail, yahoo],
    loss: "looks",
    remedy: "Crop the image to its size.",
  },
  {
    name: "clip-path",
    css: /clip-path\s*:/,
    without: [windows, gmail, web, yahoo],
    loss: "looks",
    remedy: "Crop the image to its shape.",
  },
  {
    name: "filter",
    css: /(?:^|[;{\s])filter\s*:(?!\s*none)/,
    without: [windows, gmail, web, yahoo],
    loss: "looks",
    remedy: "Put the effect into the image.",
  },
  {
    name: "mix-blend-mode",
    css: /mix-blend-mode\s*:/,
    without: [windows, gmail, web, yahoo],
    loss: "looks",
    remedy: "Blend the image beforehand.",
  },
  {
    name: "background images in CSS",
    css: /background(?:-image)?\s*:[^;}]*url\(/,
    without: [windows],
    loss: "looks",
    remedy: "Use background-url on mj-section, which writes VML, and set a background colour.",
  },
  {
    name: "negative margins",
    css: /margin(?:-\w+)?\s*:[^;}]*(?:^|\s|:)-\d/,
    without: [windows, gmail, yahoo],
    loss: "layout",
    remedy: "Move things with padding.",
  },
  {
    name: "gap",
    css: /(?:^|[;{\s])(?:row-|column-)?gap\s*:/,
    without: [windows, gmail, yahoo],
    loss: "layout",
    remedy: "Use padding.",
  },
  {
    name: "video",
    tag: "video",
    without: [gmail, windows, web, yahoo],
    loss: "content",
    remedy: "Show a picture that links to the film.",
  },
  {
    name: "audio",
    tag: "audio",
    without: [gmail, windows, web, yahoo],
    loss: "content",
    remedy: "Link to the recording.",
  },
  {
    name: "inline SVG",
    tag: "svg",
    without: [gmail, windows, web, yahoo],
    loss: "content",
    remedy: "Use a PNG.",
  },
  {
    name: "forms",
    tag: "form",
    without: [gmail, windows, web, yahoo],
    loss: "content",
    remedy: "Link to a form on the web.",
  },
  {
    name: "iframe",
    tag: "iframe",
    without: [...clients],
    loss: "content",
    remedy: "Link to the page.",
  },
  {
    name: "script",
    tag: "script",
    without: [...clients],
    loss: "content",
    remedy: "Remove it: every client does, and filters count it against the mail.",
  },
  {
    name: "object and embed",
    tag: "object",
    without: [...clients],
    loss: "content",
    remedy: "Link to it.",
  },
  {
    name: "picture",
    tag: "picture",
    without: [gmail, windows, yahoo],
    loss: "looks",
    remedy: "Make sure its img alone is enough.",
  },
  {
    name: "canvas",
    tag: "canvas",
    without: [...clients],
    loss: "content",
    remedy: "Use an image.",
  },
];
