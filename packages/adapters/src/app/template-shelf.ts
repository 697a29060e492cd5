import type { Channel, Renderer } from "@wellsent/core";
import type { LoadOptions, TemplateProgram } from "@wellsent/templates";
import type { CompileOptions } from "@wellsent/templates/compile";
import type { TemplateSource } from "@wellsent/templates/define";
import type { SmsProgram, SmsSource } from "@wellsent/templates/sms";
import { loadPeer } from "./peers.js";
import type { AppTemplate } from "./template-values.js";

type Program = TemplateProgram | SmsProgram;
type Source = TemplateSource | SmsSource;

export interface ShelfOptions extends LoadOptions {
  readonly compile?: CompileOptions;
}

/** What public pages and forms need to know about a template. */
export type KnownTemplate = Pick<Program, "id" | "channel" | "messageClass" | "purpose" | "topic">;

/** The templates of an app. Sources are compiled, and more can be added while the app runs. */
export interface TemplateShelf {
  /** One renderer for the app's whole life. It always renders with the current templates. */
  readonly renderer: Renderer;
  /** One entry for each id. The array stays the same until a template is added. */
  readonly known: () => readonly KnownTemplate[];
  /** The mail or text message that asks for confirmation, if there is one. */
  readonly confirmation: (channel: Channel) => string | undefined;
  /**
   * Compiles sources and replaces templates of the same id, all or nothing. A source that comes
   * with its compiled programs is not compiled.
   * @param also what is to hold with them, such as workflows that send them: where it throws, they
   * are taken back.
   */
  readonly add: (templates: readonly AppTemplate[], also: () => void) => Promise<void>;
}

/**
 * @throws TemplateError for a template that does not compile or load; AdapterError
 * `ADAPTER_PEER_MISSING` where a source is to be compiled and mjml is not installed.
 */
export async function templateShelf(
  templates: readonly AppTemplate[],
  { compile = {}, ...load }: ShelfOptions,
): Promise<TemplateShelf> {
  const { templateRenderer } = await loadPeer(
    "@wellsent/templates",
    () => import("@wellsent/templates"),
  );
  let shelf: Shelf = {
    programs: new Map(),
    known: [],
    renderer: templateRenderer({ templates: [] }),
  };
  /** Additions run one after the other: each starts with the result of the last. */
  let turn: Promise<void> = Promise.resolve();

  const put = async (added: readonly AppTemplate[], also = () => {}): Promise<void> => {
    if (added.length === 0) return also();
    const fresh = await compileTemplates(added, compile);
    const next = new Map([...shelf.programs, ...fresh]);
    const all = [...next.values()].flat();
    const sms = all.some(({ channel }) => channel === "sms")
      ? { sms: (await import("@wellsent/templates/sms")).textMessages() }
      : {};
    const renderer = templateRenderer({ ...load, ...sms, templates: all });
    const { withMessages } = await import("@wellsent/templates/message");
    const before = shelf;
    const known = [...next.values()].flatMap(([first]) => first ?? []);
    shelf = { programs: next, known, renderer: withMessages(renderer) };
    try {
      also();
    } catch (error) {
      shelf = before;
      throw error;
    }
  };
  await put(templates);

  return {
    renderer: {
      specVersion: 1,
      id: shelf.renderer.id,
      template: (id, locale) => shelf.renderer.template(id, locale),
      render: (request) => shelf.renderer.render(request),
      compose: (request, envelope) => shelf.renderer.compose?.(request, envelope) ?? null,
    },
    known: () => shelf.known,
    confirmation: (channel) =>
      shelf.known.find(
        (one) => one.messageClass === "confirmation_request" && one.channel === channel,
      )?.id,
    add: (added, also) => {
      const done = turn.then(() => put(added, also));
      turn = done.catch(() => undefined);
      return done;
    },
  };
}

/** The templates at one time. Replaced as a whole, so that nobody sees part of an addition. */
interface Shelf {
  readonly programs: ReadonlyMap<string, readonly Program[]>;
  readonly known: readonly KnownTemplate[];
  readonly renderer: Renderer;
}

/** By id, the fallback locale first. */
async function compileTemplates(
  templates: readonly AppTemplate[],
  options: CompileOptions,
): Promise<ReadonlyMap<string, readonly Program[]>> {
  const compiled = new Map<string, readonly Program[]>();
  for (const template of templates) {
    if (!isProgram(template)) continue;
    compiled.set(template.id, [...(compiled.get(template.id) ?? []), template]);
  }
  for (const template of templates) {
    if (isProgram(template) || compiled.has(template.id)) continue;
    compiled.set(template.id, await compileSource(template, options));
  }
  return compiled;
}

async function compileSource(source: Source, options: CompileOptions): Promise<readonly Program[]> {
  const { compileSms, compileTemplate } = await loadPeer(
    "@wellsent/templates",
    () => import("@wellsent/templates/compile"),
  );
  if (source.channel === "sms") return compileSms(source, options).programs;
  // This module loads mjml itself, so an app with precompiled templates does not need to install
  // it.
  return (await loadPeer("mjml", () => compileTemplate(source, options))).programs;
}

function isProgram(template: AppTemplate): template is Program {
  return "format" in template;
}
