import type { Schema } from "../../contacts/index.js";
import type { Sample } from "../../messages/sample.js";
import type { SameKey, ZoneRule } from "../../segments/index.js";
import type { DurationText, FrequencyCap, QuietHours } from "../../timing/index.js";
import type { ExitRule, GoalRule, ReentryPolicy, WorkflowPolicy } from "../definition.js";
import type { EntryTrigger } from "../entry-trigger.js";
import type { SegmentReference, Where } from "./step-parts.js";
import { toCondition, toGoalValue, toSameKeys } from "./where.js";
import type { WorkflowBuilder } from "./workflow-builder.js";
import type { WorkflowSteps } from "./workflow-steps.js";

/** The properties of the whole workflow while it is being built. */
export interface Frame {
  readonly triggers: EntryTrigger[];
  /** `null`: nothing was said. */
  reentry: ReentryPolicy | null;
  readonly exitOn: ExitRule[];
  readonly goals: GoalRule[];
  readonly quiet: QuietHours[];
  readonly caps: FrequencyCap[];
  onCap: NonNullable<WorkflowPolicy["onCap"]> | null;
  holdout: Sample | null;
  lateAfter: DurationText | null;
  priority: number | null;
  admitAnyone: boolean;
  zone: ZoneRule;
  version: number;
}

/** An event that counts as a goal, in any schema. */
interface AnyGoal<Event> {
  readonly name?: string;
  readonly where?: Where<Event>;
  readonly same?: string | SameKey;
  readonly value?: number | string;
  readonly outcome?: string;
}

/** Adds the methods of the whole workflow to the steps. */
export function frameSteps<S extends Schema, Data>(
  frame: Frame,
  steps: WorkflowSteps<S, Data>,
): WorkflowBuilder<S, Data> {
  const builder: WorkflowBuilder<S, Data> = Object.assign(steps, {
    exitOn<Event>(
      event: string,
      options: {
        readonly where?: Where<Event>;
        readonly same?: string | SameKey;
        readonly outcome?: string;
      } = {},
    ) {
      frame.exitOn.push({
        on: "event",
        event,
        ...toCondition(options.where),
        ...toSameKeys(options.same),
        outcome: options.outcome ?? event,
      });
      return builder;
    },
    exitWhen(
      membership: { readonly in: SegmentReference } | { readonly out: SegmentReference },
      outcome?: string,
    ) {
      const inside = "in" in membership;
      const segment = inside ? membership.in.id : membership.out.id;
      frame.exitOn.push({
        on: "segment",
        segment,
        is: inside ? "in" : "out",
        outcome: outcome ?? segment,
      });
      return builder;
    },
    goalOn<Event>(event: string, options: AnyGoal<Event> = {}) {
      const { name = event, where, same, value, outcome } = options;
      frame.goals.push({
        ...{ name, event },
        ...toCondition(where),
        ...toSameKeys(same),
        ...toGoalValue(value),
        ...(outcome === undefined ? {} : { outcome }),
      });
      return builder;
    },
    quietHours(...quiet: readonly QuietHours[]) {
      frame.quiet.push(...quiet);
      return builder;
    },
    cap(...caps: readonly FrequencyCap[]) {
      frame.caps.push(...caps);
      return builder;
    },
    onCap(action: NonNullable<WorkflowPolicy["onCap"]>) {
      frame.onCap = action;
      return builder;
    },
    holdout(sample: Sample) {
      frame.holdout = sample;
      return builder;
    },
    lateAfter(duration: DurationText) {
      frame.lateAfter = duration;
      return builder;
    },
    priority(priority: number) {
      frame.priority = priority;
      return builder;
    },
    admitAnyone() {
      frame.admitAnyone = true;
      return builder;
    },
    zone(rule: ZoneRule) {
      frame.zone = rule;
      return builder;
    },
    version(version: number) {
      frame.version = version;
      return builder;
    },
  });
  return builder;
}

export function effectPolicy({
  quiet,
  caps,
  onCap,
  holdout,
  lateAfter,
  priority,
}: Frame): WorkflowPolicy {
  return {
    ...(quiet.length === 0 ? {} : { quiet }),
    ...(caps.length === 0 ? {} : { caps }),
    ...(onCap === null ? {} : { onCap }),
    ...(holdout === null ? {} : { holdout }),
    ...(lateAfter === null ? {} : { lateAfter }),
    ...(priority === null ? {} : { priority }),
  };
}
