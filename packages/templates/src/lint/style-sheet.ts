export interface Declaration {
  /** In lower case. */
  readonly property: string;
  /** In lower case, `!important` included. */
  readonly value: string;
}

/** What a style sheet or a style attribute holds, taken apart as far as rules look at it. */
export interface StyleSheet {
  readonly declarations: readonly Declaration[];
  /** Of style rules, as written. */
  readonly selectors: readonly string[];
  readonly atRules: readonly { readonly name: string; readonly prelude: string }[];
  /** A style rule stands in another. */
  readonly nested: boolean;
  readonly comments: boolean;
}

/** A comment, a string, or a character that ends something; parentheses hold none of those. */
const pieces = /\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\]|\\[\s\S])*"?|'(?:[^'\\]|\\[\s\S])*'?|[(){};]/g;

/**
 * Reads CSS as browsers do where it is sound, and to the end where it is not.
 *
 * @param inRule True for a style attribute: it begins inside a rule.
 */
export function readStyles(css: string, inRule = false): StyleSheet {
  const declarations: Declaration[] = [];
  const selectors: string[] = [];
  const atRules: { name: string; prelude: string }[] = [];
  /** For each open brace, whether what stands in it are declarations. */
  const open: boolean[] = inRule ? [true] : [];
  let comments = false;
  let nested = false;
  let text = "";
  let from = 0;
  let depth = 0;
  const declare = (): void => {
    const colon = text.indexOf(":");
    const written = text.trim();
    if (written.startsWith("@")) atRule(written);
    else if (colon > 0 && open.at(-1) === true)
      declarations.push({
        property: text.slice(0, colon).trim().toLowerCase(),
        value: text
          .slice(colon + 1)
          .trim()
          .toLowerCase(),
      });
    text = "";
  };
  const atRule = (written: string): string => {
    const [, name = "", prelude = ""] = /^@([\w-]+)\s*([\s\S]*)$/.exec(written) ?? [];
    atRules.push({ name: name.toLowerCase(), prelude: prelude.trim() });
    return name.toLowerCase();
  };
  const begin = (): void => {
    const written = text.trim();
    text = "";
    if (written.startsWith("@")) {
      open.push(/^(?:font-face|page|property)$/.test(atRule(written)));
      return;
    }
    nested ||= !inRule && open.includes(true);
    selectors.push(written);
    open.push(true);
  };
  for (const { 0: piece, index } of css.matchAll(pieces)) {
    text += css.slice(from, index);
    from = index + piece.length;
    if (piece.startsWith("/*")) comments = true;
    else if (piece === "(" || piece === ")") {
      depth = Math.max(0, depth + (piece === "(" ? 1 : -1));
      text += piece;
    } else if (depth > 0 && piece === ";") text += piece;
    else if (piece === ";") declare();
    else if (piece === "{") {
      depth = 0;
      begin();
    } else if (piece === "}") {
      depth = 0;
      declare();
      if (open.length > (inRule ? 1 : 0)) open.pop();
    } else text += piece;
  }
  text += css.slice(from);
  declare();
  return { declarations, selectors, atRules, nested, comments };
}

/**
 * Every address in `url(…)`, and the string that `@import` may take instead. Without quotes it
 * holds neither white space nor parentheses, so that what is never closed is given up at once.
 */
export function urlsIn(css: string): readonly string[] {
  return Array.from(
    css.matchAll(/url\(\s*(?:"([^"]*)"\s*|'([^']*)'\s*|([^\s()"']+)\s*|)\)/gi),
    (match) => (match[1] ?? match[2] ?? match[3] ?? "").trim(),
  );
}
