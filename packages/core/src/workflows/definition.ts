import type { SegmentId, WorkflowId } from "../identifiers.js";
import type { Sample } from "../messages/sample.js";
import type { EventPredicate, SameKey, ZoneRule } from "../segments/index.js";
import type { DurationText, FrequencyCap, QuietHours } from "../timing/index.js";
import type { EntryTrigger } from "./entry-trigger.js";
import type { GoalValue, NodeId, WorkflowNode } from "./node.js";

export type * from "./node.js";
export type * from "./node-condition.js";

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
 * An event that counts as reaching a goal, whatever the run is doing. Each such event counts once.
 * It is recorded before anything else, so that it also counts if it ends the run.
 */
export interface GoalRule {
  readonly name: string;
  readonly event: string;
  readonly where?: EventPredicate;
  /** `own` is in the data of the run's trigger. Never holds if either event lacks the key. */
  readonly same?: SameKey;
  /** A path leads into the data of the event. */
  readonly value?: GoalValue;
  /** Ends the run with this outcome. Absent: the run goes on. */
  readonly outcome?: string;
}

/**
 * What becomes of a message when a cap has no room: it waits until there is, it is dropped, or it
 * is merged into a digest of the send policy. A run goes on after the last two. What a person waits
 * for is in no digest: it waits.
 */
export type OnCap = "wait" | "drop" | { readonly digest: string };

/**
 * Applies to every message of the workflow. The outbox enforces quiet hours and caps, because it
 * knows all messages.
 */
export interface WorkflowPolicy {
  readonly quiet?: readonly QuietHours[];
  readonly caps?: readonly FrequencyCap[];
  /**
   * What becomes of a send when a cap has no room. Default: the send policy's, and else `wait`,
   * `drop` for campaigns.
   */
  readonly onCap?: OnCap;
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
  readonly goals?: readonly GoalRule[];
  readonly policy: WorkflowPolicy;
  readonly start: NodeId;
  readonly nodes: Readonly<Record<NodeId, WorkflowNode>>;
}
