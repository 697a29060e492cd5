import {
  defineTemplate,
  type LocaleSource,
  type TemplateDefinition,
  type TemplateSource,
  type UtmRules,
} from "../define/index.js";
import { TemplateError } from "../errors/index.js";
import { type OfferUse, offerFields, offersIn } from "../fields/offers.js";
import {
  builtInFormatters,
  digestProgram,
  type Expression,
  opLength,
  type Part,
  programFormat,
  type TemplateProgram,
} from "../program/index.js";
import * as Op from "../program/op.js";
import { checkDefinition } from "./check-definition.js";
import { compileHtml } from "./compile-html.js";
import { emitPlain, headerEscapes, plainEscapes } from "./emit/emit-nodes.js";
import { onEveryPath } from "./every-path.js";
import type { CompileWarning, Warn } from "./fault.js";
import { loadMjml, type Mjml } from "./mjml/run-mjml.js";
import { type FieldCatalogOptions, fieldCatalog } from "./parse/field-catalog.js";
import { type IncludeLoader, partialsWithIncludes } from "./parse/include.js";
import { lowerTemplate } from "./parse/lower.js";

/** Changes with what the compiler makes of a template, and so with the digests of its programs. */
const compilerVersion = "1";

export interface CompileOptions {
  /**
   * Names of the host's own formatters, beside the built-in ones; the renderer must be given them
   * too.
   */
  readonly helpers?: readonly string[];
  /** Ids of the segments that `{{#segment}}` may name. Default: any. */
  readonly segments?: readonly string[];
  /**
   * Names of the contact's attributes. A template that was made with the schema may print these,
   * its own fields and the sender's details, and nothing else. Default: any name. An app passes
   * those of its schema, where that allows no others.
   */
  readonly attributes?: readonly string[];
  /**
   * Partials that several templates share, such as those of a parent tenant. A template's own of
   * the same name win, but for the locked ones: those must stand in the body of the template,
   * outside of any condition and comment, and mean there what they mean in their owner's: they take
   * no arguments, and the partials they call are the shared ones.
   */
  readonly shared?: {
    readonly partials: Readonly<Record<string, string>>;
    readonly locked?: readonly string[];
  };
  /** For `mj-include`; see {@link rootedIncludes}. Default: an include is an error. */
  readonly includes?: IncludeLoader;
  /**
   * Parameters of the tenant for every link of every template; those that a template names itself
   * win.
   */
  readonly utm?: UtmRules;
  /** Take white space out that nobody sees. Default true. */
  readonly minify?: boolean;
  /**
   * `compat`: Handlebars' own escaping in every hole. For comparing with Handlebars, never for
   * sending. Default `contextual`.
   */
  readonly escaping?: "contextual" | "compat";
}

export interface CompiledTemplate {
  /** In the template's locale of last resort. */
  readonly program: TemplateProgram;
  /** One per locale, that of last resort first, as a renderer wants them. */
  readonly programs: readonly TemplateProgram[];
  readonly warnings: readonly CompileWarning[];
}

/**
 * Compiles a template: MJML runs here, once per locale, and never again.
 *
 * @throws TemplateError for everything that MJML and Handlebars run per recipient would do
 * differently from the program, or that cannot be made safe; `code` names the case, `line` and
 * `column` the place.
 * @example
 * const { programs, warnings } = await compileTemplate(news);
 */
export async function compileTemplate(
  definition: TemplateDefinition | TemplateSource,
  options: CompileOptions = {},
): Promise<CompiledTemplate> {
  checkDefinition(definition);
  const source = defineTemplate(definition);
  const mjml = await loadMjml();
  const warnings: CompileWarning[] = [];
  const warn: Warn = (code, message, place) => {
    warnings.push({ code, message, ...place });
  };
  const programs: TemplateProgram[] = [];
  for (const [locale, parts] of Object.entries(source.locales)) {
    try {
      programs.push(await compileLocale(source, locale, parts, mjml, options, warn));
    } catch (error) {
      throw error instanceof TemplateError ? error.in(source) : error;
    }
  }
  const program = programs.find(({ locale }) => locale === source.locale) ?? programs[0];
  if (program === undefined)
    throw new TemplateError("TEMPLATE_EMPTY", "The template has no locale.", { path: source.id });
  return { program, programs, warnings };
}

/** What a source may read beside its fields; without declarations, whatever it likes. */
export function openTo(
  { open, fields }: Pick<TemplateSource, "open" | "fields">,
  { attributes }: Pick<CompileOptions, "attributes">,
): Pick<FieldCatalogOptions, "open" | "attributes"> {
  if (open) return attributes === undefined ? { open } : { open, attributes };
  return { open: Object.keys(fields).length === 0 };
}

