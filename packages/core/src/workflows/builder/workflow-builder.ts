import type { EventDataOf, EventNameOf, Schema } from "../../contacts/index.js";
import type { OneKnown, OneOf } from "../../known.js";
import type { Sample } from "../../messages/sample.js";
import type { KeyPathOf, NumberPathOf, SameOption, ZoneRule } from "../../segments/index.js";
import type { DurationText, FrequencyCap, QuietHours } from "../../timing/index.js";
import type { DeliverySignal, OnCap } from "../definition.js";
import type { SegmentReference, Where } from "./step-parts.js";
import type { WorkflowSteps } from "./workflow-steps.js";

/** Reports of a provider have no data for conditions. */
interface ExitOptions<in out S extends Schema, in out Name extends string, in out Data> {
  readonly where?: [Name] extends [DeliverySignal] ? never : Where<EventDataOf<S, Name>>;
  /** Ends only runs whose trigger has the same key: the run of this cart. */
  readonly same?: [Name] extends [DeliverySignal] ? never : SameOption<Data, EventDataOf<S, Name>>;
  readonly outcome?: string;
}

/** An event that counts as a goal. */
export interface GoalOptions<in out Event, in out Data> {
  /** The event's name by default. */
  readonly name?: string;
  readonly where?: Where<Event>;
  /** Only events about the same thing as the run's trigger: the order of this cart. */
  readonly same?: SameOption<Data, Event>;
  /** What it is worth, or the path of a number in the event's data. */
  readonly value?: number | NumberPathOf<Event>;
  /** Ends the run with this outcome. By default the run goes on. */
  readonly outcome?: string;
}

/** The whole workflow: its steps and its properties. */
export interface WorkflowBuilder<in out S extends Schema, in out Data>
  extends WorkflowSteps<S, Data> {
  /** Ends a run as soon as this happens. The outcome is the event's name by default. */
  exitOn<const Name extends OneOf<EventNameOf<S> | DeliverySignal>>(
    event: OneKnown<"event", Name, EventNameOf<S> | DeliverySignal>,
    options?: ExitOptions<S, Name, Data>,
  ): this;
  /** Evaluated before every step: ends the run if the contact is in the segment, or not in it. */
  exitWhen(
    membership: { readonly in: SegmentReference } | { readonly out: SegmentReference },
    outcome?: string,
  ): this;
  /**
   * Records a goal each time this happens, also if it ends the run.
   * @example
   * w.goalOn("order.placed", { name: "order", same: "cartId", value: "total" })
   */
  goalOn<const Name extends OneOf<EventNameOf<S>>>(
    event: OneKnown<"event", Name, EventNameOf<S>>,
    options?: GoalOptions<EventDataOf<S, Name>, Data>,
  ): this;
  quietHours(...quiet: readonly QuietHours[]): this;
  cap(...caps: readonly FrequencyCap[]): this;
  /** What becomes of a send when a cap has no room. Default `wait`. */
  onCap(action: OnCap): this;
  /** Who goes through the workflow without its mails, for comparison. */
  holdout(sample: Sample): this;
  lateAfter(duration: DurationText): this;
  /** Which sends are claimed first where many are due: from 0 to 100, default 50. */
  priority(priority: number): this;
  /**
   * Admits contacts to whom none of the messages may be sent, for example to ask for permission.
   * Without it their entry is refused, with every reason on record.
   */
  admitAnyone(): this;
  /** The zone of waits that have none of their own. Default `contact`. */
  zone(rule: ZoneRule): this;
  /** Default 1. Runs stay on the version they began with. */
  version(version: number): this;
}

/**
 * `never` (the default): once only. `afterExit` and `after`: again when the last run is over, or
 * has been over for the given time. `oncePer`: once per value at a path of the trigger's data; with
 * `again`, one run at a time, and a new event may restart the current run.
 */
export type Reentry<Data = unknown> =
  | "never"
  | "afterExit"
  | "always"
  | { readonly after: DurationText }
  | { readonly oncePer: KeyPathOf<Data>; readonly again?: "afterExit" | "restart" };

export interface EntryOptions<Data = unknown> {
  readonly reentry?: Reentry<Data>;
}
