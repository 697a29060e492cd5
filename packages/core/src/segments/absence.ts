import type { Instant } from "../instant.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { durationLength } from "../timing/duration.js";
import type { LapsedNode, ReturnedNode } from "./behavior-nodes.js";
import type { Leaf } from "./leaf.js";
import { eventsOf } from "./occurrence.js";
import { stretchLeaf } from "./stretches.js";

const never = Number.POSITIVE_INFINITY;

/** Each event begins an absence that is one after `gap`, until the next event at the latest. */
export function lapsedLeaf(node: LapsedNode): Leaf {
  const timesOf = eventTimes(node);
  const gap = durationLength(node.gap);
  const active = node.active === undefined ? never : durationLength(node.active);
  return stretchLeaf(({ facts }) => {
    const times = timesOf(facts);
    return times.map((at, index) => ({
      from: at + gap,
      until: Math.min(times[index + 1] ?? never, at + gap + active),
    }));
  });
}

export function returnedLeaf(node: ReturnedNode): Leaf {
  const timesOf = eventTimes(node);
  const gap = durationLength(node.gap);
  const active = node.active === undefined ? never : durationLength(node.active);
  return stretchLeaf(({ facts }) => {
    const times = timesOf(facts);
    return times.flatMap((at, index) => {
      const before = times[index - 1];
      return before === undefined || at - before < gap ? [] : [{ from: at, until: at + active }];
    });
  });
}

/** Compiles the reader of the times of a contact's events, each once, in ascending order. */
function eventTimes(node: LapsedNode | ReturnedNode): (facts: ContactFacts) => readonly Instant[] {
  const select = eventsOf(node);
  return (facts) => [...new Set(select(facts).map(({ at }) => at))].sort((a, b) => a - b);
}
