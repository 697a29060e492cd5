import type { Instant } from "../instant.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { BestHour } from "../timing/index.js";
import type { NodeId, WorkflowDefinition } from "./definition.js";
import type { EnrollmentState } from "./enrollment-state.js";
import type { TransitionContext } from "./transition-context.js";
import type { ExitedEffect, WorkflowEffect } from "./workflow-effect.js";

/** What the end of every step asks of a definition. */
export interface StepPlan {
  /** Whether a run may wait for one that it started: few do, and the others have none to end. */
  readonly waitsForRuns: boolean;
  /** Every signal that an enrollment in a node listens to. */
  readonly signals: (node: NodeId) => readonly string[];
}

/** The results of the current step so far. */
export interface Pass {
  readonly definition: WorkflowDefinition;
  readonly plan: StepPlan;
  readonly enrollment: EnrollmentRecord;
  readonly context: TransitionContext;
  /** Its data are with the answers of the step. */
  state: EnrollmentState;
  /** When the current action was scheduled. */
  due: Instant;
  /** The nodes whose waits end with this step. */
  readonly leaves: readonly NodeId[];
  /** When the event that restarted the run happened. */
  readonly restarted: Instant | null;
  /** The facts as read, with the step's own updates applied. */
  facts: ContactFacts;
  readonly effects: WorkflowEffect[];
  readonly path: NodeId[];
  /** The edge taken at nodes that have more than one. */
  readonly took: Record<NodeId, string>;
  /** The best hours that were chosen. Absent: none was, as in most steps. */
  best?: Record<NodeId, BestHour>;
}

/** How a run ends. */
export interface Exit {
  readonly outcome: string;
  readonly by: ExitedEffect["by"];
  readonly node?: NodeId;
  /**
   * The signal that ended the run, as written in `waitingFor`: `order.placed`,
   * `segment:left:lapsed`.
   */
  readonly signal?: string;
}

/** The node cannot be passed yet and is asked again then. */
interface Held {
  readonly heldUntil: Instant;
}

/** Where passing a node leads: to the next node, to the end of the run, or nowhere yet. */
export type Passed = NodeId | Held | Exit;
