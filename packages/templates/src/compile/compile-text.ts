import type { FieldDeclaration } from "../fields/field.js";
import { builtInFormatters, type FieldUse, type Part } from "../program/index.js";
import { checkLocale } from "./check-definition.js";
import { compatEscapes, emitPlain, headerEscapes, plainEscapes } from "./emit/emit-nodes.js";
import { fieldCatalog } from "./parse/field-catalog.js";
import { lowerTemplate } from "./parse/lower.js";
import type { LowerContext } from "./parse/lower-context.js";

export interface TextOptions {
  /**
   * `plain` for text parts, `header` for subjects, `compat` for exactly what Handlebars
   * prints (its entities, its `{{{ }}}`), to compare with it. Default `plain`.
   */
  readonly escaping?: "plain" | "header" | "compat";
  readonly locale?: string;
  readonly fields?: Readonly<Record<string, FieldDeclaration>>;
  /** As in a template: names not under `fields` are read as optional text, not refused. */
  readonly open?: boolean;
  /** Where `open`: the names that a schema has vouched for; any others are refused. */
  readonly attributes?: readonly string[];
  /** Whether the text may read `{{event.…}}`. Default false. */
  readonly events?: boolean;
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

/** What a text without MJML is lowered in. */
export function textContext(options: TextOptions): LowerContext {
  const { locale = "en", fields = {}, partials = {}, helpers = [], segments } = options;
  const { open, attributes, events = false } = options;
  const names = {
    ...(open === undefined ? {} : { open }),
    ...(attributes === undefined ? {} : { attributes }),
  };
  checkLocale(locale, "locale");
  return {
    fields: fieldCatalog({ fields, locale, events, ...names }),
    helpers: new Set([...builtInFormatters, ...helpers]),
    ownHelpers: new Set(helpers),
    called: new Set<string>(),
    segments: segments === undefined ? null : new Set(segments),
    asked: new Set<string>(),
    partials,
    locked: new Set<string>(),
    shared: {},
    unconditional: new Set<string>(),
    compat: options.escaping === "compat",
    count: { nodes: 0 },
  };
}

/** What a text has turned out to ask for. */
export function usedIn({ fields, called, asked }: LowerContext): Omit<CompiledText, "part"> {
  return {
    fields: fields.uses,
    helpers: [...called].sort(),
    segments: [...asked].sort(),
  };
}

/**
 * Compiles Handlebars without MJML: a subject, a text part.
 *
 * @throws TemplateError for everything outside the allow-list, with line and column.
 */
export function compileText(text: string, options: TextOptions = {}): CompiledText {
  const { escaping = "plain", source = "text" } = options;
  const context = textContext(options);
  const part = emitPlain(lowerTemplate(text, source, context), escapes[escaping]);
  return { part, ...usedIn(context) };
}
