import { compile, type HtmlToTextOptions } from "html-to-text";
import * as Escape from "../../program/escape.js";
import type { Part } from "../../program/index.js";
import { partBuilder } from "../emit/part-builder.js";
import { emitPieces } from "../html/emit-pieces.js";
import { emitUrl, type LinkedHtml } from "../html/links.js";
import { parsePieces } from "../pieces.js";
import { markOf, type TokenTable } from "../tokens.js";
import { bulletDynamicLists } from "./numbered-lists.js";

/**
 * How HTML becomes text; the same options per recipient give the same text up to white space. Lines
 * are not wrapped (holes have no length yet), headings keep their case, images give their
 * alternative text, what is hidden stays out. Numbered lists whose entries depend on the recipient
 * are the one exception: those have bullets.
 */
export const textOptions: HtmlToTextOptions = {
  wordwrap: false,
  formatters: {
    alternative: (element, _walk, builder) => {
      const alt: unknown = element.attribs?.["alt"];
      if (typeof alt === "string" && alt !== "") builder.addInline(alt, { noWordTransform: true });
    },
  },
  selectors: [
    { selector: "*", format: "inline" },
    { selector: "img", format: "alternative" },
    { selector: "a", options: { noAnchorUrl: true, hideLinkHrefIfSameAsText: false } },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
    { selector: "table", options: { uppercaseHeaderCells: false } },
    { selector: 'div[style^="display:none"]', format: "skip" },
    { selector: "input", format: "skip" },
    { selector: "label", format: "skip" },
  ],
};

/** Made once: reading the selectors takes as long as a short mail. */
const toText = /* @__PURE__ */ compile(textOptions);

/** The text part, from the tokenised HTML: html-to-text runs once, here. */
export const textPart = (linked: LinkedHtml, table: TokenTable): Part => {
  const { urls } = linked;
  const text = settleLines(toText(bulletDynamicLists(withLinkValues(linked, table), table)), table);
  const builder = partBuilder();
  emitPieces(parsePieces(text, table, { source: "mjml", line: 1, column: 1 }), table, builder, {
    text: builder.text,
    value: (held) => builder.value(held.node.expr, held.node.raw ? Escape.htmlText : Escape.plain),
    link(index) {
      const end = builder.link(index);
      // As html-to-text shows an address: it is for reading here.
      emitUrl(urls[index] ?? [], builder, table, (text) => text.replace(/^mailto:/, ""));
      builder.land(end);
    },
  });
  return builder.build();
};

/** One token for the whole URL of each link. Links stand in the order of their tokens. */
export const withLinkValues = (
  { html, tokens }: Pick<LinkedHtml, "html" | "tokens">,
  table: TokenTable,
): string => {
  let out = "";
  let at = 0;
  for (const token of tokens) {
    const close = table.write("close", token);
    const from = html.indexOf(table.write("open", token), at);
    out += html.slice(at, from) + table.write("value", token);
    at = html.indexOf(close, from) + close.length;
  }
  return out + html.slice(at);
};

/** A line of nothing but block tokens is no line: it hangs at the end of the one before. */
const settleLines = (text: string, table: TokenTable): string => {
  const lines = text.split("\n");
  let out = "";
  let started = false;
  let breaks = "";
  for (const line of lines) {
    const marks = [...line.matchAll(table.pattern)];
    const onlyMarks =
      marks.length > 0 &&
      marks.every((match) => markOf(match[1]) !== "value") &&
      /^(?:\s*>)*\s*$/.test(line.replace(table.pattern, ""));
    // A quotation's sign before them goes as well.
    if (onlyMarks) out += marks.map(([mark]) => mark).join("");
    else if (line.trim() === "") breaks += "\n";
    else {
      out += (started ? breaks : "") + line.trimEnd();
      breaks = "";
      started = true;
    }
    if (!onlyMarks && line.trim() !== "") breaks = "\n";
  }
  return `${out}\n`;
};
