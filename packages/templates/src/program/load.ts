import { builtIns, type Formatter } from "../format/index.js";
import { expressionNodes } from "../render/expression-node.js";
import {
  type LoadedPart,
  type LoadedProgram,
  type LoadedUrl,
  loadedPart,
  type PartName,
} from "../render/loaded-program.js";
import { trackedLinks } from "../render/own-links.js";
import { isObject } from "../unknown-value.js";
import { isAsCompiled } from "./digest.js";
import * as Escape from "./escape.js";
import type { FieldUse } from "./field-use.js";
import * as Op from "./op.js";
import { type Part, programFormat, type TemplateProgram } from "./program.js";
import { checkHead, checkPart, refuse } from "./validate.js";

export interface LoadOptions {
  /**
   * The host's own formatters, by the name templates call them. A built-in of that name is
   * replaced.
   */
  readonly formatters?: { readonly [name: string]: Formatter };
}

/**
 * Checks a program, as it came from a file or a database, and makes it ready to run. Do it once per
 * process and keep what comes back: it also holds the segments encoded so far.
 *
 * @throws TemplateError `TEMPLATE_PROGRAM_SHAPE` with the path of the fault,
 * `TEMPLATE_PROGRAM_VERSION`, `TEMPLATE_PROGRAM_DIGEST` where a byte is not as the compiler wrote
 * it, `TEMPLATE_HELPER_UNKNOWN`.
 */
export function loadProgram(program: unknown, options: LoadOptions = {}): LoadedProgram {
  if (!isProgram(program)) return refuse("");
  const formatters = mergeFormatters(options);
  checkHead({ ...program }, formatters, "email");
  if (!isAsCompiled(program)) {
    refuse("digest", "DIGEST", "It was changed after it was compiled.");
  }
  const { fields, links } = program;
  const load = (part: Part, path: string, count: number): LoadedPart =>
    loadPart(part, path, fields, count, formatters);
  const own = (name: PartName): LoadedPart => load(program[name], name, links.length);
  // Without links of its own: it could name itself, and never end.
  const urls = links.map(({ url }, index) => url && loadUrl(load(url, `links[${index}].url`, 0)));
  return {
    program,
    id: program.id,
    locale: program.locale,
    fields,
    links,
    urls,
    tracked: trackedLinks(links),
    parts: {
      subject: own("subject"),
      preheader: own("preheader"),
      html: own("html"),
      text: own("text"),
    },
  };
}

/**
 * Only the version is looked at here; {@link checkHead} and {@link checkPart} do the rest before
 * anything is used.
 */
function isProgram(value: unknown): value is TemplateProgram {
  if (!isObject(value) || !("format" in value)) return false;
  if (value["format"] === programFormat) return true;
  return refuse("format", "VERSION", `This release runs ${programFormat} only.`);
}

/** @internal */
export function loadUrl(part: LoadedPart): LoadedUrl {
  const { ops, nodes } = part;
  const bare = ops.length === 3 && ops[0] === Op.VALUE && ops[2] === Escape.plainUrlStart;
  const quick = bare ? (nodes[ops[1] ?? 0]?.quick ?? null) : null;
  // What looks like a URL is no name.
  return { part, quick: quick?.kind === "name" ? null : quick };
}

/** @internal */
export function mergeFormatters(options: LoadOptions): ReadonlyMap<string, Formatter> {
  return new Map<string, Formatter>(Object.entries({ ...builtIns, ...options.formatters }));
}

/** @internal Checked first: `links` is how many of them it may name. */
export function loadPart(
  part: Part,
  path: string,
  fields: readonly FieldUse[],
  links: number,
  formatters: ReadonlyMap<string, Formatter>,
): LoadedPart {
  checkPart(part, path, fields.length, links, formatters);
  const { ops, expressions, segments, layout = false } = part;
  return loadedPart(
    ops,
    expressionNodes(expressions, fields, formatters),
    segments,
    path === "html",
    layout,
  );
}
