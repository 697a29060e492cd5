/** A place in a rank: a node, or an edge that passes through. */
export interface Slot {
  readonly id: string;
  readonly width: number;
  readonly above: Slot[];
  readonly below: Slot[];
}

const sweeps = 8;

/**
 * Sorts each rank by the positions of its neighbors, downward and upward, and keeps the order with
 * the fewest crossings.
 */
export function orderRanks(ranks: readonly (readonly Slot[])[]): readonly (readonly Slot[])[] {
  let order = ranks;
  let best = ranks;
  let fewest = crossings(ranks);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    const sorted: (readonly Slot[])[] = down ? [] : [...order];
    let fixed: readonly Slot[] = [];
    for (const rank of down ? order : [...order].reverse()) {
      fixed = sortBy(rank, fixed, down);
      if (down) sorted.push(fixed);
      else sorted[order.indexOf(rank)] = fixed;
    }
    order = sorted;
    const count = crossings(order);
    if (count < fewest) [best, fewest] = [order, count];
  }
  return best;
}

function sortBy(rank: readonly Slot[], fixed: readonly Slot[], down: boolean): readonly Slot[] {
  const position = new Map(fixed.map((one, index) => [one, index]));
  const keyed = rank.map((one, index) => {
    const at = (down ? one.above : one.below).flatMap((other) => position.get(other) ?? []);
    return { one, key: at.length === 0 ? index : at.reduce((sum, x) => sum + x, 0) / at.length };
  });
  return keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
}

function crossings(ranks: readonly (readonly Slot[])[]): number {
  let count = 0;
  ranks.forEach((rank, index) => {
    const position = new Map((ranks[index + 1] ?? []).map((one, at) => [one, at]));
    const ends = rank.map((one) => one.below.map((other) => position.get(other) ?? 0));
    ends.forEach((own, at) => {
      for (const other of ends.slice(at + 1).flat())
        count += own.filter((end) => end > other).length;
    });
  });
  return count;
}
