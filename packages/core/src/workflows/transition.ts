// One file though long: the order of the gates is the promise, and it is read in one piece.
import { InputError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { deliveredAt, meets } from "./condition.js";
import type { NodeId, WaitForNode, WorkflowDefinition } from "./definition.js";
import { summarizeEffects } from "./effect-summary.js";
import { type EnrollmentState, readState, type WaitState, writeState } from "./enrollment-state.js";
import { exitBy, waitingFor } from "./exit.js";
import { nodeAt } from "./graph.js";
import { passNode } from "./nodes/pass-node.js";
import type { Exit, Pass } from "./pass.js";
import { restartedBy } from "./restart.js";
import type { TransitionContext } from "./transition-context.js";
import {
  beginWait,
  isWaiting,
  moveWait,
  type WaitingNode,
  waitZone,
  waitZoneRule,
} from "./wait.js";
import type { WorkflowEffect } from "./workflow-effect.js";
import type { WorkflowInput } from "./workflow-input.js";

export interface Transition {
  /** The very object that came in when nothing happened; else its revision is one higher. */
  readonly enrollment: EnrollmentRecord;
  readonly effects: readonly WorkflowEffect[];
  readonly log: readonly StepLogEntry[];
}

type Rest = { readonly waitIn: NodeId; readonly wait: WaitState } | Exit;

/**
 * Moves one enrolment on as far as it goes at `now`, and says what is to be done. Pure, total and
 * deterministic.
 *
 * Exits come first: whatever else is in `inputs`, one that ends the run leaves no message behind.
 * Next what begins the run anew, where the workflow says so.
 * Then the wait at hand is settled (a timer that was due before an input wins), and nodes are
 * passed until the next wait. A message leaves as `send` only with an allowing decision; otherwise
 * it becomes `skip` with every reason, and the run goes on.
 *
 * @throws InputError `INPUT_WORKFLOW_VERSION` where the enrolment is another definition's.
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
  const exit = exitBy(definition, enrollment, state, inputs, facts);
  if (exit !== null) return finish(idle, exit);
  const restarter = restartedBy(definition, state, inputs);
  if (restarter !== null) return restart(idle, restarter, inputs);
  if (state.wait === null) {
    const since = Math.min(state.enteredAt ?? enrollment.startedAt, enrollment.startedAt);
    return finish(idle, walk(idle, state.node, { inputs, since }));
  }
  if (isWaiting(node)) return settle(idle, node, state.wait, inputs);
  // A send the law held back asks again, and again, until it is answered.
  if (context.now < state.wait.until) return rest(idle, inputs, state.wait);
  const again = begin(definition, enrollment, facts, context, state, state.wait.since);
  return finish(again, walk(again, state.node, { inputs, since: state.wait.until }));
}

/** Back to the beginning with the data of the new event, whatever the run was doing. */
function restart(
  { definition, enrollment, facts, context, state }: Pass,
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

/** Decides whether a wait is over, and which way it went. */
function settle(
  idle: Pass,
  node: WaitingNode,
  stored: WaitState,
  inputs: readonly WorkflowInput[],
): Transition {
  const { definition, enrollment, context, facts, state } = idle;
  const zone = waitZone(waitZoneRule(node, definition.zone), facts.contact, context.zone);
  const wait = moveWait(node, stored, zone, context.now);
  const met = node.kind === "waitFor" ? metBy(idle, node, wait, inputs) : null;
  if (met === null && context.now < wait.until) return rest(idle, inputs, wait);
  const heard = met === null ? { inputs, since: wait.until } : after(met, inputs);
  const pass = begin(definition, enrollment, facts, context, state, heard.since);
  return finish(pass, walk(pass, follow(pass, state.node, node, met !== null), heard));
}

interface Met {
  readonly at: Instant;
  /** What met the wait; `null` where it is known from the facts alone. */
  readonly by: WorkflowInput | null;
}

/** By what the wait was met first, if before it ran out; `null` otherwise. */
function metBy(
  { enrollment, facts, context, state }: Pass,
  node: WaitForNode,
  wait: WaitState,
  inputs: readonly WorkflowInput[],
): Met | null {
  let first: Met | null = null;
  const note = (at: Instant, by: WorkflowInput | null): void => {
    if (at < wait.until && (first === null || at < first.at))
      first = { at: Math.min(at, context.now), by };
  };
  for (const condition of node.any) {
    for (const input of inputs) {
      if (!meets(condition, input, enrollment.id, state.data)) continue;
      if (condition.op === "delivery" || input.at >= wait.since) note(input.at, input);
    }
    if (condition.op === "delivery") {
      const at = deliveredAt(condition, enrollment.id, facts.messages);
      if (at !== null) note(at, null);
    }
  }
  return first;
}

/**
 * What came since the step was due, though nobody has taken it until now. On time nothing lies
 * between: what a late step has missed is heard as if it had been on time.
 */
interface Heard {
  readonly inputs: readonly WorkflowInput[];
  readonly since: Instant;
}

/** What a wait has left to the ones behind it: one input meets one wait. */
function after({ at, by }: Met, inputs: readonly WorkflowInput[]): Heard {
  return { inputs: inputs.filter((input) => input !== by), since: at };
}

/**
 * Passes nodes from `from` on until one waits or the run ends. None is passed twice on one walk.
 * A `waitFor` hears from when the step was due that leads to it, and runs out so long after now.
 */
function walk(pass: Pass, from: NodeId, given: Heard): Rest {
  const { definition, context } = pass;
  const walked = new Set<NodeId>();
  let heard = given;
  for (let id = from; ; ) {
    const node = nodeAt(definition.nodes, id);
    // What checkWorkflow refuses may still be in a store: it ends rather than spins.
    if (node === undefined || walked.has(id)) return fault;
    walked.add(id);
    if (isWaiting(node)) {
      const rule = waitZoneRule(node, definition.zone);
      const zone = waitZone(rule, pass.facts.contact, context.zone);
      const wait = beginWait(node, rule, zone, context.now);
      if (node.kind !== "waitFor") return { waitIn: id, wait };
      const hearing = { ...wait, since: heard.since };
      const met = metBy(pass, node, hearing, heard.inputs);
      if (met === null) return { waitIn: id, wait: hearing };
      heard = after({ ...met, at: Math.max(met.at, heard.since) }, heard.inputs);
      pass.due = heard.since;
      // An input was spent: what it led to may lead here again, as often as there are inputs.
      if (met.by !== null) walked.clear();
      id = follow(pass, id, node, true);
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

/** Leaves a wait by the way it went. */
function follow(pass: Pass, id: NodeId, node: WaitingNode, met: boolean): NodeId {
  pass.path.push(id);
  if (node.kind !== "waitFor") return node.next;
  pass.took[id] = met ? "match" : "timeout";
  return met ? node.onMatch : node.onTimeout;
}

/** The wait goes on. The record changes only where an input was consumed or the wait moved. */
function rest(pass: Pass, inputs: readonly WorkflowInput[], wait: WaitState): Transition {
  const { enrollment, state } = pass;
  const asBefore = wait === state.wait && enrollment.wakeAt === wait.until;
  if (asBefore && inputs.length === 0 && enrollment.pending.length === 0)
    return { enrollment, effects: [], log: [] };
  const moved = wait.until !== state.wait?.until;
  return {
    enrollment: park(pass, state.node, wait),
    effects: [],
    log: moved ? [entry(pass, { movedTo: wait.until })] : [],
  };
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

/** The wait that is over with this step, and what put the run back to its beginning. */
function left({ leaves, restarted }: Pass): JsonObject {
  return {
    ...(leaves === null ? {} : { left: leaves }),
    ...(restarted === null ? {} : { restarted }),
  };
}

/** What `explain` is made of: the way taken, and every effect without the message's own data. */
function entry(pass: Pass, more: JsonObject): StepLogEntry {
  const { enrollment, context, path, took, effects } = pass;
  const { tenant, id, workflow, contact, revision } = enrollment;
  const detail = { took, effects: effects.map(summarizeEffects), ...more };
  return { tenant, enrollment: id, workflow, contact, revision, at: context.now, path, detail };
}
