import type { Renderer, RenderRequest, RenderResult, TemplateInfo } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { localeChain } from "./format/index.js";
import type { TemplateProgram } from "./program/index.js";
import { type LoadOptions, loadProgram } from "./program/load.js";
import { type LoadedProgram, render } from "./render/index.js";

export interface TemplateRendererOptions extends LoadOptions {
  /** Programs as `compileTemplate` made them, straight or back from JSON. Several locales of a template share its id. */
  readonly templates: readonly TemplateProgram[];
}

/** A {@link Renderer} that also says which program it would choose, for rendering to bytes or to a message. */
export interface TemplateRenderer extends Renderer {
  /** The program for a locale: along its chain, then any of its language, then the template's first. */
  program(id: string, locale: string | null): LoadedProgram | undefined;
}

/**
 * The face of this package towards the engine: programs in, messages out.
 *
 * @throws TemplateError where a program cannot be loaded; InputError `INPUT_TEMPLATE_TWICE`, `INPUT_TEMPLATE_CLASS` where
 * locales of one template disagree about its message class.
 */
export function templateRenderer(options: TemplateRendererOptions): TemplateRenderer {
  const byId = new Map<string, Map<string, LoadedProgram>>();
  for (const program of options.templates) {
    const loaded = loadProgram(program, options);
    const locales = byId.get(loaded.id) ?? new Map<string, LoadedProgram>();
    const locale = localeChain(loaded.locale)[0] ?? loaded.locale;
    if (locales.has(locale)) {
      throw new InputError("INPUT_TEMPLATE_TWICE", "Two programs have the same id and locale.", {
        path: `templates.${loaded.id}.${locale}`,
      });
    }
    const [first] = locales.values();
    if (first !== undefined && first.program.messageClass !== loaded.program.messageClass) {
      throw new InputError("INPUT_TEMPLATE_CLASS", "The locales of a template differ in their message class.", {
        path: `templates.${loaded.id}.${locale}`,
      });
    }
    locales.set(locale, loaded);
    byId.set(loaded.id, locales);
  }
  const program = (id: string, locale: string | null): LoadedProgram | undefined => choose(byId.get(id), locale);
  return {
    specVersion: 1,
    id: "wellsent-templates",
    program,
    template: (id) => info(byId.get(id)),
    render: (request: RenderRequest): RenderResult => {
      const chosen = program(request.template, request.locale);
      if (chosen === undefined)
        return { rendered: false, reasons: [{ code: "TEMPLATE_UNKNOWN", path: request.template }] };
      return render(chosen, request);
    },
  };
}

function choose(
  locales: ReadonlyMap<string, LoadedProgram> | undefined,
  locale: string | null,
): LoadedProgram | undefined {
  if (locales === undefined) return undefined;
  const chain = locale === null ? [] : localeChain(locale);
  for (const tag of chain) {
    const found = locales.get(tag);
    if (found !== undefined) return found;
  }
  // Somebody who reads pt-BR reads pt-PT rather than English.
  const language = chain.at(-1);
  for (const [tag, found] of locales) if (language !== undefined && tag.split("-", 1)[0] === language) return found;
  return locales.values().next().value;
}

function info(locales: ReadonlyMap<string, LoadedProgram> | undefined): TemplateInfo | undefined {
  const first = locales?.values().next().value;
  if (locales === undefined || first === undefined) return undefined;
  const { id, channel, messageClass } = first.program;
  return {
    id,
    channel,
    messageClass,
    locales: [...locales.keys()],
    links: first.links.map((link) => link.target ?? ""),
  };
}
