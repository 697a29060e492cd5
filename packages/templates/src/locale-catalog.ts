import type { TemplateInfo } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { type OfferUse, offersIn } from "./fields/offers.js";
import { localeChain } from "./format/index.js";

/** What a template is for: all its locales agree on it. */
export type TemplateUse = Pick<TemplateInfo, "channel" | "messageClass" | "purpose" | "topic"> &
  OfferUse;

export function describeUse({
  channel,
  messageClass,
  purpose,
  topic,
  ...offers
}: TemplateUse): TemplateUse {
  return {
    channel,
    messageClass,
    purpose,
    topic,
    ...offersIn(offers),
  };
}

interface Entry {
  readonly id: string;
  readonly locale: string;
  readonly program: TemplateUse;
}

/** Programs by id, then by locale in the order given. */
export interface LocaleCatalog<Loaded extends Entry> {
  add(loaded: Loaded): void;
  /** Along the chain of `locale`, then any of its language, then the first. */
  find(id: string, locale: string | null): Loaded | undefined;
  all(id: string): readonly Loaded[];
}

/**
 * Its `add` throws InputError `INPUT_TEMPLATE_TWICE`, or `INPUT_TEMPLATE_CLASS` where locales
 * disagree about class, channel, purpose or topic.
 */
export function localeCatalog<Loaded extends Entry>(): LocaleCatalog<Loaded> {
  const byId = new Map<string, Map<string, Loaded>>();
  const said = ({ program }: Loaded): string => JSON.stringify(describeUse(program));
  const all = (id: string): readonly Loaded[] => [...(byId.get(id)?.values() ?? [])];
  return {
    add(loaded) {
      const { id, locale } = loaded;
      const known = byId.get(id) ?? new Map<string, Loaded>();
      const tag = localeChain(locale)[0] ?? locale;
      const path = `templates.${id}.${tag}`;
      if (known.has(tag)) {
        throw new InputError("INPUT_TEMPLATE_TWICE", "Two have the same id and locale.", {
          path,
        });
      }
      const [first = loaded] = known.values();
      if (said(first) !== said(loaded)) {
        throw new InputError("INPUT_TEMPLATE_CLASS", "Its locales differ in what they are for.", {
          path,
        });
      }
      byId.set(id, known.set(tag, loaded));
    },
    find(id, locale) {
      const known = byId.get(id) ?? new Map<string, Loaded>();
      const chain = locale === null ? [] : localeChain(locale);
      for (const tag of chain) {
        const found = known.get(tag);
        if (found !== undefined) return found;
      }
      // Somebody who reads pt-BR reads pt-PT rather than English.
      const language = chain.at(-1);
      for (const [tag, loaded] of known) if (tag.split("-", 1)[0] === language) return loaded;
      return all(id)[0];
    },
    all,
  };
}
