import Handlebars from "handlebars";
import type { Formatter } from "../../format/index.js";
import { mergeFormatters } from "../../program/load.js";
import type { RenderInput } from "../../render/index.js";
import { salutation } from "../../salutation/index.js";
import type { Mjml } from "../mjml/run-mjml.js";

export interface NaiveTemplate {
  readonly mjml: string;
  readonly preheader: string | undefined;
  /** A text part that its author wrote. */
  readonly text: string | undefined;
  readonly locale: string;
  readonly partials: Readonly<Record<string, string>>;
  readonly formatters: Readonly<Record<string, Formatter>>;
}

export interface NaiveMail {
  readonly html: string;
  /** Where its author wrote one. */
  readonly text: string | undefined;
}

const fallbackHelper = "wellsentFallback";

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || String(value).trim() === "";
}

/** To Handlebars `{{firstName fallback="there"}}` is a call of firstName. */
function asHelper(text: string): string {
  return text.replace(/\{\{(~?)\s*([\w@./]+)(?=\s+fallback=)/g, `{{$1${fallbackHelper} $2`);
}

/**
 * The route that a compiled template replaces: Handlebars on the MJML source, then MJML, for one
 * recipient. Slow, and the oracle of {@link verifyTemplate}. Its template is the developer's own,
 * as Handlebars compiles it to code.
 */
export function naiveRender(
  template: NaiveTemplate,
  mjml: Mjml,
): (input: RenderInput) => Promise<NaiveMail> {
  const handlebars = Handlebars.create();
  for (const [name, text] of Object.entries(template.partials))
    handlebars.registerPartial(name, asHelper(text));
  let current: RenderInput | undefined;
  const context = (): { locale: string; timeZone: string; at: number } => ({
    locale: template.locale,
    timeZone: "UTC",
    at: current?.at ?? 0,
  });
  for (const [name, formatter] of mergeFormatters({ formatters: template.formatters })) {
    handlebars.registerHelper(name, (...given: readonly unknown[]) => {
      const options = given.at(-1);
      const hash =
        typeof options === "object" && options !== null && "hash" in options
          ? Object(options.hash)
          : {};
      const { fallback, ...named } = { ...hash };
      const value = formatter(given.slice(0, -1), named, context());
      return fallback !== undefined && isBlank(value) ? fallback : value;
    });
  }
  // Known in every scope, as in a compiled template.
  for (const [name, url] of Object.entries(systemLinks)) {
    handlebars.registerHelper(name, () => (current === undefined ? "" : url(current.links)));
  }
  handlebars.registerHelper("salutation", ({ hash }: Handlebars.HelperOptions) => {
    const { form, first, last, gender, fallback } = hash;
    const { firstName, lastName, gender: known } = current?.attributes ?? {};
    return salutation({
      locale: template.locale,
      form: form === "formal" ? "formal" : "informal",
      firstName: first ?? firstName,
      lastName: last ?? lastName,
      gender: gender ?? known,
      ...(typeof fallback === "string" ? { fallback } : {}),
    }).text;
  });
  handlebars.registerHelper(
    "segment",
    function (this: unknown, id: unknown, options: Handlebars.HelperOptions) {
      const member = typeof id === "string" && (current?.memberships.includes(id) ?? false);
      if (typeof options.fn !== "function") return member;
      return member ? options.fn(this) : options.inverse(this);
    },
  );
  handlebars.registerHelper(fallbackHelper, (value: unknown, options: Handlebars.HelperOptions) => {
    return isBlank(value) ? options.hash["fallback"] : value;
  });
  const compiled = handlebars.compile(asHelper(withPreview(template.mjml, template.preheader)));
  const { text } = template;
  const written =
    text === undefined ? undefined : handlebars.compile(asHelper(text), { noEscape: true });
  return async (input) => {
    current = input;
    const { links, attributes, data } = input;
    const urls = Object.fromEntries(
      Object.entries(systemLinks).map(([name, url]) => [name, url(links)]),
    );
    const values = { event: data, ...data, ...urls, ...attributes };
    const source = liftDocuments(compiled(values));
    const { html } = await mjml.run(source, {
      validationLevel: "skip",
      keepComments: true,
      ignoreIncludes: true,
    });
    return { html, text: written?.(values) };
  };
}

type Links = RenderInput["links"];

const systemLinks: Readonly<Record<string, (links: Links) => string | undefined>> = {
  unsubscribe: (links) => links.unsubscribe,
  preferences: (links) => links.preferences,
  viewInBrowser: (links) => links.view,
  confirm: (links) => links.confirm,
  privacyNotice: (links) => links.wording,
};

/** What stands between the holes of a preheader is plain text, and of MJML it would be markup. */
function asMarkup(plain: string): string {
  return plain
    .split(/(\{\{[^}]*\}\})/)
    .map((part, at) =>
      at % 2 === 1
        ? part
        : part.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    )
    .join("");
}

function withPreview(mjml: string, preheader: string | undefined): string {
  if (preheader === undefined) return mjml;
  const preview = `<mj-preview>${asMarkup(preheader)}</mj-preview>`;
  return inHead(mjml, preview);
}

/** At the end of the head, which is made where there is none. */
function inHead(mjml: string, added: string): string {
  const end = mjml.indexOf("</mj-head>");
  if (end >= 0) return mjml.slice(0, end) + added + mjml.slice(end);
  return mjml.replace(/<mjml\b[^>]*>/, (root) => `${root}<mj-head>${added}</mj-head>`);
}

const innerDocument = /(?<=<mjml\b[\s\S]*)<mjml\b[^>]*>((?:(?!<mjml\b)[\s\S])*?)<\/mjml>/;

/** Included documents and style sheets, taken apart as MJML does it with those it opens itself. */
function liftDocuments(mjml: string): string {
  let whole = mjml;
  for (let inner = innerDocument.exec(whole); inner !== null; inner = innerDocument.exec(whole)) {
    const head = /<mj-head\b[^>]*>([\s\S]*?)<\/mj-head>/.exec(inner[1] ?? "")?.[1] ?? "";
    const body = /<mj-body\b[^>]*>([\s\S]*?)<\/mj-body>/.exec(inner[1] ?? "")?.[1] ?? "";
    const left = whole.slice(0, inner.index) + body + whole.slice(inner.index + inner[0].length);
    whole = head === "" ? left : inHead(left, head);
  }
  const styles = [
    ...whole.matchAll(/<mj-style[^>]* data-included="css">[\s\S]*?<\/mj-style>/g),
  ].map(([style]) => style);
  for (const style of styles)
    whole = inHead(whole.replace(style, ""), style.replace(' data-included="css"', ""));
  return whole;
}
