import type { Milliseconds } from "../instant.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import { unitDays } from "../timing/calendar-period.js";
import { durationLength } from "../timing/duration.js";
import { dayLength } from "../timing/wall-clock.js";
import type { EventSubject } from "./behavior-nodes.js";
import { dateShift } from "./date-comparison.js";
import { engagementLives } from "./engagement.js";
import { mergeNeeds } from "./merge-needs.js";
import type { Segment, SegmentNode } from "./segment.js";
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
  if (node.op === "engagement")
    return { ...nothing, messages: durationLength(node.halfLife) * engagementLives };
  const reach = eventReach(node);
  const events = (names: readonly string[], back: Milliseconds | null): FactsNeeded => ({
    ...nothing,
    events: Object.fromEntries(names.map((name) => [name, back])),
  });
  if (node.op !== "event" || node.paired === undefined) return events(eventNames(node), reach);
  const { event, paired } = node;
  return mergeNeeds([
    events(typeof event === "string" ? [event] : event, reach),
    events([paired.event], paired.later === true ? reach : null),
  ]);
}

/** How far back the events of a clause are looked at. */
function eventReach(node: SegmentNode): Milliseconds | null {
  if (node.op === "event" || node.op === "sequence" || node.op === "rfm")
    return windowLength(node.window);
  if (node.op === "regular") return durationLength(node.every) * node.times;
  // The event before the one of the return may be of any age.
  if (node.op !== "lapsed" || node.active === undefined) return null;
  return durationLength(node.gap) + durationLength(node.active);
}

/** The names of all events in a clause; none in a clause that is not about events. */
export function eventNames(node: SegmentNode): readonly string[] {
  const names = ({ event }: EventSubject): readonly string[] =>
    typeof event === "string" ? [event] : event;
  if (node.op === "sequence") return [...new Set(node.steps.flatMap(names))];
  if (node.op === "event")
    return [...names(node), ...(node.paired === undefined ? [] : [node.paired.event])];
  return "event" in node ? names(node) : [];
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