async function compileLocale(
  source: TemplateSource,
  locale: string,
  parts: LocaleSource,
  mjml: Mjml,
  options: CompileOptions,
  warn: Warn,
): Promise<TemplateProgram> {
  const {
    helpers = [],
    segments,
    minify = true,
    escaping = "contextual",
    includes,
    shared,
    utm,
  } = options;
  const locked = shared?.locked ?? [];
  refuseUnlocked(source, locked);
  const fields = fieldCatalog({
    fields: { ...offerFields(source), ...source.fields },
    locale,
    events: source.events.length > 0,
    ...openTo(source, options),
  });
  const context = {
    fields,
    helpers: new Set([...builtInFormatters, ...helpers]),
    ownHelpers: new Set(helpers),
    called: new Set<string>(),
    segments: segments === undefined ? null : new Set(segments),
    asked: new Set<string>(),
    partials: partialsWithIncludes({ ...shared?.partials, ...source.partials }, includes),
    locked: new Set(locked),
    shared: partialsWithIncludes(shared?.partials ?? {}, includes),
    unconditional: new Set<string>(),
    compat: false,
    count: { nodes: 0 },
  };
  const elsewhere = { ...context, unconditional: new Set<string>() };
  const subject = oneLine(
    emitPlain(lowerTemplate(parts.subject, "subject", elsewhere), headerEscapes),
  );
  const compat = escaping === "compat";
  const { html, text, preheader, links } = await compileHtml(parts, context, {
    mjml,
    minify,
    includes,
    utm: { ...utm, ...source.utm },
    compat,
    warn,
  });
  const plain =
    parts.text === undefined
      ? text
      : emitPlain(lowerTemplate(parts.text, "text", elsewhere), plainEscapes);
  requireLocked(source, locked, context.unconditional);
  requireWayOut(source, html);
  if (source.messageClass === "marketing" && !plain.expressions.some(isRole("unsubscribe"))) {
    warn("TEMPLATE_TEXT_UNSUBSCRIBE", "The text part does not say how to unsubscribe.", {
      source: "text",
      line: 1,
      column: 1,
    });
  }
  const program: Omit<TemplateProgram, "digest"> = {
    format: programFormat,
    id: source.id,
    messageClass: source.messageClass,
    ...ownUse(source),
    ...(source.messageClass !== "marketing" && hasWayOut(html) ? { wayOut: true } : {}),
    channel: "email",
    locale,
    sources: { mjml: mjml.version, compiler: compilerVersion },
    fields: fields.uses,
    helpers: [...context.called].sort(),
    segments: [...context.asked].sort(),
    links,
    subject,
    preheader,
    html,
    text: plain,
  };
  return { ...program, digest: digestProgram(program) };
}

/** A subject written over several lines is one line in every output, HTTP providers' included. */
function oneLine(part: Part): Part {
  return {
    ...part,
    segments: part.segments.map((text) => text.replace(/[\s\p{Cc}]+/gu, " ")),
  };
}

function refuseUnlocked({ id, partials }: TemplateSource, locked: readonly string[]): void {
  const own = locked.find((name) => Object.hasOwn(partials, name));
  if (own === undefined) return;
  throw new TemplateError(
    "TEMPLATE_BLOCK_LOCKED",
    `The block “${own.slice(0, 60)}” is locked and cannot be replaced.`,
    {
      path: `${id}.partials`,
      remedy: "Give your own partial another name.",
    },
  );
}

function requireLocked(
  { id }: TemplateSource,
  locked: readonly string[],
  unconditional: ReadonlySet<string>,
): void {
  const missing = locked.find((name) => !unconditional.has(name));
  if (missing === undefined) return;
  throw new TemplateError(
    "TEMPLATE_BLOCK_MISSING",
    `The locked block “${missing.slice(0, 60)}” is not in the body of every mail of the template.`,
    {
      path: id,
      remedy: `Put {{> ${missing.slice(0, 60)}}} into the body, outside of conditions, loops and comments.`,
    },
  );
}

type OwnUse = Pick<TemplateSource, "purpose" | "topic"> & OfferUse;

/** What a template says it is sent for, and what it shows. */
export function ownUse({ purpose, topic, ...source }: OwnUse): OwnUse {
  return {
    ...(purpose === undefined ? {} : { purpose }),
    ...(topic === undefined ? {} : { topic }),
    ...offersIn(source),
  };
}

function hasWayOut(html: Part): boolean {
  return (
    onEveryPath(html, findLinkOps(html, "unsubscribe")) ||
    onEveryPath(html, findLinkOps(html, "preferences"))
  );
}

/**
 * Every marketing mail lets its reader leave (RFC 8058 is about headers; the law is about the
 * mail), every request can be confirmed.
 */
function requireWayOut({ id, messageClass }: TemplateSource, html: Part): void {
  if (messageClass === "marketing" && !onEveryPath(html, findLinkOps(html, "unsubscribe"))) {
    throw new TemplateError(
      "TEMPLATE_UNSUBSCRIBE_MISSING",
      "Every mail of a marketing template needs an unsubscribe link, whatever its conditions come to.",
      {
        path: id,
        remedy:
          'Add <a href="{{unsubscribe}}"> outside of conditions, or name the message class it really has.',
      },
    );
  }
  if (messageClass === "confirmation_request" && !onEveryPath(html, findLinkOps(html, "confirm"))) {
    throw new TemplateError(
      "TEMPLATE_CONFIRM_MISSING",
      "Every mail that requests a confirmation needs a link to confirm by.",
      { path: id, remedy: 'Add <a href="{{confirm}}"> outside of conditions.' },
    );
  }
}

function isRole(role: string) {
  return (expression: Expression | undefined): boolean =>
    expression?.kind === "url" && expression.role === role;
}

/**
 * The operations that write such an address where it can be followed: not those that print it
 * somewhere.
 */
function findLinkOps({ ops, expressions }: Part, role: string): (at: number) => boolean {
  const found = new Set<number>();
  let linkUntil = 0;
  for (let at = 0; at < ops.length; at += opLength[ops[at] ?? 0] ?? 1) {
    if (ops[at] === Op.LINK) linkUntil = ops[at + 2] ?? 0;
    if (at < linkUntil && ops[at] === Op.VALUE && isRole(role)(expressions[ops[at + 1] ?? -1]))
      found.add(at);
  }
  return (at) => found.has(at);
}
