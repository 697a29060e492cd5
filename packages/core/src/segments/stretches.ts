import type { Instant } from "../instant.js";
import type { EvaluationContext } from "./context.js";
import type { Leaf } from "./leaf.js";

/** The time from the first instant until just before the second. */
export interface Stretch {
  readonly from: Instant;
  readonly until: Instant;
}

/**
 * A clause that holds in these stretches of time and at no other, for all time: its next change is
 * exact. `null`: unknown.
 */
export function stretchLeaf(
  find: (evaluation: EvaluationContext) => readonly Stretch[] | null,
): Leaf {
  return {
    truth(evaluation, now) {
      const stretches = find(evaluation);
      return stretches === null ? null : stretches.some((one) => covers(one, now));
    },
    edge: (evaluation, now) => nextEdge(find(evaluation) ?? [], now),
  };
}

function covers({ from, until }: Stretch, now: Instant): boolean {
  return from <= now && now < until;
}

function nextEdge(stretches: readonly Stretch[], now: Instant): Instant {
  const sorted = stretches
    .filter(({ from, until }) => until > now && from < until)
    .sort((a, b) => a.from - b.from);
  const [first] = sorted;
  if (first === undefined) return Number.POSITIVE_INFINITY;
  if (first.from > now) return first.from;
  return sorted.reduce((end, { from, until }) => (from <= end && until > end ? until : end), now);
}
