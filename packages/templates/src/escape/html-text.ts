const unread = /<(style|script|title)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->/gi;
const link = /<a\b[^>]*?\shref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([\s\S]*?)<\/a\s*>/gi;
const image = /<img\b[^>]*?\salt\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>/gi;
const breaks = / ?<(?:br|\/?(?:p|div|h[1-6]|ul|ol|table|tr|blockquote))\b[^>]*> ?/gi;
const tag = /<\/?[a-z][^>]*>/gi;
const entity = /&(#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos|nbsp);/gi;
const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

/**
 * What a field of markup says in plain text: its words, with links' addresses behind them and
 * images' alternative texts.
 */
export const htmlText = (markup: string): string =>
  markup
    .replace(unread, "")
    .replace(/\s+/g, " ")
    .replace(link, "$3 [$1$2]")
    .replace(image, "$1$2")
    .replace(/ ?<li\b[^>]*> ?/gi, "\n * ")
    .replace(breaks, "\n")
    .replace(tag, "")
    .replace(/\n{2,}/g, "\n")
    .replace(entity, (whole, given: string) => {
      const name = given.toLowerCase();
      const code = Number(name.replace("#x", "0x").replace("#", ""));
      return named[name] ?? (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole);
    })
    .trim();
