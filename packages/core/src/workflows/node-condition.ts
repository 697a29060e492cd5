import type { EventPredicate, SameKey, SegmentNode, Window } from "../segments/index.js";

/**
 * A report about a message of this run, by template. Machines open and click too; `humanOnly`
 * ignores them.
 */
export interface DeliveryCondition {
  readonly op: "delivery";
  readonly event: "delivered" | "opened" | "clicked" | "bounced";
  readonly template: string;
  /** Default `true`. */
  readonly humanOnly?: boolean;
}

/** A condition on the data of the run's trigger. */
export interface TriggerCondition {
  readonly op: "trigger";
  readonly where: EventPredicate;
}

/**
 * An event with the run's key has happened, before or after the run began: this cart was ordered.
 */
export interface HappenedCondition {
  readonly op: "happened";
  readonly event: string;
  readonly where?: EventPredicate;
  /** `own` is in the data of the run's trigger. */
  readonly same: SameKey;
  /** Without limit by default. */
  readonly window?: Window;
}

export type BranchCondition =
  | SegmentNode
  | DeliveryCondition
  | TriggerCondition
  | HappenedCondition;

export interface EventCondition {
  readonly op: "event";
  readonly event: string;
  readonly where?: EventPredicate;
  /** `own` is in the data of the run's trigger. Never holds if either event lacks the key. */
  readonly same?: SameKey;
}
