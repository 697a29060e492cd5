import type { Instant } from "../instant.js";
import type { JoinNode, NodeId, ParallelNode } from "./definition.js";
import type { PlannedNode, PlannedNodes } from "./definition-plan.js";
import type { BranchState, WaitState } from "./enrollment-state.js";
import type { Exit, Pass } from "./pass.js";
import { type Heard, isLeft, type Left } from "./waiting.js";
import type { WorkflowInput } from "./workflow-input.js";

/** The run waits in a node. */
export interface Waits {
  readonly waitIn: NodeId;
  readonly wait: WaitState;
  /** The branches, if the node is a parallel step. */
  readonly branches?: readonly BranchState[];
}

/** A branch arrived where it meets the others. */
interface Arrived {
  readonly arrivedIn: NodeId;
  readonly heard: Heard;
}

/** The end of a walk. */
export type Rest = Waits | Exit;

export const fault: Exit = { outcome: "failed", by: "fault" };

/**
 * Passes nodes, beginning with `from`, until one waits or the run ends. No node is passed twice on
 * one walk. A `waitFor` listens from the time at which the step before it was due, and its timeout
 * counts from then.
 */
export function walk(nodes: PlannedNodes, pass: Pass, from: NodeId, heard: Heard): Rest {
  const end = walkOn(nodes, pass, from, heard);
  // Only a branch arrives in a join.
  return "arrivedIn" in end ? fault : end;
}

function walkOn(nodes: PlannedNodes, pass: Pass, from: NodeId, given: Heard): Rest | Arrived {
  // Where the nodes of this walk begin in the path of the step.
  let walkedFrom = pass.path.length;
  let heard = given;
  for (let id = from; ; ) {
    const node = nodes.get(id);
    // The store may hold a definition that checkWorkflow would refuse: the run ends instead of
    // looping forever.
    if (node === undefined || pass.path.includes(id, walkedFrom)) return fault;
    let left: Heard;
    if (node.does === "wait") {
      const asked = node.begin(pass, heard);
      if (!isLeft(asked)) return { waitIn: id, wait: asked };
      left = after(asked, heard.inputs, heard.since);
      id = follow(pass, id, asked);
    } else if (node.does === "fork") {
      pass.path.push(id);
      const met = begin(nodes, pass, id, node.node, heard);
      if (!("next" in met)) return met;
      left = met.heard;
      id = met.next;
    } else {
      if (node.does === "join") return { arrivedIn: id, heard };
      const passed = node.pass(pass);
      if (typeof passed === "object" && "heldUntil" in passed)
        return held(pass, id, passed.heldUntil);
      pass.path.push(id);
      if (typeof passed === "object") return passed;
      id = passed;
      continue;
    }
    // An input was used up, so the walk may pass these nodes again. The number of inputs limits
    // the repetitions.
    if (left.inputs.length < heard.inputs.length) walkedFrom = pass.path.length;
    heard = left;
    pass.due = left.since;
  }
}

function held(pass: Pass, waitIn: NodeId, until: Instant): Waits {
  const { zone } = pass.context;
  return { waitIn, wait: { since: pass.due, until, zone, rule: `fixed:${zone}` } };
}

/**
 * Goes on from the node that a run or a branch waits in. Returns the same wait, or a moved one,
 * under `stays` where it is not over.
 */
function goOn(
  nodes: PlannedNodes,
  pass: Pass,
  id: NodeId,
  node: PlannedNode,
  wait: WaitState,
  inputs: readonly WorkflowInput[],
): Rest | Arrived | { readonly stays: WaitState } {
  if (node.does === "wait") {
    const asked = node.ask(pass, { inputs, since: wait.since }, wait);
    if (!isLeft(asked)) return { stays: asked };
    const left = after(asked, inputs);
    pass.due = left.since;
    return walkOn(nodes, pass, follow(pass, id, asked), left);
  }
  // A send that a decision deferred asks again until it is answered.
  if (pass.context.now < wait.until) return { stays: wait };
  pass.due = wait.since;
  return walkOn(nodes, pass, id, { inputs, since: wait.until });
}

/** Goes on from the wait of a run that goes one way only. */
export function leaveWait(
  nodes: PlannedNodes,
  pass: Pass,
  id: NodeId,
  node: PlannedNode,
  wait: WaitState,
  inputs: readonly WorkflowInput[],
): Rest | { readonly stays: WaitState } {
  const end = goOn(nodes, pass, id, node, wait, inputs);
  return "arrivedIn" in end ? fault : end;
}

/** The inputs left for later waits, which listen from `earliest` on or later. */
function after(
  { at, by }: Left,
  inputs: readonly WorkflowInput[],
  earliest: Instant = Number.NEGATIVE_INFINITY,
): Heard {
  return {
    inputs: by === null ? inputs : inputs.filter((input) => input !== by),
    since: Math.max(at, earliest),
  };
}

/** Leaves a wait by the edge for its result. */
function follow(pass: Pass, id: NodeId, { next, took }: Left): NodeId {
  pass.path.push(id);
  if (took !== null) pass.took[id] = took;
  return next;
}

