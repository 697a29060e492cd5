import type { Instant } from "../instant.js";
import type { NodeId } from "./definition.js";
import type { WaitState } from "./enrollment-state.js";
import type { Pass } from "./pass.js";
import type { WorkflowInput } from "./workflow-input.js";

/** The inputs since the step was due. If the step is late, they count as if it had run on time. */
export interface Heard {
  readonly inputs: readonly WorkflowInput[];
  readonly since: Instant;
}

/** What a wait is asked with, when it begins and whenever the run is woken. */
export interface WaitQuestion {
  readonly pass: Pass;
  readonly id: NodeId;
  readonly heard: Heard;
  /** The zone that the wait's rule means for this contact now. */
  readonly zone: string;
}

/** What a wait keeps besides its zone and the rule for it. */
export type WaitBegun = Omit<WaitState, "zone" | "rule">;

/** The wait is over: where the run goes on, and since when. */
export interface Left {
  readonly next: NodeId;
  readonly at: Instant;
  /** The edge's label; `null` if the node has only one. */
  readonly took: string | null;
  /** The input that was used up, because one input meets one wait. */
  readonly by: WorkflowInput | null;
}

/** The wait goes on, or it is over. The same object as before if nothing changed. */
export type Asked<Wait extends WaitBegun = WaitState> = Wait | Left;

export function isLeft(asked: WaitBegun | Left): asked is Left {
  return "next" in asked;
}

/** Leaves by the edge of this label when the time has come. */
export function onceDue<Wait extends WaitBegun>(
  { pass: { context } }: WaitQuestion,
  { next }: { readonly next: NodeId },
  wait: Wait,
  took: string | null = null,
): Asked<Wait> {
  return context.now < wait.until ? wait : { next, at: wait.until, took, by: null };
}
