import type { NodeId, WorkflowDefinition, WorkflowNode } from "./definition.js";
import { nodeEdges } from "./nodes/index.js";

/** Reads own properties only, because a node may be called `constructor`. */
export function nodeAt(nodes: WorkflowDefinition["nodes"], id: NodeId): WorkflowNode | undefined {
  return Object.hasOwn(nodes, id) ? nodes[id] : undefined;
}

const tables = new WeakMap<WorkflowDefinition["nodes"], ReadonlyMap<NodeId, WorkflowNode>>();

/** The nodes by id. Made once for a definition, because every step looks several of them up. */
export function nodeTable(nodes: WorkflowDefinition["nodes"]): ReadonlyMap<NodeId, WorkflowNode> {
  const known = tables.get(nodes);
  if (known !== undefined) return known;
  const table = new Map(Object.entries(nodes));
  tables.set(nodes, table);
  return table;
}

/** Every node that is reachable from `from`, in breadth-first order. */
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
