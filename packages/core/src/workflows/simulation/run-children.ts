import type { Instant } from "../../instant.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import { enterChild } from "../child-entry.js";
import type { WorkflowDefinition } from "../definition.js";
import type { TransitionContext } from "../transition-context.js";

/** A run with its definition, as far as it has come. */
export interface SimulatedRun {
  readonly definition: WorkflowDefinition;
  enrollment: EnrollmentRecord;
}

/** The runs that a simulated contact has at the same time: the first, and those it starts. */
export interface RunFamily {
  readonly runs: readonly SimulatedRun[];
  /** The active run that is due first; of several, the one that began first. */
  due(): { readonly run: SimulatedRun; readonly at: Instant } | null;
  /** Lets steps start runs of other workflows, by the rules that the engine starts them by. */
  contextFor(context: TransitionContext, facts: ContactFacts): TransitionContext;
}

export function runFamily(
  first: SimulatedRun,
  workflow: (id: string) => WorkflowDefinition | undefined,
  earlier: readonly EnrollmentRecord[] = [],
): RunFamily {
  const runs: SimulatedRun[] = [first];
  /** With the records of those that were refused. */
  const known = (): readonly EnrollmentRecord[] => [
    ...earlier,
    ...runs.map(({ enrollment }) => enrollment),
  ];
  return {
    runs,
    due: () => {
      let next: { readonly run: SimulatedRun; readonly at: Instant } | null = null;
      for (const run of runs) {
        const { status, wakeAt } = run.enrollment;
        if (status === "ended" || wakeAt === null || (next !== null && next.at <= wakeAt)) continue;
        next = { run, at: wakeAt };
      }
      return next;
    },
    contextFor: (context, { contact }) => ({
      ...context,
      start: (question) => {
        const definition = workflow(question.workflow);
        if (definition === undefined)
          return { version: null, reasons: [{ ...unknown, effect: "deny" }] };
        const { now, decide } = context;
        const entry = enterChild(definition, question, {
          ...{ contact, runs: known(), now, closed: [], decide },
        });
        if (entry.run !== null) runs.push({ definition, enrollment: entry.run });
        return entry.said;
      },
    }),
  };
}

const unknown = {
  code: "WORKFLOW_UNKNOWN",
  rule: "the simulation was not given this workflow",
} as const;
