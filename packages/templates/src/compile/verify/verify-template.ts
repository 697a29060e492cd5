import {
  defineTemplate,
  type TemplateDefinition,
  type TemplateSource,
} from "../../define/index.js";
import type { FieldDeclaration } from "../../fields/field.js";
import type { Formatter } from "../../format/index.js";
import { loadProgram } from "../../program/load.js";
import { type RenderInput, type RenderReason, render } from "../../render/index.js";
import { checkDefinition } from "../check-definition.js";
import { type CompileOptions, compileTemplate } from "../compile-template.js";
import { loadMjml } from "../mjml/run-mjml.js";
import { isDeclaration } from "../parse/field-catalog.js";
import { partialsWithIncludes, resolveIncludes } from "../parse/include.js";
import { compareMails, compareTexts, type MailDifference } from "./compare-mails.js";
import { naiveRender } from "./naive-render.js";
import { textOracle } from "./text-oracle.js";

export interface VerifyOptions extends Pick<CompileOptions, "segments" | "shared" | "includes"> {
  /** The host's own formatters. */
  readonly formatters?: Readonly<Record<string, Formatter>>;
}

export interface Verification {
  /** Samples times locales. */
  readonly compared: number;
  readonly differences: readonly (MailDifference & {
    readonly locale: string;
    readonly sample: number;
  })[];
  /**
   * Samples that the compiled template would rather not send, and why; nothing to compare there.
   */
  readonly skipped: readonly {
    readonly locale: string;
    readonly sample: number;
    readonly reasons: readonly RenderReason[];
  }[];
}

/**
 * Proves on sample recipients that the compiled template gives the mail that Handlebars and MJML
 * would give, run for each of them, and the text part that html-to-text would make of that mail, or
 * Handlebars of the one that its author wrote. For tests and CI: it takes milliseconds per sample,
 * and compiles the template's source to code.
 *
 * Escaping is compared as Handlebars does it (`compat`); that of the shipped program is stricter
 * and is tested on its own. What may differ is listed at {@link compareMails}. Types of fields,
 * their fallbacks and bounds are left out of it, as Handlebars knows none.
 */
export async function verifyTemplate(
  definition: TemplateDefinition | TemplateSource,
  samples: readonly RenderInput[],
  options: VerifyOptions = {},
): Promise<Verification> {
  const { formatters = {}, segments, shared, includes } = options;
  checkDefinition(definition);
  const source = defineTemplate(definition);
  const mjml = await loadMjml();
  const readText = await textOracle();
  const { programs } = await compileTemplate(
    { ...source, fields: markupFields(source.fields), open: true, utm: {} },
    {
      escaping: "compat",
      minify: false,
      helpers: Object.keys(formatters),
      ...(segments === undefined ? {} : { segments }),
      ...(shared === undefined ? {} : { shared }),
      ...(includes === undefined ? {} : { includes }),
    },
  );
  const differences: (MailDifference & { locale: string; sample: number })[] = [];
  const skipped: { locale: string; sample: number; reasons: readonly RenderReason[] }[] = [];
  let compared = 0;
  for (const program of programs) {
    const { locale } = program;
    const loaded = loadProgram(program, { formatters });
    const { mjml: text = "", preheader, text: written } = source.locales[locale] ?? {};
    const partials = partialsWithIncludes({ ...shared?.partials, ...source.partials }, includes);
    const resolved = resolveIncludes(text, "mjml", includes, partials);
    // Locked blocks see the recipient, wherever they are called.
    for (const name of shared?.locked ?? [])
      partials[name] = `{{#with @root}}${partials[name] ?? ""}{{/with}}`;
    const oracle = naiveRender(
      { mjml: resolved, preheader, text: written, locale, partials, formatters },
      mjml,
    );
    for (const [sample, given] of samples.entries()) {
      const input: RenderInput = { ...given, tracking: { opens: false, clicks: false } };
      const ours = render(loaded, input);
      if (!ours.rendered) {
        skipped.push({ locale, sample, reasons: ours.reasons });
        continue;
      }
      compared++;
      const theirs = await oracle(input);
      const found = [
        compareMails(ours.html, theirs.html),
        // Of our HTML, once it is known to be theirs: where a value is empty, MJML's XML writer
        // leaves an element open that HTML readers then put the rest of the mail in.
        compareTexts(ours.text, theirs.text ?? readText(ours.html)),
      ];
      for (const difference of found)
        if (difference !== null) differences.push({ ...difference, locale, sample });
    }
  }
  return { compared, differences, skipped };
}

/**
 * For the comparison fields are what they are called, and no more; but `{{{ }}}` needs to be
 * allowed where it was.
 */
function markupFields(fields: TemplateSource["fields"]): TemplateSource["fields"] {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([path, declared]) => {
      const kept = markupField(declared);
      return kept === undefined ? [] : [[path, kept]];
    }),
  );
}

function markupField({ type, of }: FieldDeclaration): FieldDeclaration | undefined {
  if (type === "html") return { type, optional: true };
  if (type !== "list" || of === undefined) return undefined;
  if (isDeclaration(of)) return of.type === "html" ? { type, of } : undefined;
  const inner = markupFields(of);
  return Object.keys(inner).length === 0 ? undefined : { type, of: inner };
}
