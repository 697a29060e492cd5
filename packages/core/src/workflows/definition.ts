import type { ListId, SegmentId, WorkflowId } from "../identifiers.js";
import type { JsonObject } from "../json.js";
import type { Channel, MessageClass } from "../ports/consent-gate.js";
import type { EventPredicate, SameKey, SegmentNode, Window, ZoneRule } from "../segments/index.js";
import type { DurationText, FrequencyCap, QuietHours, Weekday } from "../timing/index.js";

/** Names a node within its definition, readable in logs and drawings: `miss-you`, `wait-2d`. */
export type NodeId = string;

/** Delivery events that a workflow can wait for or end on, as they stand in `waitingFor`. */
export type DeliverySignal =
  | "delivery:delivered"
  | "delivery:opened"
  | "delivery:clicked"
  | "delivery:bounced"
  | "delivery:replied"
  | "delivery:complained"
  | "delivery:unsubscribed";

export type EntryTrigger =
  | { readonly on: "segment"; readonly segment: SegmentId; readonly when: "enter" | "leave" }
  | { readonly on: "event"; readonly event: string; readonly where?: EventPredicate }
  | { readonly on: "manual" };

/**
 * How often one contact may run through. The cooldown counts from the end of the last run.
 *
 * `keyed`: once per value found under `key` in the trigger's data, such as a cart's id; text or a
 * number. For ever, unless `again` says otherwise: `afterExit` lets a value in again once its run
 * is over; `restart` as well takes a run under way back to its beginning, with the new event's
 * data.
 */
export type ReentryPolicy =
  | { readonly mode: "never" }
  | { readonly mode: "afterExit"; readonly cooldown?: DurationText }
  | { readonly mode: "always" }
  | { readonly mode: "keyed"; readonly key: string; readonly again?: "afterExit" | "restart" };

/**
 * Ends a run, whatever it was doing, before anything else is looked at. `event` also takes a {@link
 * DeliverySignal}; opens and clicks must be a person's and about this run's messages, the others
 * may be about any message. With `same` an event ends only runs about the same thing as itself: a
 * cart's order the run of that cart. A segment is asked before every step: whoever is in it (or out
 * of it) then, leaves.
 */
export type ExitRule =
  | {
      readonly on: "event";
      readonly event: string;
      readonly where?: EventPredicate;
      /** `own` is in the data of what started the run. Never holds where either lacks the key. */
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
 * Applies to every message of the workflow. Quiet hours and caps are kept by the outbox, which
 * knows all messages.
 */
export interface WorkflowPolicy {
  readonly quiet?: readonly QuietHours[];
  readonly caps?: readonly FrequencyCap[];
  /**
   * A send that comes later than this after it was due is skipped: a birthday wish is nothing a
   * week later.
   */
  readonly lateAfter?: DurationText;
  /**
   * From 0 to 100: which sends are claimed first where many are due. Default 50, between service
   * mail (90) and campaigns (40). Transactional sends are service mail, whatever stands here.
   */
  readonly priority?: number;
}

/**
 * A report about a message this run has sent, by template. Machines open and click as well:
 * `humanOnly` leaves them out.
 */
export interface DeliveryCondition {
  readonly op: "delivery";
  readonly event: "delivered" | "opened" | "clicked" | "bounced";
  readonly template: string;
  /** Default `true`. */
  readonly humanOnly?: boolean;
}

/** What the trigger brought along. */
export interface TriggerCondition {
  readonly op: "trigger";
  readonly where: EventPredicate;
}

/**
 * An event with the run's own key has happened, before the run began or since: this cart was
 * ordered.
 */
export interface HappenedCondition {
  readonly op: "happened";
  readonly event: string;
  readonly where?: EventPredicate;
  /** `own` is in the data of what started the run. */
  readonly same: SameKey;
  /** For ever where absent. */
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
  /** `own` is in the data of what started the run. Never holds where either lacks the key. */
  readonly same?: SameKey;
}

export interface SendNode {
  readonly kind: "send";
  readonly channel: Channel;
  readonly template: string;
  readonly purpose: string;
  readonly topic?: string;
  /** Default `marketing`: the class that needs most. */
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
  /** Absent: any day. */
  readonly days?: readonly Weekday[];
  /** Absent: the workflow's zone. */
  readonly zone?: ZoneRule;
  readonly next: NodeId;
}

export interface WaitForNode {
  readonly kind: "waitFor";
  /**
   * The first that happens. Events count from the start of the wait; a report about a message
   * counts also if it came before.
   */
  readonly any: readonly (EventCondition | DeliveryCondition)[];
  readonly timeout: DurationText;
  readonly onMatch: NodeId;
  readonly onTimeout: NodeId;
}

export interface BranchNode {
  readonly kind: "branch";
  /** The first whose condition holds. */
  readonly cases: readonly {
    readonly name?: string;
    readonly where: BranchCondition;
    readonly next: NodeId;
  }[];
  readonly else: NodeId;
}

export interface SplitNode {
  readonly kind: "split";
  /** Integer weights; the share of an arm is its weight by their sum. */
  readonly arms: readonly { readonly id: string; readonly weight: number; readonly next: NodeId }[];
  /**
   * A contact gets the same arm for the same salt, in every run and every version. Another salt
   * deals anew.
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

/** The highest version there can be: a bound, so that no number of an author's costs anything. */
export const highestVersion = 1_000_000;

/**
 * A workflow as data: what `defineWorkflow` makes, what JSON holds, what a version in the store is.
 */
export interface WorkflowDefinition {
  readonly v: 1;
  readonly id: WorkflowId;
  /** Enrolments stay on the version they began with. */
  readonly version: number;
  /** For waits that name none of their own. */
  readonly zone: ZoneRule;
  readonly entry: {
    readonly trigger: EntryTrigger;
    readonly reentry: ReentryPolicy;
    /**
     * Who may enter. `permitted`, the default: only whom something of what the workflow sends may
     * be sent to. `anyone`: also those who never agreed, say to ask them.
     */
    readonly admit?: "permitted" | "anyone";
  };
  readonly exitOn: readonly ExitRule[];
  readonly policy: WorkflowPolicy;
  readonly start: NodeId;
  readonly nodes: Readonly<Record<NodeId, WorkflowNode>>;
}