/** The branches met: where the run goes on, and with what it has heard. */
interface Met {
  readonly next: NodeId;
  readonly heard: Heard;
}

/** The branches after a step, as far as they went. */
interface Progress {
  readonly branches: BranchState[];
  /** What every branch left over. */
  inputs: readonly WorkflowInput[];
}

function begin(
  nodes: PlannedNodes,
  pass: Pass,
  id: NodeId,
  node: ParallelNode,
  heard: Heard,
): Rest | Met {
  const join = joinAt(nodes, node);
  if (join === null) return fault;
  const progress: Progress = { branches: [], inputs: heard.inputs };
  for (const { id: branch, next } of node.branches) {
    const own: Pass = { ...pass, due: heard.since };
    const end = walkOn(nodes, own, next, heard);
    takeOver(pass, own);
    const exit = note(progress, branch, node, end);
    if (exit !== null) return exit;
    if (join.when === "any" && "arrivedIn" in end) break;
  }
  return meet(pass, id, node, join, progress);
}

/** What one branch has changed holds for the next. */
function takeOver(pass: Pass, { facts, state }: Pass): void {
  pass.facts = facts;
  pass.state = state;
}

interface BranchesMoved {
  readonly end: Rest;
  /** The nodes whose waits are over. */
  readonly leaves: readonly NodeId[];
  /** Those in which branches began to wait. Absent: the run goes one way again, or ended. */
  readonly enters?: readonly NodeId[];
}

/** Moves every branch as far as it goes, the one that is due first before the others. */
export function moveBranches(
  nodes: PlannedNodes,
  pass: Pass,
  node: ParallelNode,
  branches: readonly BranchState[],
  inputs: readonly WorkflowInput[],
): BranchesMoved {
  const waiting = branches.flatMap((one) => (one.wait === null ? [] : [one.node]));
  const join = joinAt(nodes, node);
  if (join === null) return { end: fault, leaves: waiting };
  const [leaves, enters]: [NodeId[], NodeId[]] = [[], []];
  const progress: Progress = { branches: [], inputs };
  const { node: id } = pass.state;
  for (const one of branches.toSorted((a, b) => (a.wait?.until ?? 0) - (b.wait?.until ?? 0))) {
    if (one.wait === null) {
      progress.branches.push(one);
      continue;
    }
    const own: Pass = { ...pass, due: one.wait.until };
    const place = nodes.get(one.node);
    const end = place === undefined ? fault : goOn(nodes, own, one.node, place, one.wait, inputs);
    takeOver(pass, own);
    if ("stays" in end) {
      progress.branches.push(end.stays === one.wait ? one : { ...one, wait: end.stays });
      continue;
    }
    leaves.push(one.node);
    if ("waitIn" in end) enters.push(end.waitIn);
    const exit = note(progress, one.branch, node, end);
    if (exit !== null) return { end: exit, leaves: waiting };
    if (join.when === "any" && "arrivedIn" in end) break;
  }
  const end = meet(pass, id, node, join, progress);
  if (!("next" in end)) return { end, leaves, enters };
  pass.due = end.heard.since;
  return { end: walk(nodes, pass, end.next, end.heard), leaves: waiting };
}

function joinAt(nodes: PlannedNodes, { join }: ParallelNode): JoinNode | null {
  const node = nodes.get(join);
  return node?.does === "join" ? node.node : null;
}

/** Notes where a branch stands; returns how it ended the run, if it did. */
function note(
  progress: Progress,
  branch: string,
  { join }: ParallelNode,
  end: Rest | Arrived,
): Exit | null {
  if ("waitIn" in end) {
    // A branch does not branch out again.
    if (end.branches !== undefined) return fault;
    progress.branches.push({ branch, node: end.waitIn, wait: end.wait });
    return null;
  }
  if (!("arrivedIn" in end)) return end;
  if (end.arrivedIn !== join) return fault;
  const { inputs, since } = end.heard;
  progress.inputs = progress.inputs.filter((input) => inputs.includes(input));
  progress.branches.push({ branch, node: join, wait: null, arrivedAt: since });
  return null;
}

/**
 * Goes on behind the join when enough branches have arrived, and waits for the others otherwise.
 */
function meet(
  pass: Pass,
  waitIn: NodeId,
  node: ParallelNode,
  { when, next }: JoinNode,
  { branches, inputs }: Progress,
): Waits | Met {
  const arrivals = branches.flatMap(({ arrivedAt }) => arrivedAt ?? []);
  const waits = branches.flatMap(({ wait }) => wait ?? []);
  const [first] = waits.toSorted((a, b) => a.until - b.until);
  if (first === undefined || (when === "any" && arrivals.length > 0)) {
    pass.path.push(node.join);
    const since = when === "all" ? Math.max(...arrivals) : Math.min(...arrivals);
    return { next, heard: { inputs, since } };
  }
  const { zone } = pass.context;
  const wait: WaitState = { since: first.since, until: first.until, zone, rule: `fixed:${zone}` };
  return { waitIn, wait, branches };
}
