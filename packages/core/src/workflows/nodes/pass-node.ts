import type { JoinNode, NodeId, ParallelNode, WorkflowNode } from "../definition.js";
import type { Pass, Passed } from "../pass.js";
import type { WaitingNode } from "../wait.js";
import { passBranch } from "./branch.js";
import { passList, passUpdate } from "./change.js";
import { passExperiment } from "./experiment.js";
import { passGoal } from "./goal.js";
import type { NodeOf } from "./node-kind.js";
import { passNotify } from "./notify.js";
import { passSend } from "./send.js";
import { passSplit } from "./split.js";

/** Nodes that a run passes in one step; in the others it waits. */
type PassingNode = Exclude<WorkflowNode, WaitingNode | ParallelNode | JoinNode>;
type PassingKind = PassingNode["kind"];

const passes: {
  readonly [K in PassingKind]: (pass: Pass, id: NodeId, node: NodeOf<K>) => Passed;
} = {
  send: passSend,
  branch: passBranch,
  split: passSplit,
  experiment: passExperiment,
  update: passUpdate,
  list: passList,
  goal: passGoal,
  notify: passNotify,
  exit: (_, id, { outcome }) => ({ outcome, by: "node", node: id }),
};

/** A node that a run passes in one step, with its kind looked up. */
export interface PlannedPass {
  readonly does: "pass";
  /** Does what the node asks for, and finds the way on. */
  readonly pass: (pass: Pass) => Passed;
}

export function planPass<K extends PassingKind>(id: NodeId, node: NodeOf<K>): PlannedPass {
  const passOne = passes[node.kind];
  return { does: "pass", pass: (pass) => passOne(pass, id, node) };
}
