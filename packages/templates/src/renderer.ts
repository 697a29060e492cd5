import type { Renderer, RenderRequest, RenderResult, TemplateInfo } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { describeUse, localeCatalog, type TemplateUse } from "./locale-catalog.js";
import type { TemplateProgram } from "./program/index.js";
import { type LoadOptions, loadProgram } from "./program/load.js";
import { type LoadedProgram, type RenderInput, render } from "./render/index.js";
import type { SmsProgram } from "./sms/sms-program.js";

/**
 * How text messages are run. `textMessages()` of `@wellsent/templates/sms` is one; mail alone need
 * not carry it.
 */
export interface TextMessages {
  load(program: SmsProgram, options: LoadOptions): LoadedText;
}

interface LoadedText {
  readonly id: string;
  readonly locale: string;
  readonly program: Pick<
    SmsProgram,
    | "messageClass"
    | "channel"
    | "purpose"
    | "topic"
    | "codes"
    | "products"
    | "optOut"
    | "links"
    | "digest"
  >;
  render(input: RenderInput): RenderResult;
}

/** A text message, or a mail in the same form. */
interface Entry extends Omit<LoadedText, "program"> {
  readonly program: TemplateUse &
    Pick<TemplateProgram, "links" | "digest"> &
    Partial<Pick<TemplateProgram, "wayOut" | "fields">> &
    Partial<Pick<SmsProgram, "optOut">>;
  readonly mail?: LoadedProgram;
}

export interface TemplateRendererOptions extends LoadOptions {
  /**
   * Programs as `compileTemplate` and `compileSms` made them, straight or back from JSON. Several
   * locales of a template share its id; the first is the last resort.
   */
  readonly templates: readonly (TemplateProgram | SmsProgram)[];
  /** Needed where there are text messages among them. */
  readonly sms?: TextMessages;
}

/**
 * A {@link Renderer} that also says which program it would choose, for rendering to bytes or to a
 * whole message.
 */
export interface TemplateRenderer extends Renderer {
  /**
   * The program for a locale: along its chain, then any of its language, then the template's first.
   * Undefined for a text message.
   */
  program(id: string, locale: string | null): LoadedProgram | undefined;
}

/**
 * The face of this package towards the engine: programs in, messages out. A text message comes as
 * `text`, with subject and HTML empty.
 *
 * @throws TemplateError where a program cannot be loaded; InputError `INPUT_TEMPLATE_TWICE`,
 * `INPUT_TEMPLATE_CLASS` where locales of one template disagree about its message class,
 * `INPUT_TEMPLATE_SMS` for a text message without `sms`.
 * @example
 * const renderer = templateRenderer({ templates: programs });
 */
export function templateRenderer(options: TemplateRendererOptions): TemplateRenderer {
  const catalog = localeCatalog<Entry>();
  for (const program of options.templates) {
    catalog.add(
      program.channel === "sms"
        ? createTextEntry(program, options)
        : createMailEntry(loadProgram(program, options)),
    );
  }
  return {
    specVersion: 1,
    id: "wellsent-templates",
    program: (id, locale) => catalog.find(id, locale)?.mail,
    template(id, locale): TemplateInfo | undefined {
      const all = catalog.all(id);
      const chosen = catalog.find(id, locale ?? null);
      return (
        chosen && {
          id,
          ...describeUse(chosen.program),
          // Marketing does not compile without one.
          wayOut:
            chosen.program.messageClass === "marketing" ||
            all.every(({ program: { wayOut, optOut = "none" } }) => wayOut || optOut !== "none"),
          digest: all.map(({ program }) => program.digest).join(" "),
          locales: all.map((loaded) => loaded.locale),
          required: all.reduce<readonly string[]>(
            (common, { program }, index) =>
              index === 0
                ? requiredBy(program)
                : common.filter((path) => requiredBy(program).includes(path)),
            [],
          ),
          eventData: [...new Set(all.flatMap(({ program }) => eventNamesIn(program)))],
          links: chosen.program.links.map((link) => link.target ?? ""),
        }
      );
    },
    render: (request: RenderRequest): RenderResult =>
      catalog.find(request.template, request.locale)?.render(request) ?? {
        rendered: false,
        reasons: [{ code: "TEMPLATE_UNKNOWN", path: request.template }],
      },
  };
}

function requiredBy({ fields = [] }: Entry["program"]): readonly string[] {
  return fields.flatMap(({ path, required }) => (required && !path.includes("[") ? [path] : []));
}

function eventNamesIn({ fields = [] }: Entry["program"]): readonly string[] {
  return fields.flatMap(({ path, declared, required }) =>
    declared && !required ? [] : (/^event\.([^.[]+)/.exec(path)?.[1] ?? []),
  );
}

function createMailEntry(mail: LoadedProgram): Entry {
  return {
    ...mail,
    mail,
    render: (input) => render(mail, input),
  };
}

function createTextEntry(program: SmsProgram, options: TemplateRendererOptions): Entry {
  if (options.sms !== undefined) return options.sms.load(program, options);
  throw new InputError("INPUT_TEMPLATE_SMS", "One template is a text message.", {
    path: "sms",
    remedy: "Pass sms: textMessages() of @wellsent/templates/sms.",
  });
}
