/** Elements beside which white space never shows. */
const block =
  "table|tbody|thead|tfoot|tr|td|th|div|html|head|body|title|meta|link|style|xml|p|h[1-6]|ul|ol|li|center|!doctype|v:[a-z]+|o:[a-z]+|noscript";
const besideBlock = new RegExp(`\\s*(</?(?:${block})\\b[^<>]*>)\\s*`, "gi");
const verbatim = /<(pre|textarea|style|script)\b[\s\S]*?<\/\1>/gi;

/**
 * Takes out white space that no client shows: around block-level tags and conditional comments entirely, elsewhere down to
 * one character. Works on the tokenised HTML, where holes are words and cannot be hurt.
 */
export const minifyHtml = (html: string): string => {
  const kept: string[] = [];
  const hold = (text: string): string => `\u0000${kept.push(text) - 1}\u0000`;
  let text = html.replace(verbatim, (element, tag: string) =>
    hold(tag.toLowerCase() === "style" ? minifyStyle(element) : element),
  );
  text = text.replace(/<(?![!/])[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>/g, squeezeTag);
  text = text.replace(besideBlock, "$1");
  // Only line breaks between tags: in running text a space beside a conditional comment shows.
  text = text.replace(/(?<=>)\s*\n\s*(?=<!(?:--\[if|--<!\[endif|\[endif))/g, "");
  text = text.replace(/((?:<!--\[if[^\]]*\]>(?:<!-->)?|(?:<!--)?<!\[endif\]-->))\s*\n\s*(?=<)/g, "$1");
  // Runs that are one space or one line break already are passed over.
  text = text.replace(/\s{2,}|[^\S \n]/g, (run) => (run.includes("\n") ? "\n" : " "));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the marks set above.
  return text.replace(/\s?\u0000(\d+)\u0000\s?/g, (whole, index: string) => {
    const element = kept[Number(index)] ?? "";
    return /^<style/i.test(element) ? element : whole.replace(`\u0000${index}\u0000`, () => element);
  });
};

/** White space outside of the quotes, down to one space, none before the end. By hand, as a mail has tags by the hundred. */
const squeezeTag = (tag: string): string => {
  let out = "";
  let from = 0;
  let at = 0;
  while (at < tag.length) {
    const character = tag[at] ?? "";
    if (character === '"' || character === "'") {
      const closing = tag.indexOf(character, at + 1);
      at = closing < 0 ? tag.length : closing + 1;
      continue;
    }
    const end = afterSpace(tag, at);
    if (end === at) {
      at++;
      continue;
    }
    const last = tag[end] === ">" || tag.startsWith("/>", end);
    if (last || end > at + 1 || character !== " ") {
      out += last ? tag.slice(from, at) : `${tag.slice(from, at)} `;
      from = end;
    }
    at = end;
  }
  return out + tag.slice(from);
};

const afterSpace = (text: string, from: number): number => {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
};

/** What `\s` matches. */
const isSpace = (unit: number): boolean =>
  unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || (unit >= 0xa0 && /\s/.test(String.fromCharCode(unit)));

const minifyStyle = (style: string): string =>
  style.replace(
    />([\s\S]*)</,
    (_, css: string) =>
      `>${css
        .replace(/\s*\n\s*/g, "\n")
        .replace(/([{};,])\n/g, "$1")
        .trim()}<`,
  );
