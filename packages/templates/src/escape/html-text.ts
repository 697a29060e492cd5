import { rule, textBlocks } from "../program/text-block.js";
import * as Mark from "../program/text-mark.js";

/**
 * What is never closed goes to the end, as in browsers, and a tag has no `<` outside of quotes:
 * else each of many would be searched to the end.
 */
const parts =
  /<!--[\s\S]*?(?:-->|$)|<(style|script|title)\b[\s\S]*?(?:<\/\1\s*>|$)|<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|'[^']*'|[^"'<>])*)>/gi;
const entity = /&(#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos|nbsp);/gi;
const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

const hides = /(?:^|;)\s*display\s*:\s*none\b/i;
/** Elements within elements that are told apart. Layouts of people have some dozens. */
const deepest = 100;

function sign(code: number): string {
  return String.fromCharCode(code);
}

function decoded(text: string): string {
  return text.replace(entity, (whole, given: string) => {
    const name = given.toLowerCase();
    const code = Number(name.replace("#x", "0x").replace("#", ""));
    // No control character, so no mark.
    return named[name] ?? (code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : whole);
  });
}

function attribute(name: string, written: string): string {
  const [, double, single, bare] =
    new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(
      written,
    ) ?? [];
  return decoded(double ?? single ?? bare ?? "");
}

/**
 * What a field of markup says in a text part, with the marks that its elements stand for
 * ({@link Mark}): links' addresses behind their words, images' alternative texts. Its tables lay
 * out. What it leaves open is closed, and it closes nothing of the mail around it.
 */
export function htmlText(markup: string): string {
  let out = "";
  const open: { readonly name: string; readonly end: string }[] = [];
  /** Of the outermost open element that nobody sees: how deep it stands, and what is before it. */
  let unseen: { readonly depth: number; readonly before: string } | null = null;
  const closeTo = (depth: number): void => {
    while (open.length > depth) out += open.pop()?.end ?? "";
    if (unseen === null || depth > unseen.depth) return;
    out = unseen.before;
    unseen = null;
  };
  let from = 0;
  for (const match of markup.matchAll(parts)) {
    const [whole, , slash, tag = "", written = ""] = match;
    out += decoded(markup.slice(from, match.index));
    from = match.index + whole.length;
    const name = tag.toLowerCase();
    const inList = open.at(-1)?.name === "li";
    if (slash === "/") {
      const found = open.findLastIndex((one) => one.name === name);
      if (found >= 0) closeTo(found);
      continue;
    }
    if (name === "li" && inList) closeTo(open.length - 1);
    const apart = textBlocks.get(name);
    if (apart !== undefined && open.at(-1)?.name === "p") closeTo(open.length - 1);
    let begin = "";
    let end = "";
    if (unseen !== null || (/display/i.test(written) && hides.test(attribute("style", written)))) {
      if (/^(?:br|hr|img|input)$/.test(name) || open.length >= deepest) continue;
      unseen ??= { depth: open.length, before: out };
      open.push({ name, end });
      continue;
    }
    if (name === "br") out += sign(Mark.lineEnd);
    else if (name === "img") out += attribute("alt", written);
    else if (name === "hr") out += `${sign(Mark.open)}2${rule}${sign(Mark.close)}2`;
    else if (name === "a") {
      begin = sign(Mark.link) + attribute("href", written) + sign(Mark.end);
      end = sign(Mark.linkEnd);
    } else if (name === "li") {
      begin = sign(Mark.item);
      end = `${sign(Mark.close)}1`;
    } else if (name === "ul" || name === "ol") {
      const lines = inList ? 1 : 2;
      begin = `${sign(name === "ul" ? Mark.bullets : Mark.numbers)}${lines}`;
      if (name === "ol")
        begin += `${attribute("type", written).charAt(0) || "1"}${attribute("start", written)}${sign(Mark.end)}`;
      end = `${sign(Mark.close)}${lines}`;
    } else if (name === "tr") {
      begin = sign(Mark.line);
      end = `${sign(Mark.close)}1`;
    } else if (name === "td" || name === "th") {
      begin = " ";
      end = " ";
    } else if (apart !== undefined) {
      begin = name === "blockquote" ? sign(Mark.quote) : `${sign(Mark.open)}${apart[0]}`;
      end = `${sign(Mark.close)}${apart[1]}`;
      if (name === "pre") begin = sign(Mark.preformatted);
    } else continue;
    if (open.length >= deepest) {
      out += " ";
      continue;
    }
    out += begin;
    if (end !== "") open.push({ name, end });
  }
  out += decoded(markup.slice(from));
  closeTo(0);
  return out;
}
