import type { FieldDeclaration } from "../fields/field.js";
import { builtInFormatters, type FieldUse, type Part } from "../program/index.js";
import { checkLocale } from "./check-definition.js";
import { compatEscapes, emitPlain, headerEscapes, plainEscapes } from "./emit/emit-nodes.js";
import { fieldCatalog } from "./parse/field-catalog.js";
import { lowerTemplate } from "./parse/lower.js";

export interface TextOptions {
  /**
   * `plain` for text parts and SMS, `header` for subjects, `compat` for exactly what Handlebars
   * prints (its entities, its `{{{ }}}`), to compare with it. Default `plain`.
   */
  readonly escaping?: "plain" | "header" | "compat";
  readonly locale?: string;
  readonly fields?: Readonly<Record<string, FieldDeclaration>>;
  readonly partials?: Readonly<Record<string, string>>;
  /** Names of the host's own formatters, beside the built-in ones. */
  readonly helpers?: readonly string[];
  /** Ids of the segments that may be asked about. Default: any. */
  readonly segments?: readonly string[];
  /** For messages. Default `text`. */
  readonly source?: string;
}

export interface CompiledText {
  readonly part: Part;
  readonly fields: readonly FieldUse[];
  readonly helpers: readonly string[];
  readonly segments: readonly string[];
}

const escapes = { plain: plainEscapes, header: headerEscapes, compat: compatEscapes };

/**
 * Compiles Handlebars without MJML: a subject, an SMS, a text part.
 *
 * @throws TemplateError for everything outside the allow-list, with line and column.
 */
export const compileText = (text: string, options: TextOptions = {}): CompiledText => {
  const {
    escaping = "plain",
    locale = "en",
    fields = {},
    partials = {},
    helpers = [],
    segments,
    source = "text",
  } = options;
  checkLocale(locale, "locale");
  const catalog = fieldCatalog({ fields, locale, events: false });
  const context = {
    fields: catalog,
    helpers: new Set([...builtInFormatters, ...helpers]),
    ownHelpers: new Set(helpers),
    called: new Set<string>(),
    segments: segments === undefined ? null : new Set(segments),
    asked: new Set<string>(),
    partials,
    locked: new Set<string>(),
    shared: {},
    standing: new Set<string>(),
    compat: escaping === "compat",
    count: { nodes: 0 },
  };
  const part = emitPlain(lowerTemplate(text, source, context), escapes[escaping]);
  return {
    part,
    fields: catalog.uses,
    helpers: [...context.called].sort(),
    segments: [...context.asked].sort(),
  };
};
