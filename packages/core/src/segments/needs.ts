import type { Milliseconds } from "../instant.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import { unitDays } from "../timing/calendar-period.js";
import { durationLength } from "../timing/duration.js";
import { dayLength } from "../timing/wall-clock.js";
import { dateShift } from "./date-comparison.js";
import { mergeNeeds } from "./merge-needs.js";
import type { EventNode, Segment, SegmentNode } from "./segment.js";
import type { Window } from "./window.js";

/**
 * The facts that a store must load for a contact to evaluate the segment: which events, and how far
 * back.
 */
export function segmentNeeds(segment: Segment): FactsNeeded {
  return mergeNeeds([...segmentNodes(segment.where)].map(nodeNeeds));
}

function nodeNeeds(node: SegmentNode): FactsNeeded {
  const nothing: FactsNeeded = { events: {}, messages: 0, consent: node.op === "consent" };
  if (node.op === "message") return { ...nothing, messages: windowLength(node.window) };
  if (node.op !== "event") return nothing;
  const { event, paired } = node;
  const reach = windowLength(node.window);
  const events = (names: readonly string[], back: Milliseconds | null): FactsNeeded => ({
    ...nothing,
    events: Object.fromEntries(names.map((name) => [name, back])),
  });
  const own = events(typeof event === "string" ? [event] : event, reach);
  if (paired === undefined) return own;
  return mergeNeeds([own, events([paired.event], paired.later === true ? reach : null)]);
}

/** The names of all events in a clause. */
export function eventNames({ event, paired }: EventNode): readonly string[] {
  return [
    ...(typeof event === "string" ? [event] : event),
    ...(paired === undefined ? [] : [paired.event]),
  ];
}

/** Yields every node, parents first. */
export function* segmentNodes(node: SegmentNode): Generator<SegmentNode> {
  yield node;
  if (node.op === "not") yield* segmentNodes(node.of);
  else if (node.op === "and" || node.op === "or")
    for (const child of node.of) yield* segmentNodes(child);
}

function windowLength(window: Window): Milliseconds | null {
  if ("last" in window) {
    // A local day can last 25 hours, and longer where an island moves across the date line.
    return durationLength(window.last) + (window.calendar === true ? 2 * dayLength : 0);
  }
  if ("period" in window)
    return ((1 - window.period.from) * unitDays[window.period.unit] + 2) * dayLength;
  if ("from" in window && typeof window.from !== "string") return 1 - dateShift(window.from);
  return null;
}
