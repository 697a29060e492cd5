import type { Instant } from "../instant.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { NodeId, WorkflowDefinition } from "./definition.js";
import type { EnrollmentState } from "./enrollment-state.js";
import type { TransitionContext } from "./transition-context.js";
import type { ExitedEffect, WorkflowEffect } from "./workflow-effect.js";

/** What one step has done so far. Lives as long as the call. */
export interface Pass {
  readonly definition: WorkflowDefinition;
  readonly enrollment: EnrollmentRecord;
  readonly context: TransitionContext;
  readonly state: EnrollmentState;
  /** When what happens now was meant to happen. */
  due: Instant;
  /** The node whose wait is over with this step. */
  readonly leaves: NodeId | null;
  /** When the event happened that began the run anew. */
  readonly restarted: Instant | null;
  /** As read, and as the step's own updates leave them. */
  facts: ContactFacts;
  readonly effects: WorkflowEffect[];
  readonly path: NodeId[];
  /** The way taken at nodes that have more than one. */
  readonly took: Record<NodeId, string>;
}

/** How a run ends. */
export interface Exit {
  readonly outcome: string;
  readonly by: ExitedEffect["by"];
  readonly node?: NodeId;
  /** What ended it, as it stands in `waitingFor`: `order.placed`, `segment:left:lapsed`. */
  readonly signal?: string;
}

/** The node cannot be passed yet and is asked again then. */
export interface Held {
  readonly heldUntil: Instant;
}

/** Where passing a node leads: to the next node, to the end of the run, or nowhere yet. */
export type Passed = NodeId | Held | Exit;
