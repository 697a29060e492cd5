import type { Milliseconds } from "../instant.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import { unitDays } from "../timing/calendar-period.js";
import { durationLength } from "../timing/duration.js";
import { dayLength } from "../timing/wall-clock.js";
import { shiftOf } from "./date-comparison.js";
import { mergeNeeds } from "./merge-needs.js";
import type { Segment, SegmentNode } from "./segment.js";
import type { Window } from "./window.js";

/**
 * What a store must load for a contact so that the segment can be evaluated: which events, and how
 * far back.
 */
export const segmentNeeds = (segment: Segment): FactsNeeded =>
  mergeNeeds([...nodesOf(segment.where)].map(needsOf));

function needsOf(node: SegmentNode): FactsNeeded {
  const names =
    node.op !== "event" ? [] : typeof node.event === "string" ? [node.event] : node.event;
  const reach = node.op === "event" || node.op === "message" ? reachOf(node.window) : 0;
  return {
    events: Object.fromEntries(names.map((name) => [name, reach])),
    messages: node.op === "message" ? reach : 0,
    consent: node.op === "consent",
  };
}

/** Every node, parents first. */
export function* nodesOf(node: SegmentNode): Generator<SegmentNode> {
  yield node;
  if (node.op === "not") yield* nodesOf(node.of);
  else if (node.op === "and" || node.op === "or")
    for (const child of node.of) yield* nodesOf(child);
}

function reachOf(window: Window): Milliseconds | null {
  if ("last" in window) {
    // A local day may be 25 hours long, and one more where an island changes its side of the date
    // line.
    return durationLength(window.last) + (window.calendar === true ? 2 * dayLength : 0);
  }
  if ("period" in window)
    return ((1 - window.period.from) * unitDays[window.period.unit] + 2) * dayLength;
  if ("from" in window && typeof window.from !== "string") return 1 - shiftOf(window.from);
  return null;
}
