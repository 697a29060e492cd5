import { InputError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { WorkflowDefinition } from "./definition.js";
import { summarizeEffects } from "./effect-summary.js";
import { type EnrollmentState, readState, type WaitState, writeState } from "./enrollment-state.js";
import { exitBy, waitingFor } from "./exit.js";
import { reachGoals } from "./goal-rules.js";
import { nodeAt } from "./graph.js";
import type { NodeId } from "./node.js";
import { askWaiting, beginWaiting } from "./nodes/ask-wait.js";
import { passNode } from "./nodes/pass-node.js";
import type { Exit, Pass } from "./pass.js";
import { restartedBy } from "./restart.js";
import type { TransitionContext } from "./transition-context.js";
import { type Heard, isLeft, isWaiting, type Left, type WaitingNode } from "./waiting.js";
import type { WorkflowEffect } from "./workflow-effect.js";
import type { WorkflowInput } from "./workflow-input.js";

export interface Transition {
  /** The same object as the input if nothing happened; otherwise its revision is one higher. */
  readonly enrollment: EnrollmentRecord;
  readonly effects: readonly WorkflowEffect[];
  readonly log: readonly StepLogEntry[];
}

type Rest = { readonly waitIn: NodeId; readonly wait: WaitState } | Exit;

/**
 * Advances one enrollment as far as possible at `now`, and returns the effects to execute. Pure,
 * total and deterministic.
 *
 * Goals are recorded first. Then come exits: if any of the `inputs` ends the run, no message is sent. Then a restart is
 * applied, if the workflow has one. Then the current wait is settled (a timer that was due before
 * an input wins), and nodes are passed until the next wait. A message becomes a `send` only with a
 * decision that allows it; otherwise it becomes a `skip` with every reason, and the run continues.
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
  const state = readState(enrollment.state);
  const node = state === null ? undefined : nodeAt(definition.nodes, state.node);
  if (state === null || node === undefined) {
    return finish(begin(definition, enrollment, facts, context, unreadable), fault);
  }
  const idle = begin(definition, enrollment, facts, context, state);
  const reached = reachGoals(idle, inputs);
  const exit = exitBy(definition, enrollment, state, inputs, facts) ?? reached;
  if (exit !== null) return finish(idle, exit);
  const restarter = restartedBy(definition, state, inputs);
  if (restarter !== null) return restart(idle, restarter, inputs);
  if (state.wait === null) {
    const since = Math.min(state.enteredAt ?? enrollment.startedAt, enrollment.startedAt);
    return finish(idle, walk(idle, state.node, { inputs, since }));
  }
  if (isWaiting(node)) return settle(idle, node, state.wait, inputs);
  // A send that a decision deferred asks again until it is answered.
  if (context.now < state.wait.until) return rest(idle, inputs, state.wait);
  idle.due = state.wait.since;
  return finish(idle, walk(idle, state.node, { inputs, since: state.wait.until }));
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
    data: Object.keys(data).length === 0 ? null : data,
  };
  const pass: Pass = {
    ...begin(definition, enrollment, facts, context, fresh, at),
    leaves: state.wait === null ? null : state.node,
    restarted: at,
    effects,
  };
  const heard = { inputs: inputs.slice(inputs.indexOf(restarter) + 1), since: at };
  return finish(pass, walk(pass, definition.start, heard));
}

const unreadable: EnrollmentState = { node: "", wait: null, data: null, trigger: null };
const fault: Exit = { outcome: "failed", by: "fault" };

function begin(
  definition: WorkflowDefinition,
  enrollment: EnrollmentRecord,
  facts: ContactFacts,
  context: TransitionContext,
  state: EnrollmentState,
  due: Instant = state.wait?.until ?? enrollment.startedAt,
): Pass {
  const leaves = state.wait === null ? null : state.node;
  const nothing = { effects: [], path: [], took: {} };
  return {
    definition,
    enrollment,
    context,
    state,
    due,
    facts,
    leaves,
    restarted: null,
    ...nothing,
  };
}

/** Decides whether a wait is over, and which edge it takes. */
function settle(
  idle: Pass,
  node: WaitingNode,
  stored: WaitState,
  inputs: readonly WorkflowInput[],
): Transition {
  const heard = { inputs, since: stored.since };
  const asked = askWaiting({ pass: idle, heard }, node, stored);
  if (!isLeft(asked)) return rest(idle, inputs, asked);
  const left = after(asked, inputs);
  idle.due = left.since;
  return finish(idle, walk(idle, follow(idle, idle.state.node, asked), left));
}

/** The inputs left for later waits. */
function after({ at, by }: Left, inputs: readonly WorkflowInput[]): Heard {
  return { inputs: by === null ? inputs : inputs.filter((input) => input !== by), since: at };
}

/**
 * Passes nodes, beginning with `from`, until one waits or the run ends. No node is passed twice on
 * one walk. A `waitFor` listens from the time at which the step before it was due, and its timeout
 * counts from then.
 */
function walk(pass: Pass, from: NodeId, given: Heard): Rest {
  const { definition, context } = pass;
  const walked = new Set<NodeId>();
  let heard = given;
  for (let id = from; ; ) {
    const node = nodeAt(definition.nodes, id);
    // The store may hold a definition that checkWorkflow would refuse: the run ends instead of
    // looping forever.
    if (node === undefined || walked.has(id)) return fault;
    walked.add(id);
    if (isWaiting(node)) {
      const asked = beginWaiting({ pass, heard }, node);
      if (!isLeft(asked)) return { waitIn: id, wait: asked };
      heard = after({ ...asked, at: Math.max(asked.at, heard.since) }, heard.inputs);
      pass.due = heard.since;
      // An input was used up, so the walk may pass these nodes again. The number of inputs limits
      // the repetitions.
      if (asked.by !== null) walked.clear();
      id = follow(pass, id, asked);
      continue;
    }
    const passed = passNode(pass, id, node);
    if (typeof passed === "object" && "heldUntil" in passed) {
      const { zone } = context;
      const wait = { since: pass.due, until: passed.heldUntil, zone } as const;
      return { waitIn: id, wait: { ...wait, rule: `fixed:${zone}` } };
    }
    pass.path.push(id);
    if (typeof passed === "object") return passed;
    id = passed;
  }
}

/** Leaves a wait by the edge for its result. */
function follow(pass: Pass, id: NodeId, { next, took }: Left): NodeId {
  pass.path.push(id);
  if (took !== null) pass.took[id] = took;
  return next;
}

/** Continues the wait. The record changes only if an input was used up or the wait moved. */
function rest(pass: Pass, inputs: readonly WorkflowInput[], wait: WaitState): Transition {
  const { enrollment, state } = pass;
  const asBefore = wait === state.wait && enrollment.wakeAt === wait.until;
  if (asBefore && inputs.length === 0 && enrollment.pending.length === 0)
    return { enrollment, effects: [], log: [] };
  const moved = wait.until !== state.wait?.until;
  const detail = moved ? { movedTo: wait.until, ...movedBy(wait, state.wait) } : {};
  return {
    enrollment: park(pass, state.node, wait),
    effects: pass.effects,
    log: moved || pass.effects.length > 0 ? [entry(pass, detail)] : [],
  };
}

/** Unless a date or a report moved the wait, the contact's zone did. */
function movedBy({ from, counted }: WaitState, before: WaitState | null): JsonObject {
  if (from?.value !== before?.from?.value) return { movedBy: "date" };
  return counted === before?.counted ? {} : { movedBy: "report" };
}

function finish(pass: Pass, end: Rest): Transition {
  const { enrollment, effects, context } = pass;
  if ("wait" in end) {
    const { waitIn, wait } = end;
    return {
      enrollment: park(pass, waitIn, wait),
      effects,
      log: [entry(pass, { ...left(pass), waitIn })],
    };
  }
  const { outcome, by, node = null, signal } = end;
  effects.push({ kind: "exited", node, outcome, by, ...(signal === undefined ? {} : { signal }) });
  const ended: EnrollmentRecord = {
    ...enrollment,
    revision: enrollment.revision + 1,
    state: writeState({
      node: node ?? pass.state.node,
      wait: null,
      data: null,
      trigger: pass.state.trigger,
    }),
    status: "ended",
    wakeAt: null,
    waitingFor: [],
    pending: [],
    endedAt: context.now,
    outcome,
  };
  return { enrollment: ended, effects, log: [entry(pass, left(pass))] };
}

function park(pass: Pass, node: NodeId, wait: WaitState): EnrollmentRecord {
  const { definition, enrollment, state } = pass;
  return {
    ...enrollment,
    revision: enrollment.revision + 1,
    state: writeState({ node, wait, data: state.data, trigger: state.trigger }),
    wakeAt: wait.until,
    waitingFor: waitingFor(definition, node),
    pending: [],
  };
}

/** The log entry's part on the finished wait and on the event that restarted the run. */
function left({ leaves, restarted }: Pass): JsonObject {
  return {
    ...(leaves === null ? {} : { left: leaves }),
    ...(restarted === null ? {} : { restarted }),
  };
}

/**
 * The log entry that `explain` reads: the edges taken, and every effect without the data of the
 * message.
 */
function entry(pass: Pass, more: JsonObject): StepLogEntry {
  const { enrollment, context, path, took, effects } = pass;
  const { tenant, id, workflow, contact, revision } = enrollment;
  const detail = { took, effects: effects.map(summarizeEffects), ...more };
  return { tenant, enrollment: id, workflow, contact, revision, at: context.now, path, detail };
}
