import type { Milliseconds } from "../instant.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import { durationLength } from "../timing/duration.js";
import { dayLength } from "../timing/wall-clock.js";
import { shiftOf } from "./date-comparison.js";
import type { Segment, SegmentNode } from "./segment.js";
import type { Window } from "./window.js";

/** What a store must load for a contact so that the segment can be evaluated: which events, and how far back. */
export function segmentNeeds(segment: Segment): FactsNeeded {
  const events = new Map<string, Milliseconds | null>();
  let messages: Milliseconds | null = 0;
  let consent = false;
  for (const node of nodesOf(segment.where)) {
    if (node.op === "event") {
      const reach = reachOf(node.window);
      for (const name of typeof node.event === "string" ? [node.event] : node.event) {
        events.set(name, longer(events.get(name) ?? 0, events.get(name) === null ? null : reach));
      }
    } else if (node.op === "message") {
      messages = longer(messages, reachOf(node.window));
    } else if (node.op === "consent") {
      consent = true;
    }
  }
  return { events: Object.fromEntries(events), messages, consent };
}

/** Every node, parents first. */
export function* nodesOf(node: SegmentNode): Generator<SegmentNode> {
  yield node;
  if (node.op === "not") yield* nodesOf(node.of);
  else if (node.op === "and" || node.op === "or") for (const child of node.of) yield* nodesOf(child);
}

function reachOf(window: Window): Milliseconds | null {
  if ("last" in window) {
    // A local day may be 25 hours long, and one more where an island changes its side of the date line.
    return durationLength(window.last) + (window.calendar === true ? 2 * dayLength : 0);
  }
  if ("from" in window && typeof window.from !== "string") return 1 - shiftOf(window.from);
  return null;
}

function longer(a: Milliseconds | null, b: Milliseconds | null): Milliseconds | null {
  return a === null || b === null ? null : Math.max(a, b);
}
