import type { Instant } from "../instant.js";
import { durationLength } from "../timing/duration.js";
import type { SequenceNode } from "./behavior-nodes.js";
import { type EvaluationContext, zoneFor } from "./context.js";
import type { ZoneRule } from "./event-predicate.js";
import type { Leaf } from "./leaf.js";
import { eventsOf } from "./occurrence.js";
import { type Stretch, stretchLeaf } from "./stretches.js";
import { windowSpan } from "./window.js";
import { windowStart } from "./window-start.js";

/**
 * Of all sequences that end with the same event, the one that begins last is the shortest and
 * leaves the window last: it alone decides. Hence one pass over the events in the order of time,
 * which keeps for each step the latest beginning.
 */
export function sequenceLeaf(node: SequenceNode, rule: ZoneRule): Leaf {
  const selects = node.steps.map(eventsOf);
  const span = windowSpan(node.window);
  const start = windowStart(node.window);
  const within = durationLength(node.within);

  return stretchLeaf((evaluation: EvaluationContext): readonly Stretch[] | null => {
    const zone = zoneFor(rule, evaluation);
    const since = start(evaluation, zone);
    if (since === null) return null;
    const steps = new Map<Instant, number[]>();
    for (const [step, select] of selects.entries()) {
      for (const { at } of select(evaluation.facts)) {
        if (span.enter(at, zone, since) === Number.POSITIVE_INFINITY) continue;
        const known = steps.get(at);
        if (known === undefined) steps.set(at, [step]);
        else known.push(step);
      }
    }
    const begun: number[] = selects.map(() => Number.NEGATIVE_INFINITY);
    const stretches: Stretch[] = [];
    for (const [at, done] of [...steps].sort(([a], [b]) => a - b)) {
      // From the last step to the first, so that none builds on a step of the same instant.
      for (const step of done.sort((a, b) => b - a)) {
        const begins = step === 0 ? at : (begun[step - 1] ?? Number.NEGATIVE_INFINITY);
        begun[step] = Math.max(begun[step] ?? begins, begins);
        if (step === selects.length - 1 && at - begins <= within)
          stretches.push({ from: span.enter(at, zone, since), until: span.leave(begins, zone) });
      }
    }
    return stretches;
  });
}
