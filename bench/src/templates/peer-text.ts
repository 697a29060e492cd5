import { compile } from "html-to-text";

/**
 * html-to-text as people use it for mails: no wrapping, headings in their own case, images as their
 * alternative text, what is hidden left out. It says what our text parts say, with other white
 * space.
 */
export const peerText = compile({
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
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
    ...["display:none", "display: none"].map((hidden) => ({
      selector: `[style*="${hidden}"]`,
      format: "skip",
    })),
    { selector: "input", format: "skip" },
    { selector: "label", format: "skip" },
  ],
});

/** The words of a text part, with nothing of how they are set. */
export function joinWords(text: string): string {
  return text.replace(/[\s[\]]+/g, "");
}
