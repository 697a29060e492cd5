/** Elements beside which white space never shows. */
const block =
  "table|tbody|thead|tfoot|tr|td|th|div|html|head|body|title|meta|link|style|xml|p|h[1-6]|ul|ol|li|center|!doctype|v:[a-z]+|o:[a-z]+|noscript";
const besideBlock = new RegExp(`[ \n]?(</?(?:${block})\\b[^<>]*>)[ \n]?`, "gi");
const verbatim = /<(pre|textarea|style|script)\b/gi;

/** A style under which white space shows: of what it applies to, nobody can be sure here. */
const keepsSpace = /white-space\s*:\s*(?:pre|break-spaces)/i;

/**
 * Takes out white space that no client shows: around block-level tags and conditional comments
 * entirely, elsewhere down to one character. White space is what HTML calls so: a no-break or an
 * ideographic space is text. Works on the tokenised HTML, where holes are words and cannot be hurt.
 */
export function minifyHtml(html: string): string {
  if (keepsSpace.test(html)) return html;
  const kept: string[] = [];
  let text = replaceVerbatim(html, (element, tag) => {
    const index = kept.push(tag === "style" ? minifyStyle(element) : element) - 1;
    return `\u0000${index}\u0000`;
  });
  // First of all, so that nothing below meets a long run: it would be tried from every place in it.
  text = text.replace(/[ \t\n\f\r]{2,}|[\t\f\r]/g, (run) => (run.includes("\n") ? "\n" : " "));
  text = text.replace(/<(?![!/])[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>/g, squeezeTag);
  text = text.replace(besideBlock, "$1");
  // Only line breaks between tags: in running text a space beside a conditional comment shows.
  text = text.replace(/(?<=>)\n(?=<!(?:--\[if|--<!\[endif|\[endif))/g, "");
  text = text.replace(/((?:<!--\[if[^\]]*\]>(?:<!-->)?|(?:<!--)?<!\[endif\]-->))\n(?=<)/g, "$1");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the marks set above.
  return text.replace(/[ \n]?\u0000(\d+)\u0000[ \n]?/g, (whole, index: string) => {
    const element = kept[Number(index)] ?? "";
    return /^<style/i.test(element)
      ? element
      : whole.replace(`\u0000${index}\u0000`, () => element);
  });
}

/**
 * Elements whose text is not markup, each up to its own closing tag. One that is never closed is
 * left as it is.
 */
function replaceVerbatim(
  html: string,
  replacement: (element: string, tag: string) => string,
): string {
  const unclosed = new Set<string>();
  let out = "";
  let from = 0;
  for (const { 1: name = "", index } of html.matchAll(verbatim)) {
    const tag = name.toLowerCase();
    if (index < from || unclosed.has(tag)) continue;
    const closing = new RegExp(`</${tag}>`, "gi");
    closing.lastIndex = index;
    if (closing.test(html)) {
      out += html.slice(from, index) + replacement(html.slice(index, closing.lastIndex), tag);
      from = closing.lastIndex;
    } else unclosed.add(tag);
  }
  return out + html.slice(from);
}

/**
 * Spaces between attributes, none before the end; in quotes everything stays. By hand, as a mail
 * has tags by the hundred.
 */
function squeezeTag(tag: string): string {
  let out = "";
  let from = 0;
  for (let at = 0; at < tag.length; at++) {
    const character = tag[at];
    if (character === '"' || character === "'") {
      const closing = tag.indexOf(character, at + 1);
      at = closing < 0 ? tag.length : closing;
    } else if (character === " " || character === "\n") {
      const last = tag[at + 1] === ">" || tag.startsWith("/>", at + 1);
      if (!last && character === " ") continue;
      out += last ? tag.slice(from, at) : `${tag.slice(from, at)} `;
      from = at + 1;
    }
  }
  return out + tag.slice(from);
}

function minifyStyle(style: string): string {
  return style.replace(
    />([\s\S]*)</,
    (_, css: string) =>
      `>${css
        .replace(/(?<!\s)\s*\n\s*/g, "\n")
        .replace(/([{};,])\n/g, "$1")
        .trim()}<`,
  );
}
