import type { NodeId, WorkflowDefinition, WorkflowNode } from "./definition.js";
import { nodeEdges, type WorkflowEdge } from "./nodes/index.js";

/** Reads own properties only, because a node may be called `constructor`. */
export function nodeAt(nodes: WorkflowDefinition["nodes"], id: NodeId): WorkflowNode | undefined {
  return Object.hasOwn(nodes, id) ? nodes[id] : undefined;
}

/** The edges out of every node, in the order of the nodes. */
export type EdgeTable = ReadonlyMap<NodeId, readonly WorkflowEdge[]>;

/** Not kept for the next call: whoever checks a draft may change it in place. */
export function edgeTable(nodes: WorkflowDefinition["nodes"]): EdgeTable {
  const edges = new Map<NodeId, readonly WorkflowEdge[]>();
  for (const [id, node] of Object.entries(nodes)) edges.set(id, nodeEdges(node));
  return edges;
}

/** The same where few nodes are asked for. */
export function edgesOnDemand(nodes: WorkflowDefinition["nodes"]): Pick<EdgeTable, "get"> {
  return {
    get(id) {
      const node = nodeAt(nodes, id);
      return node === undefined ? undefined : nodeEdges(node);
    },
  };
}

/** Every node that is reachable from `from`, in breadth-first order. */
export function reachableFrom(edges: EdgeTable, from: NodeId): ReadonlySet<NodeId> {
  const seen = new Set<NodeId>();
  const queue = [from];
  for (const id of queue) {
    const ways = edges.get(id);
    if (ways === undefined || seen.has(id)) continue;
    seen.add(id);
    for (const { to } of ways) queue.push(to);
  }
  return seen;
}
