import Handlebars from "handlebars";
import type { Formatter } from "../../format/index.js";
import { formattersOf } from "../../program/load.js";
import type { RenderInput } from "../../render/index.js";
import type { Mjml } from "../mjml/run-mjml.js";

export interface NaiveTemplate {
  readonly mjml: string;
  readonly locale: string;
  readonly partials: Readonly<Record<string, string>>;
  readonly formatters: Readonly<Record<string, Formatter>>;
}

const fallbackHelper = "wellsentFallback";

/** To Handlebars `{{firstName fallback="there"}}` is a call of firstName. */
const asHelper = (text: string): string =>
  text.replace(/\{\{(~?)\s*([\w@./]+)(?=\s+fallback=)/g, `{{$1${fallbackHelper} $2`);

/**
 * The route that a compiled template replaces: Handlebars on the MJML source, then MJML, for one recipient. Slow, and the
 * oracle of {@link verifyTemplate}. Its template is the developer's own, as Handlebars compiles it to code.
 */
export const naiveRender = (template: NaiveTemplate, mjml: Mjml): ((input: RenderInput) => Promise<string>) => {
  const handlebars = Handlebars.create();
  for (const [name, text] of Object.entries(template.partials)) handlebars.registerPartial(name, asHelper(text));
  let current: RenderInput | undefined;
  const context = (): { locale: string; timeZone: string; at: number } => ({
    locale: template.locale,
    timeZone: "UTC",
    at: current?.at ?? 0,
  });
  for (const [name, formatter] of formattersOf({ formatters: template.formatters })) {
    handlebars.registerHelper(name, (...given: readonly unknown[]) => {
      const options = given.at(-1);
      const hash = typeof options === "object" && options !== null && "hash" in options ? Object(options.hash) : {};
      return formatter(given.slice(0, -1), { ...hash }, context());
    });
  }
  handlebars.registerHelper("segment", function (this: unknown, id: unknown, options: Handlebars.HelperOptions) {
    const member = typeof id === "string" && (current?.memberships.includes(id) ?? false);
    if (typeof options.fn !== "function") return member;
    return member ? options.fn(this) : options.inverse(this);
  });
  handlebars.registerHelper(fallbackHelper, (value: unknown, options: Handlebars.HelperOptions) => {
    const missing = value === undefined || value === null || String(value).trim() === "";
    return missing ? options.hash["fallback"] : value;
  });
  const compiled = handlebars.compile(asHelper(template.mjml));
  return async (input) => {
    current = input;
    const { links, attributes, data } = input;
    const urls = {
      unsubscribe: links.unsubscribe,
      preferences: links.preferences,
      viewInBrowser: links.view,
      confirm: links.confirm,
    };
    const source = compiled({ event: data, ...data, ...urls, ...attributes });
    const { html } = await mjml.run(source, { validationLevel: "skip", keepComments: true, ignoreIncludes: true });
    return html;
  };
};
