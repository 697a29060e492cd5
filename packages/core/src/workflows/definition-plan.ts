import type { JoinNode, NodeId, ParallelNode, WorkflowDefinition } from "./definition.js";
import { type PlannedWait, planWait } from "./nodes/ask-wait.js";
import { type PlannedPass, planPass } from "./nodes/pass-node.js";
import type { StepPlan } from "./pass.js";
import { signalsOf } from "./signals.js";
import { isWaiting } from "./wait.js";

/** What a run does in a node: passes it, waits in it, goes several ways or meets the others. */
export type PlannedNode =
  | PlannedPass
  | PlannedWait
  | { readonly does: "fork"; readonly node: ParallelNode }
  | { readonly does: "join"; readonly node: JoinNode };

/** By id. A map, because a node may be called `constructor`. */
export type PlannedNodes = ReadonlyMap<NodeId, PlannedNode>;

/** What every step asks of a definition, worked out once. */
export interface DefinitionPlan extends StepPlan {
  readonly nodes: PlannedNodes;
}

const plans = new WeakMap<WorkflowDefinition, DefinitionPlan>();

export function planFor(definition: WorkflowDefinition): DefinitionPlan {
  const known = plans.get(definition);
  if (known !== undefined) return known;
  const nodes = new Map<NodeId, PlannedNode>();
  let waitsForRuns = false;
  for (const [id, node] of Object.entries(definition.nodes)) {
    if (node.kind === "run") waitsForRuns = true;
    if (isWaiting(node)) nodes.set(id, planWait(id, node, definition.zone));
    else if (node.kind === "parallel") nodes.set(id, { does: "fork", node });
    else if (node.kind === "join") nodes.set(id, { does: "join", node });
    else nodes.set(id, planPass(id, node));
  }
  const plan: DefinitionPlan = { nodes, waitsForRuns, signals: signalsOf(definition) };
  plans.set(definition, plan);
  return plan;
}

/** Every signal that an enrollment in this node listens to. */
export function waitingFor(definition: WorkflowDefinition, node: NodeId): readonly string[] {
  return planFor(definition).signals(node);
}
