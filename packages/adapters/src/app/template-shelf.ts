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

/** What public pages and forms ask about a template. */
export type KnownTemplate = Pick<Program, "id" | "channel" | "messageClass" | "purpose" | "topic">;

/** The templates of an app: compiled where they are sources, and added to while it runs. */
export interface TemplateShelf {
  /** One for the app's whole life: it renders what there is at the time. */
  readonly renderer: Renderer;
  /** One for each id; the same array until something is added. */
  readonly known: () => readonly KnownTemplate[];
  /** The mail or message that asks to confirm, where there is one. */
  readonly confirmation: (channel: Channel) => string | undefined;
  /**
   * Compiles what is a source and replaces what has the same id, all or nothing. A source of which
   * the programs are given as well is not compiled.
   *
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
  /** One addition after the other: each begins with what the last one left. */
  let turn: Promise<void> = Promise.resolve();

  const put = async (added: readonly AppTemplate[], also = () => {}): Promise<void> => {
    if (added.length === 0) return also();
    const fresh = await programsOf(added, compile);
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

/** What there is at one time: replaced as a whole, so that nobody sees a part of an addition. */
interface Shelf {
  readonly programs: ReadonlyMap<string, readonly Program[]>;
  readonly known: readonly KnownTemplate[];
  readonly renderer: Renderer;
}

/** By id, the locale of last resort first. */
async function programsOf(
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
  // It loads mjml itself, which whoever has compiled beforehand need not install.
  return (await loadPeer("mjml", () => compileTemplate(source, options))).programs;
}

function isProgram(template: AppTemplate): template is Program {
  return "format" in template;
}
