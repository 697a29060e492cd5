import type { NodeId, WorkflowDefinition, WorkflowNode } from "./definition.js";

/** One way out of a node. */
export interface WorkflowEdge {
  readonly to: NodeId;
  /** What the transition's log calls it; `null` where there is only one way. */
  readonly label: string | null;
  /** Where the target stands in the node: `cases[1].next`. */
  readonly path: string;
  /** Time or a new event lies between: a loop over such an edge does not spin. */
  readonly waits: boolean;
}

/** Every way out, in the order they are tried. None for an exit. */
export function edgesOf(node: WorkflowNode): readonly WorkflowEdge[] {
  const edge = (to: NodeId, label: string | null, path: string, waits = false): WorkflowEdge => ({
    to,
    label,
    path,
    waits,
  });
  switch (node.kind) {
    case "exit":
      return [];
    case "wait":
    case "waitUntil":
      return [edge(node.next, null, "next", true)];
    case "waitFor":
      return [
        // A report that is already there lets the run through at once.
        edge(
          node.onMatch,
          "match",
          "onMatch",
          node.any.every(({ op }) => op === "event"),
        ),
        edge(node.onTimeout, "timeout", "onTimeout", true),
      ];
    case "branch":
      return [
        ...node.cases.map(({ next, name }, index) =>
          edge(next, caseName(name, index), `cases[${index}].next`),
        ),
        edge(node.else, "else", "else"),
      ];
    case "split":
      return node.arms.map(({ id, next }, index) => edge(next, id, `arms[${index}].next`));
    default:
      return [edge(node.next, null, "next")];
  }
}

export const caseName = (name: string | undefined, index: number): string =>
  name ?? `case ${index + 1}`;

/** Never what an object inherits: a node may be called `constructor`. */
export const nodeAt = (nodes: WorkflowDefinition["nodes"], id: NodeId): WorkflowNode | undefined =>
  Object.hasOwn(nodes, id) ? nodes[id] : undefined;

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
    queue.push(...edgesOf(node).map(({ to }) => to));
  }
  return seen;
}
