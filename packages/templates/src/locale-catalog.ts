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
export const localeCatalog = <Loaded extends Entry>(): LocaleCatalog<Loaded> => {
  const byId = new Map<string, (readonly [tag: string, loaded: Loaded])[]>();
  return {
    add(loaded) {
      const { id, locale } = loaded;
      const { messageClass, channel } = loaded.program;
      const known = byId.get(id) ?? [];
      const tag = localeChain(locale)[0] ?? locale;
      const path = `templates.${id}.${tag}`;
      if (known.some(([other]) => other === tag)) {
        throw new InputError("INPUT_TEMPLATE_TWICE", "Two programs have the same id and locale.", {
          path,
        });
      }
      const first = known[0]?.[1].program ?? loaded.program;
      if (first.messageClass !== messageClass || first.channel !== channel) {
        throw new InputError(
          "INPUT_TEMPLATE_CLASS",
          "Locales of a template differ in message class or channel.",
          {
            path,
          },
        );
      }
      byId.set(id, [...known, [tag, loaded]]);
    },
    find(id, locale) {
      const known = byId.get(id) ?? [];
      const chain = locale === null ? [] : localeChain(locale);
      for (const tag of chain) {
        const found = known.find(([other]) => other === tag);
        if (found !== undefined) return found[1];
      }
      // Somebody who reads pt-BR reads pt-PT rather than English.
      const language = chain.at(-1);
      return (known.find(([tag]) => tag.split("-", 1)[0] === language) ?? known[0])?.[1];
    },
    all: (id) => (byId.get(id) ?? []).map(([, loaded]) => loaded),
  };
};
