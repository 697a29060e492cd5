import type { Slot } from "./order-ranks.js";

const gap = 34;
const rounds = 24;

/**
 * The position of each slot, left to right: as close to its neighbors above and below as possible
 * without overlap.
 */
export function placeRanks(ranks: readonly (readonly Slot[])[]): ReadonlyMap<Slot, number> {
  const xs = new Map<Slot, number>();
  for (const rank of ranks) spread(rank, () => 0, xs);
  for (let round = 0; round < rounds; round++) {
    const down = round % 2 === 0;
    for (const rank of down ? ranks : [...ranks].reverse()) {
      spread(rank, (one) => mean(neighbours(one, down), xs) ?? xs.get(one) ?? 0, xs);
    }
  }
  return xs;
}

/** The neighbors on the side that was placed last, or else on the other side. */
function neighbours(one: Slot, down: boolean): readonly Slot[] {
  const [near, far] = down ? [one.above, one.below] : [one.below, one.above];
  return near.length > 0 ? near : far;
}

function mean(slots: readonly Slot[], xs: ReadonlyMap<Slot, number>): number | null {
  if (slots.length === 0) return null;
  return slots.reduce((sum, one) => sum + (xs.get(one) ?? 0), 0) / slots.length;
}

/**
 * The positions closest to the wished ones (least squares) that keep order and distance. Slots that
 * would overlap form a pool, which is placed at the mean of their wishes.
 */
function spread(rank: readonly Slot[], wish: (one: Slot) => number, xs: Map<Slot, number>): void {
  const pools: { readonly slots: Slot[]; sum: number; offset: number }[] = [];
  const offsets = new Map<Slot, number>();
  let offset = 0;
  let before: Slot | undefined;
  for (const one of rank) {
    if (before !== undefined) offset += (before.width + one.width) / 2 + gap;
    before = one;
    offsets.set(one, offset);
    let pool = { slots: [one], sum: wish(one) - offset, offset };
    for (
      let last = pools.at(-1);
      last !== undefined && mid(last) >= mid(pool);
      last = pools.at(-1)
    ) {
      pools.pop();
      pool = {
        slots: [...last.slots, ...pool.slots],
        sum: last.sum + pool.sum,
        offset: last.offset,
      };
    }
    pools.push(pool);
  }
  for (const pool of pools)
    for (const one of pool.slots) xs.set(one, mid(pool) + (offsets.get(one) ?? 0));
}

function mid({ slots, sum }: { readonly slots: readonly Slot[]; readonly sum: number }): number {
  return sum / slots.length;
}
