import type { JoinNode, NodeId, ParallelNode, WorkflowDefinition } from "./definition.js";
import { type PlannedWait, planWait } from "./nodes/ask-wait.js";
import { type PlannedPass, planPass } from "./nodes/pass-node.js";
import { isWaiting } from "./wait.js";

/** What a run does in a node: passes it, waits in it, goes several ways or meets the others. */
type PlannedNode =
  | PlannedPass
  | PlannedWait
  | { readonly does: "fork"; readonly node: ParallelNode }
  | { readonly does: "join"; readonly node: JoinNode };

/** By id. A map, because a node may be called `constructor`. */
export type PlannedNodes = ReadonlyMap<NodeId, PlannedNode>;

/** What every step asks of a definition, worked out once. */
export interface DefinitionPlan {
  readonly nodes: PlannedNodes;
  /** Whether a run may wait for one that it started: few do, and the others have none to end. */
  readonly waitsForRuns: boolean;
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
  const plan: DefinitionPlan = { nodes, waitsForRuns };
  plans.set(definition, plan);
  return plan;
}
