import type { JoinNode, NodeId, ParallelNode, WorkflowNode } from "../definition.js";
import type { Pass, Passed } from "../pass.js";
import type { WaitingNode } from "../wait.js";
import { passBranch } from "./branch.js";
import { passList, passUpdate } from "./change.js";
import { passExperiment } from "./experiment.js";
import { passGoal } from "./goal.js";
import type { NodeOf } from "./node-kind.js";
import { passNotify } from "./notify.js";
import { planSend } from "./send.js";
import { passSplit } from "./split.js";

/** Nodes that a run passes in one step; in the others it waits. */
type PassingNode = Exclude<WorkflowNode, WaitingNode | ParallelNode | JoinNode>;
type PassingKind = PassingNode["kind"];

/**
 * A function of its own for each kind: one that all kinds share would call the right one through a
 * variable, which no compiler can see through.
 */
const plans: {
  readonly [K in PassingKind]: (id: NodeId, node: NodeOf<K>) => PlannedPass["pass"];
} = {
  send: planSend,
  branch: (id, node) => (pass) => passBranch(pass, id, node),
  split: (id, node) => (pass) => passSplit(pass, id, node),
  experiment: (id, node) => (pass) => passExperiment(pass, id, node),
  update: (id, node) => (pass) => passUpdate(pass, id, node),
  list: (id, node) => (pass) => passList(pass, id, node),
  goal: (id, node) => (pass) => passGoal(pass, id, node),
  notify: (id, node) => (pass) => passNotify(pass, id, node),
  exit: (id, node) => () => ({ outcome: node.outcome, by: "node", node: id }),
};

/** A node that a run passes in one step, with its kind looked up. */
export interface PlannedPass {
  readonly does: "pass";
  /** Does what the node asks for, and finds the way on. */
  readonly pass: (pass: Pass) => Passed;
}

export function planPass<K extends PassingKind>(id: NodeId, node: NodeOf<K>): PlannedPass {
  const planOne = plans[node.kind];
  return { does: "pass", pass: planOne(id, node) };
}
