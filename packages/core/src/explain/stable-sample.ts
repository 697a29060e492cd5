import { murmur3 } from "../hash/murmur3.js";

/**
 * A sample of fixed size out of any number of contacts, the same ones at every look: those whose
 * ids hash lowest.
 */
export interface StableSample<T> {
  /** Makes the item only if the contact is in the sample so far. */
  offer(contact: string, make: () => T): void;
  items(): readonly T[];
}

export function stableSample<T>(size: number): StableSample<T> {
  let kept: readonly { readonly rank: number; readonly contact: string; readonly item: T }[] = [];
  return {
    offer(contact, make) {
      const rank = murmur3(`sample/${contact}`);
      const last = kept.at(-1);
      if (size === 0 || (kept.length === size && last !== undefined && rank >= last.rank)) return;
      kept = [...kept, { rank, contact, item: make() }]
        .sort((a, b) => a.rank - b.rank || (a.contact < b.contact ? -1 : 1))
        .slice(0, size);
    },
    items: () => kept.map(({ item }) => item),
  };
}
