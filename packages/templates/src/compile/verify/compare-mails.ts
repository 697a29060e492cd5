import { leaveEmptyOpen } from "./left-open.js";

/** The first difference between two mails that is not one of the allowed ones. */
export interface MailDifference {
  readonly where: "head rules" | "html" | "text";
  readonly compiled: string;
  readonly naive: string;
}

/**
 * Compares a compiled template's HTML with what Handlebars and then MJML make for the same
 * recipient. Allowed, because no client shows it:
 *
 * 1. white space between tags, and how much of it there is elsewhere;
 * 2. the random ids of carousels and navigation bars;
 * 3. adjacent `<![endif]--><!--[if mso | IE]>` that MJML would have merged;
 * 4. in the head, more of MJML's own rules and font links than this recipient needs (for variants
 *    of others), in another order;
 * 5. comments that are not conditional;
 * 6. with mj-html-attributes, MJML's XML writer closes elements that a recipient's data leaves
 *    empty (`<span/>`). Where it inlines styles as well, the inliner reads that as HTML, where it
 *    opens an element: what follows falls inside, up to the end of the one around. Ours stays as
 *    its author wrote it;
 * 7. the hidden preview element where the recipient's preview is empty: MJML leaves it out;
 * 8. with inlined styles, the inliner writes an attribute that a recipient's data leaves empty
 *    without `=""`;
 * 9. a color that MJML writes out (`#fff` as `#ffffff`), which it does with those a recipient's
 *    data gives as well;
 * 10. the mail's title where screen readers find it (`aria-label`): white space at its ends, and
 *    the attribute as such where the recipient's title is empty.
 *
 * Everything else must be equal to the character.
 */
export function compareMails(compiled: string, naive: string): MailDifference | null {
  const ours = takeApart(compiled);
  const theirs = takeApart(naive);
  for (const rule of theirs.rules) {
    if (!ours.rules.has(rule))
      return { where: "head rules", compiled: "", naive: rule.slice(0, 400) };
  }
  for (const rule of ours.rules) {
    if (!theirs.rules.has(rule) && !spare.test(rule))
      return { where: "head rules", compiled: rule.slice(0, 400), naive: "" };
  }
  const found = firstDifference("html", ours.html, theirs.html);
  return found === null || takeApart(leaveEmptyOpen(compiled)).html === theirs.html ? null : found;
}

/**
 * Compares a compiled template's text part with that of the recipient's own HTML. Allowed: white
 * space at the ends of lines, and empty lines before and after the whole.
 */
export function compareTexts(compiled: string, naive: string): MailDifference | null {
  return firstDifference("text", bareLines(compiled), bareLines(naive));
}

function bareLines(text: string): string {
  return text.replace(/(?<![ \t])[ \t]+$/gm, "").replace(/^\n+|(?<!\n)\n+$/g, "");
}

function firstDifference(
  where: MailDifference["where"],
  compiled: string,
  naive: string,
): MailDifference | null {
  if (compiled === naive) return null;
  let at = 0;
  while (compiled[at] === naive[at]) at++;
  const from = Math.max(0, at - 120);
  return { where, compiled: compiled.slice(from, at + 160), naive: naive.slice(from, at + 160) };
}

/** Rules and links that MJML adds by what is in the body. */
const spare = /mj-|^font |noinput|moz-text-html|^@import|^@goodbye/;

function takeApart(mail: string): { readonly rules: ReadonlySet<string>; readonly html: string } {
  const rules = new Set<string>();
  const html = mail
    .replace(/<!\[endif\]-->\s*<!--\[if mso \| IE\]>/g, "")
    .replace(/\b[0-9a-f]{16}\b/g, "id")
    .replace(/<head>[\s\S]*?<\/head>/, (head) =>
      head
        .replace(/<style([^>]*)>([\s\S]*?)<\/style>/g, (_, attributes: string, css: string) => {
          for (const rule of listRules(longColors(css)))
            rules.add(`${/media="[^"]*"/.exec(attributes)?.[0] ?? ""}${rule}`);
          return "";
        })
        .replace(/<link[^>]*>/g, (link) => {
          rules.add(`font ${link}`);
          return "";
        }),
    )
    .replace(/<!--(?!\[if|<!\[endif)[\s\S]*?-->/g, (comment) =>
      /^<!-->$|<!\[endif\]-->$/.test(comment) ? comment : "",
    )
    .replace(/<!--\[if [^\]]*\]>(?:<!-->)?\s*(?:<!--)?<!\[endif\]-->/g, "")
    .replace(/ aria-label="\s*([^"]*?)\s*"/g, ' aria-label="$1"')
    .replace(/ aria-label(?:="")?(?=[\s>/])/g, "")
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      tag.replace(/\s(?:style|background|bgcolor|(?:fill|stroke)?color)="[^"]*"/gi, longColors),
    )
    .replace(/\s+/g, " ")
    .replace(/<div style="display:none;font-size:1px;[^"]*">\s*<\/div>/g, "")
    .replace(/ ([a-z-]+)=""(?=[\s/>])/g, " $1")
    .replace(/<([a-z]+)([^<>]*)><\/\1>/g, "<$1$2/>")
    .replace(/> /g, ">")
    .replace(/ </g, "<");
  return { rules, html };
}

/** Colors of three digits as the six they stand for, where values stand. */
function longColors(css: string): string {
  return css.replace(
    /(?<=[\s:,("])#([\da-f])([\da-f])([\da-f])(?=[\s;,)"!}])(?![^{}]*\{)/gi,
    "#$1$1$2$2$3$3",
  );
}

/** Flat rules, each with the at-rule it stands in; nesting is one deep in mail. */
function listRules(css: string): readonly string[] {
  const rules: string[] = [];
  let prefix = "";
  let text = "";
  const squeezed = css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\s+/g, " ");
  for (const character of squeezed) {
    text += character;
    if (character === "{" && text.trim().startsWith("@")) {
      prefix = text.trim();
      text = "";
    } else if (character === "}") {
      const rule = text.trim();
      if (rule !== "}") rules.push(...perSelector(rule).map((one) => `${prefix} ${one}`.trim()));
      if (!rule.includes("{")) prefix = "";
      text = "";
    } else if (character === ";" && text.trim().startsWith("@import")) {
      rules.push(text.trim());
      text = "";
    }
  }
  if (text.trim() !== "") rules.push(text.trim());
  return rules;
}

/** MJML joins the selectors of equal rules, and which are equal depends on who is there. */
function perSelector(rule: string): readonly string[] {
  const open = rule.indexOf("{");
  if (open < 0 || rule.startsWith("@")) return [rule];
  return rule
    .slice(0, open)
    .split(",")
    .map((selector) => `${selector.trim()} ${rule.slice(open)}`);
}
