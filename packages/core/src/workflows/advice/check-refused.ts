import type { SegmentNode } from "../../segments/index.js";
import type { BranchCondition, NodeId, SendNode, WorkflowDefinition } from "../definition.js";
import type { Advise } from "../finding.js";
import { edgeTable, nodeAt, reachableFrom } from "../graph.js";
import { nodeEdges } from "../nodes/index.js";
import { isWaiting } from "../wait.js";

/**
 * Reports marketing that only those reach who have just been found to have withdrawn or denied it:
 * no way leads there on which consent could exist.
 */
export function checkRefused({ nodes, start }: WorkflowDefinition, advise: Advise): void {
  for (const node of Object.values(nodes)) {
    if (node.kind !== "branch") continue;
    for (const [index, { where, next }] of node.cases.entries()) {
      const refused = refusals(where);
      if (refused.length === 0) continue;
      const edges = edgeTable(nodes);
      const elsewhere = reachableWithout(nodes, start, node, index);
      const later = new Set(
        [...reachableFrom(edges, next)].flatMap((id) => {
          const one = nodeAt(nodes, id);
          return one !== undefined && isWaiting(one)
            ? nodeEdges(one).flatMap(({ to }) => [...reachableFrom(edges, to)])
            : [];
        }),
      );
      for (const id of reachableFrom(edges, next)) {
        const send = nodeAt(nodes, id);
        if (send?.kind !== "send" || elsewhere.has(id) || later.has(id)) continue;
        if (!refused.some((cell) => isSame(cell, send))) continue;
        advise(
          "NO_CONSENT",
          `nodes.${id}`,
          `Only those come to ${id} who have withdrawn or denied just that.`,
        );
      }
    }
  }
}

type Cell = Extract<SegmentNode, { readonly op: "consent" }>;

/** The refusals that a condition is sure to include. */
function refusals(where: BranchCondition): readonly Cell[] {
  if (where.op === "consent")
    return where.state === "withdrawn" || where.state === "denied" ? [where] : [];
  return where.op === "and" ? where.of.flatMap(refusals) : [];
}

function isSame(cell: Cell, { channel, purpose, topic, messageClass }: SendNode): boolean {
  return (
    (messageClass ?? "marketing") === "marketing" &&
    cell.channel === channel &&
    cell.purpose === purpose &&
    cell.topic === topic
  );
}

function reachableWithout(
  nodes: WorkflowDefinition["nodes"],
  start: NodeId,
  branch: object,
  index: number,
): ReadonlySet<NodeId> {
  const seen = new Set<NodeId>();
  const queue = [start];
  for (const id of queue) {
    const node = nodeAt(nodes, id);
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    const edges = nodeEdges(node);
    queue.push(...edges.filter((_, at) => node !== branch || at !== index).map(({ to }) => to));
  }
  return seen;
}
