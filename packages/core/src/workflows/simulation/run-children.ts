import type { Instant } from "../../instant.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import { enterChild } from "../child-entry.js";
import type { WorkflowDefinition } from "../definition.js";
import type { TransitionContext } from "../transition-context.js";

/** A run with its definition, as far as it has come. */
export interface LiveRun {
  readonly definition: WorkflowDefinition;
  enrollment: EnrollmentRecord;
}

/** What the runs of other workflows are started from. */
export interface ChildSource {
  /** The workflows that steps may start, by id. Default: none is known, and each is refused. */
  readonly workflow?: ((id: string) => WorkflowDefinition | undefined) | undefined;
  /** Runs of the contact before, for the rules by which the others may be entered. */
  readonly earlier?: readonly EnrollmentRecord[] | undefined;
}

/** The active run that is due first; of several, the one that began first. */
export function firstDue(runs: readonly LiveRun[]): LiveRun | null {
  let next: LiveRun | null = null;
  for (const run of runs) if (dueAt(run) < dueAt(next)) next = run;
  return next;
}

/** Never, if no run is given, or if nothing but an input moves it. */
export function dueAt(run: LiveRun | null): Instant {
  if (run === null) return Number.POSITIVE_INFINITY;
  const { status, wakeAt } = run.enrollment;
  return status === "ended" || wakeAt === null ? Number.POSITIVE_INFINITY : wakeAt;
}

/**
 * Lets a step start runs of other workflows, by the rules that the engine starts them by. Those
 * that it starts are added to `runs`.
 */
export function startingContext(
  context: TransitionContext,
  contact: ContactRecord,
  runs: LiveRun[],
  { workflow, earlier = [] }: ChildSource,
): TransitionContext {
  return {
    ...context,
    start: (question) => {
      const definition = workflow?.(question.workflow);
      if (definition === undefined)
        return { version: null, reasons: [{ ...unknown, effect: "deny" }] };
      const { now, decide } = context;
      const known = [...earlier, ...runs.map(({ enrollment }) => enrollment)];
      const entry = enterChild(definition, question, {
        ...{ contact, runs: known, now, closed: [], decide },
      });
      if (entry.run !== null) runs.push({ definition, enrollment: entry.run });
      return entry.said;
    },
  };
}

const unknown = {
  code: "WORKFLOW_UNKNOWN",
  rule: "the simulation was not given this workflow",
} as const;
