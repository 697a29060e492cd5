import { defineTemplate, type TemplateDefinition, type TemplateSource } from "../../define/index.js";
import type { FieldDeclaration } from "../../fields/field.js";
import type { Formatter } from "../../format/index.js";
import { loadProgram } from "../../program/load.js";
import { type RenderInput, type RenderReason, render } from "../../render/index.js";
import { type CompileOptions, compileTemplate } from "../compile-template.js";
import { loadMjml } from "../mjml/run-mjml.js";
import { compareMails, type MailDifference } from "./compare-mails.js";
import { naiveRender } from "./naive-render.js";

export interface VerifyOptions extends Pick<CompileOptions, "segments"> {
  /** The host's own formatters. */
  readonly formatters?: Readonly<Record<string, Formatter>>;
}

export interface Verification {
  /** Samples times locales. */
  readonly compared: number;
  readonly differences: readonly (MailDifference & { readonly locale: string; readonly sample: number })[];
  /** Samples that the compiled template would rather not send, and why; nothing to compare there. */
  readonly skipped: readonly {
    readonly locale: string;
    readonly sample: number;
    readonly reasons: readonly RenderReason[];
  }[];
}

/**
 * Proves on sample recipients that the compiled template gives the mail that Handlebars and MJML would give, run for each of
 * them. For tests and CI: it takes milliseconds per sample, and compiles the template's source to code.
 *
 * Escaping is compared as Handlebars does it (`compat`); that of the shipped program is stricter and is tested on its own.
 * What may differ is listed at {@link compareMails}. Includes are not supported here.
 */
export const verifyTemplate = async (
  definition: TemplateDefinition | TemplateSource,
  samples: readonly RenderInput[],
  options: VerifyOptions = {},
): Promise<Verification> => {
  const { formatters = {} } = options;
  const source = defineTemplate(definition);
  const mjml = await loadMjml();
  const { programs } = await compileTemplate(
    { ...source, fields: plainFields(source.fields), utm: {} },
    {
      escaping: "compat",
      minify: false,
      helpers: Object.keys(formatters),
      ...(options.segments === undefined ? {} : { segments: options.segments }),
    },
  );
  const differences: (MailDifference & { locale: string; sample: number })[] = [];
  const skipped: { locale: string; sample: number; reasons: readonly RenderReason[] }[] = [];
  let compared = 0;
  for (const program of programs) {
    const { locale } = program;
    const loaded = loadProgram(program, { formatters });
    const oracle = naiveRender(
      { mjml: source.locales[locale]?.mjml ?? "", locale, partials: source.partials, formatters },
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
      const difference = compareMails(ours.html, await oracle(input));
      if (difference !== null) differences.push({ ...difference, locale, sample });
    }
  }
  return { compared, differences, skipped };
};

/** Handlebars knows no types and no fallbacks: for the comparison fields are what they are called, and no more. */
const plainFields = (fields: TemplateSource["fields"]): TemplateSource["fields"] =>
  Object.fromEntries(
    Object.entries(fields).map(([path, { type, of }]) => [
      path,
      {
        type: type === "html" || type === "list" ? type : "text",
        optional: true,
        ...(of === undefined ? {} : { of }),
      } satisfies FieldDeclaration,
    ]),
  );
