import type { Renderer, RenderRequest, RenderResult, TemplateInfo } from "@wellsent/core";
import { localeCatalog } from "./locale-catalog.js";
import type { TemplateProgram } from "./program/index.js";
import { type LoadOptions, loadProgram } from "./program/load.js";
import { type LoadedProgram, render } from "./render/index.js";
import { type LoadedSms, loadSms, renderSms, type SmsOptions, type SmsProgram } from "./sms/index.js";

export interface TemplateRendererOptions extends LoadOptions {
  /**
   * Programs as `compileTemplate` and `compileSms` made them, straight or back from JSON. Several locales of a template
   * share its id; the first is the last resort.
   */
  readonly templates: readonly (TemplateProgram | SmsProgram)[];
  readonly sms?: SmsOptions;
}

/** A {@link Renderer} that also says which program it would choose, for rendering to bytes or to a whole message. */
export interface TemplateRenderer extends Renderer {
  /** The program for a locale: along its chain, then any of its language, then the template's first. Undefined for a text message. */
  program(id: string, locale: string | null): LoadedProgram | undefined;
}

/**
 * The face of this package towards the engine: programs in, messages out. A text message comes as `text`, with subject and
 * HTML empty.
 *
 * @throws TemplateError where a program cannot be loaded; InputError `INPUT_TEMPLATE_TWICE`, `INPUT_TEMPLATE_CLASS` where
 * locales of one template disagree about its message class.
 */
export function templateRenderer(options: TemplateRendererOptions): TemplateRenderer {
  const catalog = localeCatalog<LoadedProgram | LoadedSms>();
  for (const program of options.templates) {
    catalog.add(program.channel === "sms" ? loadSms(program, options) : loadProgram(program, options));
  }
  return {
    specVersion: 1,
    id: "wellsent-templates",
    program(id, locale) {
      const found = catalog.find(id, locale);
      return found !== undefined && "parts" in found ? found : undefined;
    },
    template(id) {
      const all = catalog.all(id);
      return all[0] === undefined ? undefined : info(all[0], all);
    },
    render(request: RenderRequest): RenderResult {
      const found = catalog.find(request.template, request.locale);
      if (found === undefined) {
        return { rendered: false, reasons: [{ code: "TEMPLATE_UNKNOWN", path: request.template }] };
      }
      if ("parts" in found) return render(found, request);
      const sms = renderSms(found, request, options.sms);
      if (!sms.rendered) return sms;
      const { body, locale, fallbacks } = sms;
      return { rendered: true, subject: "", preheader: "", html: "", text: body, locale, fallbacks };
    },
  };
}

function info(first: LoadedProgram | LoadedSms, all: readonly (LoadedProgram | LoadedSms)[]): TemplateInfo {
  const { id, channel, messageClass } = first.program;
  return {
    id,
    channel,
    messageClass,
    locales: all.map((loaded) => loaded.locale),
    links: "links" in first ? first.links.map((link) => link.target ?? "") : [],
  };
}
