import { murmur3 } from "../hash/murmur3.js";
import type { ContactId } from "../identifiers.js";

/** Of a contact, in a sample. */
export interface SampledContact {
  readonly contact: ContactId;
  readonly key: string | null;
}

/**
 * A sample of fixed size out of any number of contacts, the same ones at every look: those whose
 * ids hash lowest.
 */
export interface StableSample<T extends SampledContact> {
  /** Makes the item only if the contact is in the sample so far. */
  offer(contact: ContactId, make: () => T): void;
  /** By key: ids are often random, and readers look for a name. */
  items(): readonly T[];
}

export function stableSample<T extends SampledContact>(size: number): StableSample<T> {
  let kept: readonly { readonly rank: number; readonly item: T }[] = [];
  return {
    offer(contact, make) {
      const rank = murmur3(`sample/${contact}`);
      const last = kept.at(-1);
      if (size === 0 || (kept.length === size && last !== undefined && rank >= last.rank)) return;
      kept = [...kept, { rank, item: make() }]
        .sort((a, b) => a.rank - b.rank || compareText(a.item.contact, b.item.contact))
        .slice(0, size);
    },
    items: () =>
      kept
        .map(({ item }) => item)
        .sort((a, b) => compareText(a.key ?? "", b.key ?? "") || compareText(a.contact, b.contact)),
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
