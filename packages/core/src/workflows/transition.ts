import { InputError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import type { JsonObject, JsonValue } from "../json.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { writeHours } from "./best-hour-record.js";
import { endChildren, keptLink, tellParent } from "./child-runs.js";
import type { NodeId, WorkflowDefinition } from "./definition.js";
import { planFor } from "./definition-plan.js";
import { summarizeEffects } from "./effect-summary.js";
import { type EnrollmentState, readState, type WaitState, writeState } from "./enrollment-state.js";
import { exitBy } from "./exit.js";
import { reachGoals } from "./goal-rules.js";
import type { Pass, StepPlan } from "./pass.js";
import { restartedBy } from "./restart.js";
import type { TransitionContext } from "./transition-context.js";
import { fault, leaveWait, moveBranches, type Rest, type Waits, walk } from "./walk.js";
import type { ExitedEffect, WorkflowEffect } from "./workflow-effect.js";
import type { WorkflowInput } from "./workflow-input.js";

export interface Transition {
  /** The same object as the input if nothing happened; otherwise its revision is one higher. */
  readonly enrollment: EnrollmentRecord;
  readonly effects: readonly WorkflowEffect[];
  readonly log: readonly StepLogEntry[];
}

/**
 * Advances one enrollment as far as possible at `now`, and returns the effects to execute. Pure,
 * total and deterministic.
 *
 * Goals are recorded first. Then come exits: if any of the `inputs` ends the run, no message is
 * sent. Then a restart is applied, if the workflow has one. Then the current wait is settled (a
 * timer that was due before an input wins), and nodes are passed until the next wait. A message
 * becomes a `send` only with a decision that allows it; otherwise it becomes a `skip` with every
 * reason, and the run continues.
 *
 * @throws InputError `INPUT_WORKFLOW_VERSION` if the enrollment belongs to another definition.
 */
export function transition(
  definition: WorkflowDefinition,
  enrollment: EnrollmentRecord,
  inputs: readonly WorkflowInput[],
  facts: ContactFacts,
  context: TransitionContext,
): Transition {
  if (enrollment.status === "ended") return { enrollment, effects: [], log: [] };
  if (enrollment.workflow !== definition.id || enrollment.version !== definition.version) {
    throw new InputError(
      "INPUT_WORKFLOW_VERSION",
      "The enrolment belongs to another workflow or version.",
      {
        remedy: "Load the definition by the enrolment's workflow and version.",
      },
    );
  }
  const plan = planFor(definition);
  const { nodes } = plan;
  const state = readState(enrollment.state);
  const idle = begin(definition, plan, enrollment, facts, context, state ?? unreadable);
  const node = state === null ? undefined : nodes.get(state.node);
  if (state === null || node === undefined) {
    return finish({ ...idle, state: unreadable, leaves: [] }, fault);
  }
  const reached = reachGoals(idle, inputs);
  const exit = exitBy(definition, enrollment, state, inputs, facts) ?? reached;
  if (exit !== null) return finish(idle, exit);
  const restarter = restartedBy(definition, state, inputs);
  if (restarter !== null) return restart(idle, restarter, inputs);
  if (state.wait === null) {
    const since = Math.min(state.enteredAt ?? enrollment.startedAt, enrollment.startedAt);
    return finish(idle, walk(nodes, idle, state.node, { inputs, since }));
  }
  const { branches } = state;
  if (node.does === "fork" && branches !== undefined) {
    const { end, leaves, enters } = moveBranches(nodes, idle, node.node, branches, inputs);
    const pass = { ...idle, leaves };
    return "branches" in end && leaves.length === 0
      ? rest(pass, inputs, end)
      : finish(pass, end, enters);
  }
  const end = leaveWait(nodes, idle, state.node, node, state.wait, inputs);
  return "stays" in end
    ? rest(idle, inputs, { waitIn: state.node, wait: end.stays })
    : finish(idle, end);
}

/** Returns to the first node with the data of the new event, whatever the run is doing. */
function restart(
  { definition, enrollment, facts, context, state, effects }: Pass,
  restarter: WorkflowInput & { readonly type: "event" },
  inputs: readonly WorkflowInput[],
): Transition {
  const { id, at, data } = restarter;
  const fresh: EnrollmentState = {
    ...{ node: definition.start, wait: null, trigger: id },
    ...(state.parent === undefined ? {} : { parent: state.parent }),
    data: Object.keys(data).length === 0 ? null : data,
  };
  const plan = planFor(definition);
  const pass: Pass = {
    ...begin(definition, plan, enrollment, facts, context, fresh, at),
    leaves: waitsIn(state),
    restarted: at,
    effects,
  };
  const heard = { inputs: inputs.slice(inputs.indexOf(restarter) + 1), since: at };
  return finish(pass, walk(plan.nodes, pass, definition.start, heard));
}

const nowhere: readonly NodeId[] = [];
const unwritten: readonly StepLogEntry[] = Object.freeze([]);
const nothingPending: EnrollmentRecord["pending"] = Object.freeze([]);

const unreadable: EnrollmentState = { node: "", wait: null, data: null, trigger: null };

/** The nodes that a run waits in: several if it goes several ways. */
function waitsIn({ node, wait, branches }: EnrollmentState): readonly NodeId[] {
  if (branches === undefined) return wait === null ? nowhere : [node];
  return branches.flatMap((one) => (one.wait === null ? [] : [one.node]));
}

function begin(
  definition: WorkflowDefinition,
  plan: StepPlan,
  enrollment: EnrollmentRecord,
  facts: ContactFacts,
  context: TransitionContext,
  state: EnrollmentState,
  due: Instant = state.wait?.until ?? enrollment.startedAt,
): Pass {
  return {
    definition,
    plan,
    enrollment,
    context,
    state,
    due,
    facts,
    leaves: waitsIn(state),
    restarted: null,
    effects: [],
    path: [],
    took: {},
  };
}

/** Continues the wait. The record changes only if an input was used up or the wait moved. */
function rest(pass: Pass, inputs: readonly WorkflowInput[], waits: Waits): Transition {
  const { enrollment, state } = pass;
  const { wait, branches } = waits;
  const same =
    branches === undefined
      ? wait === state.wait
      : branches.every((one) => state.branches?.includes(one) === true);
  if (same && enrollment.wakeAt === wait.until && inputs.length + enrollment.pending.length === 0)
    return { enrollment, effects: [], log: [] };
  const moved = wait.until !== state.wait?.until;
  const detail = moved ? { movedTo: wait.until, ...movedBy(wait, state.wait) } : {};
  return {
    enrollment: park(pass, waits),
    effects: pass.effects,
    log:
      pass.context.log !== false && (moved || pass.effects.length > 0)
        ? [entry(pass, { ...done(pass), ...detail })]
        : unwritten,
  };
}

/** Unless a date or a report moved the wait, the contact's zone did. */
function movedBy({ from, counted, call }: WaitState, before: WaitState | null): JsonObject {
  if (call !== undefined && counted !== before?.counted) return { movedBy: "turn" };
  if (from?.value !== before?.from?.value) return { movedBy: "date" };
  return counted === before?.counted ? {} : { movedBy: "report" };
}

/** `enters`: the nodes in which waits began, unless it is the one that the run waits in. */
function finish(pass: Pass, end: Rest, enters?: readonly NodeId[]): Transition {
  const { plan, enrollment, effects, context, state } = pass;
  const { waitsForRuns } = plan;
  if ("wait" in end) {
    if (waitsForRuns) endChildren(pass, end);
    const ways = end.branches?.flatMap(({ node, wait }) => (wait === null ? [] : [node]));
    const begun = enters ?? ways;
    const waitIn = begun === undefined ? end.waitIn : oneOrMore(begun);
    const log = context.log === false ? unwritten : [entry(pass, doneAndLeft(pass, waitIn))];
    return { enrollment: park(pass, end), effects, log };
  }
  const { outcome, by, node = null, signal } = end;
  if (waitsForRuns) endChildren(pass, null);
  if (state.parent !== undefined) tellParent(pass, end);
  const exited: ExitedEffect = { kind: "exited", node, outcome, by };
  effects.push(signal === undefined ? exited : { ...exited, signal });
  const { trigger } = state;
  const last: EnrollmentState = { node: node ?? state.node, wait: null, data: null, trigger };
  const ended = moveOn(enrollment, {
    state: writeState(withLink(pass, last)),
    status: "ended",
    wakeAt: null,
    waitingFor: [],
    endedAt: context.now,
    outcome,
  });
  const log = context.log === false ? unwritten : [entry(pass, doneAndLeft(pass))];
  return { enrollment: ended, effects, log };
}

function park(pass: Pass, { waitIn: node, wait, branches }: Waits): EnrollmentRecord {
  const { enrollment, state } = pass;
  const { signals } = pass.plan;
  const { data, trigger } = state;
  const plain = withLink(pass, { node, wait, data, trigger });
  const next = branches === undefined ? plain : { ...plain, branches };
  return moveOn(enrollment, {
    state: writeState(next),
    status: "active",
    wakeAt: wait.until,
    waitingFor: branches === undefined ? signals(node) : heardBy(signals, next),
    endedAt: null,
    outcome: null,
  });
}

function withLink(pass: Pass, state: EnrollmentState): EnrollmentState {
  return pass.state.parent === undefined ? state : { ...state, ...keptLink(pass) };
}

/** What a step writes anew. */
type StepResult = Pick<
  EnrollmentRecord,
  "state" | "status" | "wakeAt" | "waitingFor" | "endedAt" | "outcome"
>;

/**
 * Names every member, because each step makes a record and a spread takes several times as long.
 */
function moveOn(enrollment: EnrollmentRecord, result: StepResult): EnrollmentRecord {
  return {
    tenant: enrollment.tenant,
    id: enrollment.id,
    workflow: enrollment.workflow,
    version: enrollment.version,
    contact: enrollment.contact,
    revision: enrollment.revision + 1,
    state: result.state,
    status: result.status,
    wakeAt: result.wakeAt,
    waitingFor: result.waitingFor,
    pending: nothingPending,
    entryKey: enrollment.entryKey,
    startedAt: enrollment.startedAt,
    endedAt: result.endedAt,
    outcome: result.outcome,
  };
}

/** The signals that any branch listens to. */
function heardBy(signals: StepPlan["signals"], next: EnrollmentState): readonly string[] {
  const heard = waitsIn(next).flatMap((one) => signals(one));
  return [...new Set(heard)].sort();
}

/** The edges taken, and every effect without the data of the message. */
function done({ took, effects, best }: Pass): Record<string, JsonValue> {
  const detail: Record<string, JsonValue> = { took, effects: effects.map(summarizeEffects) };
  if (best !== undefined) detail["best"] = writeHours(best);
  return detail;
}

/** Also the finished wait, the event that restarted the run, and where the next wait began. */
function doneAndLeft(pass: Pass, waitIn?: JsonValue): JsonObject {
  const { leaves, restarted } = pass;
  const detail = done(pass);
  if (leaves.length > 0) detail["left"] = oneOrMore(leaves);
  if (restarted !== null) detail["restarted"] = restarted;
  if (waitIn !== undefined) detail["waitIn"] = waitIn;
  return detail;
}

function oneOrMore(ids: readonly NodeId[]): JsonValue {
  const [only] = ids;
  return only !== undefined && ids.length === 1 ? only : ids;
}

/** The log entry that `explain` reads. */
function entry({ enrollment, context, path }: Pass, detail: JsonObject): StepLogEntry {
  const { tenant, id, workflow, contact, revision } = enrollment;
  return { tenant, enrollment: id, workflow, contact, revision, at: context.now, path, detail };
}
