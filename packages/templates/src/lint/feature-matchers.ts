import type { LintPage } from "./page.js";
import type { Declaration } from "./style-sheet.js";

/** How a feature is recognized in a mail, and how the author may have written it. */
export interface Matcher {
  uses(page: LintPage): boolean;
  /** Looked for in the source, to say where. */
  readonly near: RegExp;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
function either(names: readonly string[]): string {
  return names.map(literal).join("|");
}
const begins = "(?:^|(?<=[\\s;{\"']))";

function declared(test: (declaration: Declaration) => boolean, near: string): Matcher {
  return {
    uses: ({ declarations }) => declarations.some(test),
    near: new RegExp(near, "i"),
  };
}

/** Values that say what is so anyway: nothing is lost where they are not understood. */
const neutral = /^(?:none|normal|auto|0(?:px)?|visible|inherit|unset)(?:\s*!important)?$/;

/** Properties of which such a value is what an author would write. */
const telling = /^(?:hyphens|user-select)$/;

/** A declaration of one of these properties, or the MJML attribute of that name. */
export function property(...names: readonly string[]): Matcher {
  return declared(
    (one) =>
      names.includes(one.property) && !(neutral.test(one.value) && !telling.test(one.property)),
    `${begins}(?:${either(names)})\\s*[:=]`,
  );
}

/** The same, with a value in which something is found. */
export function valued(names: readonly string[], value: RegExp): Matcher {
  return declared(
    (one) => names.includes(one.property) && value.test(one.value),
    `${begins}(?:${either(names)})\\s*[:=]\\s*["']?[^;"'}]*?(?:${value.source})`,
  );
}

/** Something in the value of any property. */
export function value(wanted: RegExp): Matcher {
  return declared((one) => wanted.test(one.value.replace(/"[^"]*"|'[^']*'/g, '""')), wanted.source);
}

/** A number with a unit; addresses and names are no numbers. */
export function unit(name: string): Matcher {
  const number = new RegExp(`(?:^|[\\s,(+*/-])[\\d.]*\\d${literal(name)}(?![\\w%-])`);
  return declared(
    (one) => number.test(one.value.replace(/url\([^()]*\)|"[^"]*"|'[^']*'/g, "")),
    `[\\d.]*\\d${literal(name)}(?![\\w%-])`,
  );
}

export function atRule(name: string, prelude: RegExp = /(?:)/): Matcher {
  return {
    uses: ({ sheet }) =>
      sheet.atRules.some((rule) => rule.name === name && prelude.test(rule.prelude)),
    near: new RegExp(`@${name}[^{;]*?${prelude.source}`, "i"),
  };
}

export function selector(wanted: RegExp, near: RegExp = wanted): Matcher {
  return {
    uses: ({ sheet }) => sheet.selectors.some((one) => wanted.test(one)),
    near,
  };
}

export function tag(...names: readonly string[]): Matcher {
  return {
    uses: ({ elements }) => elements.some((element) => names.includes(element.tag)),
    near: new RegExp(`<(?:${either(names)})(?![\\w-])`, "i"),
  };
}

/** An attribute, on these elements or any. */
export function attribute(name: string, wanted?: RegExp, tags: readonly string[] = []): Matcher {
  const value = wanted === undefined ? "(?=[\\s=/>])" : `\\s*=\\s*["']?(?=${inside(wanted)})`;
  return {
    uses: ({ elements }) =>
      elements.some(({ tag: own, attributes }) => {
        const given = attributes[name];
        return (
          given !== undefined &&
          (tags.length === 0 || tags.includes(own)) &&
          (wanted?.test(given) ?? true)
        );
      }),
    near: new RegExp(`(?<=\\s)${literal(name)}${value}`, "i"),
  };
}

/** The same pattern where the value is only a part of the text. */
function inside({ source }: RegExp): string {
  return source.replace(/^\^/, "").replace(/\$$/, "");
}

/** A picture by the end of its path, or by the type of its `data:` URI. */
export function picture(...formats: readonly string[]): Matcher {
  const ends = `\\.(?:${either(formats)})(?=$|[?#"'\\s)])`;
  const types = formats.map((format) => (format === "svg" ? "svg+xml" : format));
  const path = new RegExp(`^(?!data:)[^?#]*${ends}`, "i");
  const data = new RegExp(`^data:image/(?:${either(types)})[;,]`, "i");
  return {
    uses: ({ images }) => images.some((image) => path.test(image) || data.test(image)),
    near: new RegExp(`${ends}|data:image/(?:${either(types)})[;,]`, "i"),
  };
}
