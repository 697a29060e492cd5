import type { DuplicatePair } from "./duplicate-report.js";

/**
 * Joins matches, the most probable first, into clusters in which EVERY pair is probable enough: a
 * chain of two matches whose ends are two people stays open. Yields after each pair.
 */
export function* clusterPairs<Id extends string>(
  matches: readonly DuplicatePair<Id>[],
  score: (a: Id, b: Id) => DuplicatePair<Id> | null,
): Generator<number, readonly (readonly DuplicatePair<Id>[])[], void> {
  const clusterOf = new Map<Id, Cluster<Id>>();
  const clusterWith = (id: Id): Cluster<Id> => clusterOf.get(id) ?? { ids: [id], pairs: [] };
  for (const [done, { a, b }] of matches.entries()) {
    const [one, other] = [clusterWith(a), clusterWith(b)];
    if (one === other) continue;
    const across = scoreAcross(one.ids, other.ids, score);
    if (across !== null) {
      const joined: Cluster<Id> = {
        ids: [...one.ids, ...other.ids],
        pairs: [...one.pairs, ...other.pairs, ...across],
      };
      for (const id of joined.ids) clusterOf.set(id, joined);
    }
    yield done + 1;
  }
  return [...new Set(clusterOf.values())].map(({ pairs }) => pairs);
}

interface Cluster<Id extends string> {
  readonly ids: readonly Id[];
  readonly pairs: readonly DuplicatePair<Id>[];
}

/** All pairs between two clusters; `null` where one of them may be of two people. */
function scoreAcross<Id extends string>(
  left: readonly Id[],
  right: readonly Id[],
  score: (a: Id, b: Id) => DuplicatePair<Id> | null,
): readonly DuplicatePair<Id>[] | null {
  const pairs: DuplicatePair<Id>[] = [];
  for (const a of left) {
    for (const b of right) {
      const pair = score(a, b);
      if (pair === null) return null;
      pairs.push(pair);
    }
  }
  return pairs;
}
