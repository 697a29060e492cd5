import type { Instant } from "../instant.js";
import type { Channel } from "../ports/consent-gate.js";
import type { DurationText } from "../timing/duration-text.js";
import type { NumberComparison } from "./comparison.js";
import type { EventPredicate, Noted, ZoneRule } from "./event-predicate.js";
import type { Window } from "./window.js";

/** Which events a clause about behavior looks at: one kind, or several that count as one. */
export interface EventSubject {
  readonly event: string | readonly string[];
  readonly where?: EventPredicate;
}

/**
 * The steps happened in this order, each later than the one before by at least a millisecond. All
 * of them lie in the window, and the last came no later than `within` after the first. Other events
 * may lie between them.
 */
export interface SequenceNode extends Noted {
  readonly op: "sequence";
  /** From 2 to 10. */
  readonly steps: readonly EventSubject[];
  readonly within: DurationText;
  readonly window: Window;
  readonly zone?: ZoneRule;
}

/**
 * The time up to now is cut into `times` stretches of the length `every`, counted back from now. At
 * least `times - tolerance` of them have an event.
 */
export interface RegularNode extends Noted, EventSubject {
  readonly op: "regular";
  readonly every: DurationText;
  /** From 2 to 100. */
  readonly times: number;
  /** How many stretches may lack an event. 0 by default. */
  readonly tolerance?: number;
}

/** No event in the time `gap` up to now, but one in the time `active` before that. */
export interface LapsedNode extends Noted, EventSubject {
  readonly op: "lapsed";
  readonly gap: DurationText;
  /** Without limit by default. */
  readonly active?: DurationText;
}

/** An event in the time `active` up to now that came at least `gap` after the one before it. */
export interface ReturnedNode extends Noted, EventSubject {
  readonly op: "returned";
  readonly gap: DurationText;
  /** Without limit by default. */
  readonly active?: DurationText;
}

/**
 * Frozen cut points, as `cutRfm` computes them: in ascending order, one fewer than there are
 * scores, for 2 to 9 scores. Being part of the segment, they change only if somebody changes it.
 */
export interface RfmCuts {
  /** When they were computed. */
  readonly at: Instant;
  /** Days since the last event. */
  readonly r: readonly number[];
  /** Number of events. */
  readonly f: readonly number[];
  /** Sum of the value. */
  readonly m: readonly number[];
}

/**
 * Recency, frequency and monetary value, each scored from 1 to the number of cut points plus 1; the
 * highest is the best. `cell` is all three as one number: 543 is recency 5, frequency 4, value 3.
 * Unknown for contacts without an event in the window.
 */
export interface RfmNode extends Noted, EventSubject {
  readonly op: "rfm";
  readonly dim: "r" | "f" | "m" | "cell";
  /** The path of the amount in the event's data. `m` and `cell` need it. */
  readonly value?: string;
  readonly window: Window;
  readonly cuts: RfmCuts;
  readonly is: NumberComparison;
  readonly zone?: ZoneRule;
}

/** A score is compared with bounds only: it decays all the time, so it is never equal for long. */
export type ScoreComparison =
  | { readonly gt: number }
  | { readonly gte: number }
  | { readonly lt: number }
  | { readonly lte: number }
  /** Both ends included. */
  | { readonly between: readonly [number, number] };

/**
 * The sum of the weights of all opens and clicks by people, each halved with every half-life since
 * it happened. After ten half-lives it counts nothing.
 */
export interface EngagementNode extends Noted {
  readonly op: "engagement";
  /** All channels by default. */
  readonly channel?: Channel;
  readonly halfLife: DurationText;
  /** 1 for an open and 3 for a click by default. */
  readonly weights?: { readonly opened: number; readonly clicked: number };
  readonly is: ScoreComparison;
}
