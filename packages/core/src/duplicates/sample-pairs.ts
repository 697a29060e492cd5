import { mulberry32 } from "../hash/mulberry32.js";
import { levelsOf, patternOf } from "./compare-records.js";
import type { Shares } from "./estimate-model.js";
import type { Column, Table } from "./read-records.js";

/** What is known of a kind of field beforehand counts as so many pairs of two people. */
const priorPairs = 100;

/** Levels of random pairs, by {@link pairCode}. */
export type SampledPairs = Map<number, number>;

/** Two records in one number: the lesser first. */
export function pairCode({ ids }: Table, a: number, b: number): number {
  return Math.min(a, b) * ids.length + Math.max(a, b);
}

/** Draws random pairs, or takes all where there are no more. Yields how many it has. */
export function* samplePairs(
  table: Table,
  { samplePairs: wanted, seed }: { readonly samplePairs: number; readonly seed: number },
): Generator<number, SampledPairs, void> {
  const count = table.ids.length;
  const all = (count * (count - 1)) / 2;
  const sampled: SampledPairs = new Map();
  const random = mulberry32(seed);
  let [a, b] = [0, 0];
  for (let drawn = 0; drawn < Math.min(all, wanted); drawn++) {
    if (all <= wanted) {
      b++;
      if (b === count) b = ++a + 1;
    } else {
      a = Math.floor(random() * count);
      // Any but the first.
      b = (a + 1 + Math.floor(random() * (count - 1))) % count;
    }
    const [less, more] = a < b ? [a, b] : [b, a];
    sampled.set(pairCode(table, less, more), patternOf(table, less, more));
    if (drawn % 1000 === 0) yield drawn;
  }
  return sampled;
}

/**
 * How often fields of two people agree by chance, from random pairs. Equality is counted over all
 * pairs, from how many records have each value.
 */
export function chanceLevels(table: Table, sampled: SampledPairs): Shares {
  const seen = table.columns.map(({ kind }) => new Float64Array(kind.levels.length + 1));
  for (const pattern of sampled.values()) {
    for (const [field, level] of levelsOf(table, pattern).entries()) {
      const counts = seen[field];
      if (counts !== undefined) counts[level] = (counts[level] ?? 0) + 1;
    }
  }
  return table.columns.map((column, field) => chances(column, seen[field] ?? []));
}

function chances({ kind, heldBy, filled }: Column, counts: ArrayLike<number>): readonly number[] {
  const equal = heldBy.reduce((sum, held) => sum + (held * (held - 1)) / 2, 0);
  const pairs = (filled * (filled - 1)) / 2;
  const [before = 0] = kind.u;
  // A record with several values could make it more than all.
  const same = Math.min(0.999, (equal + priorPairs * before) / (pairs + priorPairs));
  const weights = kind.u.map((chance, level) => (counts[level] ?? 0) + priorPairs * chance);
  const others = weights.reduce((sum, weight, level) => sum + (level === 0 ? 0 : weight), 0);
  return weights.map((weight, level) => (level === 0 ? same : (weight / others) * (1 - same)));
}
