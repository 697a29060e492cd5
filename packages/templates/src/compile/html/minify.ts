/** Elements beside which white space never shows. */
const block =
  "table|tbody|thead|tfoot|tr|td|th|div|html|head|body|title|meta|link|style|xml|p|h[1-6]|ul|ol|li|center|!doctype|v:[a-z]+|o:[a-z]+|noscript";
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
  text = text.replace(/<(?![!/])[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>/g, (tag) => squeezeTag(tag));
  text = text.replace(new RegExp(`\\s*(</?(?:${block})\\b[^<>]*>)\\s*`, "gi"), "$1");
  // Only line breaks between tags: in running text a space beside a conditional comment shows.
  text = text.replace(/(?<=>)\s*\n\s*(?=<!(?:--\[if|--<!\[endif|\[endif))/g, "");
  text = text.replace(/((?:<!--\[if[^\]]*\]>(?:<!-->)?|(?:<!--)?<!\[endif\]-->))\s*\n\s*(?=<)/g, "$1");
  text = text.replace(/\s+/g, (run) => (run.includes("\n") ? "\n" : " "));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the marks set above.
  return text.replace(/\s*\u0000(\d+)\u0000\s*/g, (whole, index: string) => {
    const element = kept[Number(index)] ?? "";
    return /^<style/i.test(element) ? element : whole.replace(`\u0000${index}\u0000`, element);
  });
};

const squeezeTag = (tag: string): string =>
  tag
    .replace(/("[^"]*"|'[^']*')|\s+/g, (run, quoted: string | undefined) => quoted ?? (run === "" ? "" : " "))
    .replace(/\s+(\/?>)$/, "$1");

const minifyStyle = (style: string): string =>
  style.replace(
    />([\s\S]*)</,
    (_, css: string) =>
      `>${css
        .replace(/\s*\n\s*/g, "\n")
        .replace(/([{};,])\n/g, "$1")
        .trim()}<`,
  );
