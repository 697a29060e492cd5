import type { Instant } from "../instant.js";
import type { Truth } from "./comparison.js";
import type { EvaluationContext } from "./context.js";

/**
 * One compiled clause, which can be evaluated at any instant from now on, based on the facts at
 * hand.
 */
export interface Leaf {
  truth(evaluation: EvaluationContext, now: Instant): Truth;
  /** The next instant after `now` at which the truth may change. Absent: time never changes it. */
  readonly edge?: (evaluation: EvaluationContext, now: Instant) => Instant;
}

/** The first instant after `now`; `Infinity` if there is none. */
export function earliest(edges: readonly Instant[], now: Instant): Instant {
  return edges.reduce(
    (best, edge) => (edge > now && edge < best ? edge : best),
    Number.POSITIVE_INFINITY,
  );
}
