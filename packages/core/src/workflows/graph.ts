import type { NodeId, WorkflowDefinition, WorkflowNode } from "./definition.js";
import { nodeEdges } from "./nodes/index.js";

/** Never what an object inherits: a node may be called `constructor`. */
export function nodeAt(nodes: WorkflowDefinition["nodes"], id: NodeId): WorkflowNode | undefined {
  return Object.hasOwn(nodes, id) ? nodes[id] : undefined;
}

/** Every node that can be arrived at from `from`, in the order of a breadth-first walk. */
export function reachableFrom(
  nodes: WorkflowDefinition["nodes"],
  from: NodeId,
): ReadonlySet<NodeId> {
  const seen = new Set<NodeId>();
  const queue = [from];
  for (const id of queue) {
    const node = nodeAt(nodes, id);
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    queue.push(...nodeEdges(node).map(({ to }) => to));
  }
  return seen;
}
