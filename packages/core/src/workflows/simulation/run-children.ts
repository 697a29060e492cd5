import type { Instant } from "../../instant.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import { startedBy } from "../check-circles.js";
import { enterChild } from "../child-entry.js";
import type { WorkflowDefinition } from "../definition.js";
import type { TransitionContext } from "../transition-context.js";

/** A run with its definition, as far as it has come. */
export interface RunningRun {
  readonly definition: WorkflowDefinition;
  enrollment: EnrollmentRecord;
}

/** The runs that a simulated contact has at the same time, and what they may start. */
export interface RunFamily {
  /** The first, and those it starts. */
  readonly runs: RunningRun[];
  /** The workflows that steps may start, by id. Default: none is known, and each is refused. */
  readonly workflow?: ((id: string) => WorkflowDefinition | undefined) | undefined;
  /** Runs of the contact before, for the rules by which the others may be entered. */
  readonly earlier?: readonly EnrollmentRecord[] | undefined;
}

/** The active run that is due first; of several, the one that began first. */
export function dueRun(
  runs: readonly RunningRun[],
): { readonly run: RunningRun; readonly at: Instant } | null {
  let next: { readonly run: RunningRun; readonly at: Instant } | null = null;
  for (const run of runs) {
    const { status, wakeAt } = run.enrollment;
    if (status === "ended" || wakeAt === null || (next !== null && next.at <= wakeAt)) continue;
    next = { run, at: wakeAt };
  }
  return next;
}

export function isAnyActive(runs: readonly RunningRun[]): boolean {
  return runs.some(({ enrollment }) => enrollment.status === "active");
}

const startsOthers = new WeakMap<WorkflowDefinition, boolean>();

/** Lets steps start runs of other workflows, by the rules that the engine starts them by. */
export function startingOthers(
  definition: WorkflowDefinition,
  context: TransitionContext,
  { runs, workflow, earlier = [] }: RunFamily,
  contact: ContactRecord,
): TransitionContext {
  let starts = startsOthers.get(definition);
  if (starts === undefined) {
    starts = startedBy(definition).length > 0;
    startsOthers.set(definition, starts);
  }
  if (!starts) return context;
  return {
    ...context,
    start: (question) => {
      const child = workflow?.(question.workflow);
      if (child === undefined) return { version: null, reasons: [{ ...unknown, effect: "deny" }] };
      const { now, decide } = context;
      // With the records of those that were refused.
      const known = [...earlier, ...runs.map(({ enrollment }) => enrollment)];
      const entry = enterChild(child, question, {
        ...{ contact, runs: known, now, closed: [], decide },
      });
      if (entry.run !== null) runs.push({ definition: child, enrollment: entry.run });
      return entry.said;
    },
  };
}

const unknown = {
  code: "WORKFLOW_UNKNOWN",
  rule: "the simulation was not given this workflow",
} as const;
