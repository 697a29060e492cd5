import { InputError } from "@wellsent/core/errors";
import { localeChain } from "./format/index.js";

interface Entry {
  readonly id: string;
  readonly locale: string;
  readonly program: { readonly messageClass: string; readonly channel: string };
}

/** Programs by id, then by locale in the order given. */
export interface LocaleCatalog<Loaded extends Entry> {
  add(loaded: Loaded): void;
  /** Along the chain of `locale`, then any of its language, then the first. */
  find(id: string, locale: string | null): Loaded | undefined;
  all(id: string): readonly Loaded[];
}

/** Its `add` throws InputError `INPUT_TEMPLATE_TWICE`, or `INPUT_TEMPLATE_CLASS` where locales disagree about class or channel. */
export function localeCatalog<Loaded extends Entry>(): LocaleCatalog<Loaded> {
  const byId = new Map<string, Map<string, Loaded>>();
  return {
    add(loaded) {
      const locales = byId.get(loaded.id) ?? new Map<string, Loaded>();
      const locale = localeChain(loaded.locale)[0] ?? loaded.locale;
      const path = `templates.${loaded.id}.${locale}`;
      if (locales.has(locale)) {
        throw new InputError("INPUT_TEMPLATE_TWICE", "Two programs have the same id and locale.", { path });
      }
      const first = locales.values().next().value?.program;
      const { messageClass, channel } = loaded.program;
      if (first !== undefined && (first.messageClass !== messageClass || first.channel !== channel)) {
        throw new InputError("INPUT_TEMPLATE_CLASS", "The locales of a template differ in message class or channel.", {
          path,
        });
      }
      locales.set(locale, loaded);
      byId.set(loaded.id, locales);
    },
    find(id, locale) {
      const locales = byId.get(id);
      if (locales === undefined) return undefined;
      const chain = locale === null ? [] : localeChain(locale);
      for (const tag of chain) {
        const found = locales.get(tag);
        if (found !== undefined) return found;
      }
      // Somebody who reads pt-BR reads pt-PT rather than English.
      const language = chain.at(-1);
      for (const [tag, found] of locales) {
        if (language !== undefined && tag.split("-", 1)[0] === language) return found;
      }
      return locales.values().next().value;
    },
    all: (id) => [...(byId.get(id)?.values() ?? [])],
  };
}
