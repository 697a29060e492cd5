import type { ListId, SegmentId, WorkflowId } from "../identifiers.js";
import type { JsonObject } from "../json.js";
import type { Sample } from "../messages/sample.js";
import type { Channel, MessageClass } from "../ports/consent-gate.js";
import type { EventPredicate, SameKey, SegmentNode, Window, ZoneRule } from "../segments/index.js";
import type { DurationText, FrequencyCap, QuietHours, Weekday } from "../timing/index.js";
import type { EntryTrigger } from "./entry-trigger.js";

/** Names a node within its definition, readable in logs and drawings: `miss-you`, `wait-2d`. */
export type NodeId = string;

/** Delivery events that a workflow can wait for or end on, as written in `waitingFor`. */
export type DeliverySignal =
  | "delivery:delivered"
  | "delivery:opened"
  | "delivery:clicked"
  | "delivery:bounced"
  | "delivery:replied"
  | "delivery:complained"
  | "delivery:unsubscribed";

/**
 * How often one contact may enter. The cooldown counts from the end of the last run.
 *
 * `keyed`: once per value of `key` in the trigger's data, text or a number, such as a cart's id.
 * `again` allows repetition: with `afterExit`, a value may enter again once its run is over; with
 * `restart`, a new event also takes the current run back to its beginning with the new data.
 */
export type ReentryPolicy =
  | { readonly mode: "never" }
  | { readonly mode: "afterExit"; readonly cooldown?: DurationText }
  | { readonly mode: "always" }
  | { readonly mode: "keyed"; readonly key: string; readonly again?: "afterExit" | "restart" };

/**
 * Ends a run, whatever it is doing, before any other processing. `event` also takes a {@link
 * DeliverySignal}: opens and clicks must be by a person and about this run's messages, the others
 * may be about any message. With `same`, an event ends only runs about the same thing: a cart's
 * order ends the run of that cart. A segment is evaluated before every step and ends the run if the
 * contact is in it (or not in it).
 */
export type ExitRule =
  | {
      readonly on: "event";
      readonly event: string;
      readonly where?: EventPredicate;
      /** `own` is in the data of the run's trigger. Never holds if either event lacks the key. */
      readonly same?: SameKey;
      readonly outcome: string;
    }
  | {
      readonly on: "segment";
      readonly segment: SegmentId;
      readonly is: "in" | "out";
      readonly outcome: string;
    };

/**
 * Applies to every message of the workflow. The outbox enforces quiet hours and caps, because it
 * knows all messages.
 */
export interface WorkflowPolicy {
  readonly quiet?: readonly QuietHours[];
  readonly caps?: readonly FrequencyCap[];
  /**
   * What becomes of a send when a cap has no room: it waits until there is, or is dropped, and the
   * run goes on. Default `wait`; `drop` for campaigns.
   */
  readonly onCap?: "wait" | "drop";
  /**
   * Contacts who go through the workflow and are sent nothing that they did not ask for: each such
   * send is on record as `HOLDOUT`. What the workflow achieves is the difference to them.
   */
  readonly holdout?: Sample;
  /** A send that is later than this is skipped: a birthday wish is pointless a week later. */
  readonly lateAfter?: DurationText;
  /**
   * From 0 to 100: which sends are claimed first where many are due. Default 50, between service
   * mail (90) and campaigns (40). Transactional sends are service mail, whatever stands here.
   */
  readonly priority?: number;
}

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

export interface SendNode {
  readonly kind: "send";
  readonly channel: Channel;
  readonly template: string;
  readonly purpose: string;
  readonly topic?: string;
  /** Default `marketing`: the class with the strictest rules. */
  readonly messageClass?: MessageClass;
  /** Added to the trigger's data for the template. */
  readonly data?: JsonObject;
  readonly next: NodeId;
}

export interface WaitNode {
  readonly kind: "wait";
  /**
   * Days and longer are calendar days in the contact's zone: `2d` after Saturday 17:00 is Monday
   * 17:00, also when clocks change.
   */
  readonly for: DurationText;
  readonly next: NodeId;
}

export interface WaitUntilNode {
  readonly kind: "waitUntil";
  /** Wall-clock time, `HH:MM`; always a later instant than now. */
  readonly time: string;
  /** Any day by default. */
  readonly days?: readonly Weekday[];
  /** The workflow's zone by default. */
  readonly zone?: ZoneRule;
  readonly next: NodeId;
}

export interface WaitForNode {
  readonly kind: "waitFor";
  /**
   * The first that happens. Events count from the start of the wait; reports about messages also
   * count if they came earlier.
   */
  readonly any: readonly (EventCondition | DeliveryCondition)[];
  readonly timeout: DurationText;
  readonly onMatch: NodeId;
  readonly onTimeout: NodeId;
}

export interface BranchNode {
  readonly kind: "branch";
  /** The first case with a condition that holds is taken. */
  readonly cases: readonly {
    readonly name?: string;
    readonly where: BranchCondition;
    readonly next: NodeId;
  }[];
  readonly else: NodeId;
}

export interface SplitNode {
  readonly kind: "split";
  /** Integer weights; the share of an arm is its weight divided by their sum. */
  readonly arms: readonly { readonly id: string; readonly weight: number; readonly next: NodeId }[];
  /**
   * A contact gets the same arm for the same salt, in every run and every version. Another salt
   * draws the arms again.
   */
  readonly salt: string;
}

export interface UpdateNode {
  readonly kind: "update";
  readonly set?: JsonObject;
  readonly unset?: readonly string[];
  readonly next: NodeId;
}

export interface ListChangeNode {
  readonly kind: "list";
  readonly add?: readonly ListId[];
  readonly remove?: readonly ListId[];
  readonly next: NodeId;
}

export interface ExitNode {
  readonly kind: "exit";
  readonly outcome: string;
}

export type WorkflowNode =
  | SendNode
  | WaitNode
  | WaitUntilNode
  | WaitForNode
  | BranchNode
  | SplitNode
  | UpdateNode
  | ListChangeNode
  | ExitNode;

/** The highest possible version, so that a large number in a definition costs nothing. */
export const highestVersion = 1_000_000;

/** A workflow as data: the result of `defineWorkflow`, its JSON, and a version in the store. */
export interface WorkflowDefinition {
  readonly v: 1;
  readonly id: WorkflowId;
  /** Enrollments stay on the version they began with. */
  readonly version: number;
  /** The zone of waits that have none of their own. */
  readonly zone: ZoneRule;
  readonly entry: {
    /** At least one. Each starts runs of its own. */
    readonly triggers: readonly EntryTrigger[];
    readonly reentry: ReentryPolicy;
    /**
     * Who may enter. `permitted`, the default: contacts to whom at least one of the workflow's
     * messages may be sent. `anyone`: also contacts without permission, for example to ask for it.
     */
    readonly admit?: "permitted" | "anyone";
  };
  readonly exitOn: readonly ExitRule[];
  readonly policy: WorkflowPolicy;
  readonly start: NodeId;
  readonly nodes: Readonly<Record<NodeId, WorkflowNode>>;
}
