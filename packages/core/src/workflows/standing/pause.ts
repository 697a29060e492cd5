import type { Instant } from "../../instant.js";
import type { DecisionReason } from "../../ports/consent-gate.js";
import type { EnrollmentRecord, StepLogEntry } from "../../ports/store/enrollment.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import type { WorkflowDefinition } from "../definition.js";
import {
  type EnrollmentState,
  readState,
  type WaitState,
  writeState,
} from "../enrollment-state.js";
import { exitBy } from "../exit.js";
import { nodeAt } from "../graph.js";
import { plannedEnd } from "../planned-end.js";
import { pendingInputs } from "../workflow-input.js";
import type { WorkflowStanding } from "./standing.js";

/** Why no contact may enter now. Empty: the workflow is open. */
export function closedBy(standing: WorkflowStanding | undefined): readonly DecisionReason[] {
  switch (standing?.state) {
    case "retired":
      return [{ code: "WORKFLOW_RETIRED", effect: "deny", rule: "the workflow is retired" }];
    case "paused":
    case "resuming":
      return standing.entries === "queue"
        ? []
        : [{ code: "WORKFLOW_PAUSED", effect: "deny", rule: "the workflow is paused" }];
    default:
      return [];
  }
}

/**
 * The run as it waits while its workflow is paused: not due until the workflow goes on. `null` if
 * it takes its step all the same. Exits and the end of a run take effect during a pause, too.
 */
export function standStill(
  definition: WorkflowDefinition,
  run: EnrollmentRecord,
  facts: ContactFacts,
  standing: WorkflowStanding,
): EnrollmentRecord | null {
  const { state: phase, onResume = "hold", turn } = standing;
  const still =
    phase === "paused" ? onResume !== "hold" : phase === "resuming" && onResume === "shift";
  const state = still ? readState(run.state) : null;
  if (state === null) return null;
  // Nothing of it has to be shifted, or it has been shifted already.
  if (phase === "resuming" && (state.wait === null || state.resumed === turn)) return null;
  if (exitBy(definition, run, state, pendingInputs(run), facts) !== null) return null;
  return { ...run, revision: run.revision + 1, wakeAt: null };
}

/**
 * The run after a step that it took while its workflow is being resumed. It counts as resumed, so
 * that its next wait is neither held nor shifted.
 */
export function keptGoing(
  run: EnrollmentRecord,
  { state: phase, turn }: WorkflowStanding,
): EnrollmentRecord {
  const state = phase === "resuming" && run.status === "active" ? readState(run.state) : null;
  return state === null ? run : { ...run, state: writeState({ ...state, resumed: turn }) };
}

export interface ResumeContext {
  readonly now: Instant;
  /** When a run that is overdue is due instead. */
  readonly overdueAt: () => Instant;
}

/**
 * Resumes a run that the pause stopped. `null`: nothing to do, because it was not stopped or was
 * resumed before.
 */
export function resumeRun(
  definition: WorkflowDefinition,
  run: EnrollmentRecord,
  standing: WorkflowStanding,
  { now, overdueAt }: ResumeContext,
): { readonly enrollment: EnrollmentRecord; readonly log: readonly StepLogEntry[] } | null {
  const { onResume, pausedAt = now, turn } = standing;
  const shifts = onResume === "shift";
  if (!shifts && run.wakeAt !== null) return null;
  const state = readState(run.state);
  if (state !== null && state.resumed === turn) return null;
  const moved = shifts && state !== null ? shiftedState(definition, state, pausedAt, now) : state;
  const due = moved?.wait?.until ?? now;
  const wakeAt = run.pending.length > 0 ? now : due > now ? due : overdueAt();
  const { tenant, id, workflow, contact, revision } = run;
  const detail = { took: {}, effects: [], resumed: { pausedAt, due } };
  return {
    enrollment: {
      ...run,
      revision: revision + 1,
      wakeAt,
      state: moved === null ? run.state : writeState({ ...moved, resumed: turn }),
    },
    log: [{ tenant, enrollment: id, workflow, contact, revision, at: now, path: [], detail }],
  };
}

/** Every wait of the run, moved: a run that goes several ways is due with the first of them. */
function shiftedState(
  definition: WorkflowDefinition,
  state: EnrollmentState,
  pausedAt: Instant,
  now: Instant,
): EnrollmentState {
  if (state.wait === null) return state;
  if (state.branches === undefined)
    return { ...state, wait: shifted(definition, state.node, state.wait, pausedAt, now) };
  const branches = state.branches.map((one) => {
    if (one.wait === null) return one;
    return { ...one, wait: shifted(definition, one.node, one.wait, pausedAt, now) };
  });
  const waits = branches.flatMap(({ wait }) => wait ?? []);
  const first = waits.reduce((a, b) => (b.until < a.until ? b : a), waits[0] ?? state.wait);
  return { ...state, branches, wait: { ...state.wait, since: first.since, until: first.until } };
}

/** A wait, moved by the length of the pause where its kind moves at all. */
function shifted(
  { nodes }: WorkflowDefinition,
  id: string,
  wait: WaitState,
  pausedAt: Instant,
  now: Instant,
): WaitState {
  const node = nodeAt(nodes, id);
  if (node?.kind === "wait") {
    const by = now - Math.max(pausedAt, wait.since);
    return { ...wait, since: wait.since + by, until: wait.until + by };
  }
  if (node?.kind === "waitUntil" && wait.until <= now)
    return { ...wait, until: plannedEnd(node, wait.zone, now, wait.best) ?? now };
  return wait;
}
