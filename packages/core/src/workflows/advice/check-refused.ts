import type { SegmentNode } from "../../segments/index.js";
import type {
  BranchCondition,
  NodeId,
  SendNode,
  WorkflowDefinition,
  WorkflowNode,
} from "../definition.js";
import type { Advise, WorkflowCatalog } from "../finding.js";
import { type EdgeTable, edgeTable, nodeAt, reachableFrom } from "../graph.js";
import { nodeEdges } from "../nodes/index.js";
import { deepestRun } from "../parent-link.js";
import { isWaiting } from "../wait.js";

/**
 * Reports marketing that only those reach who have just been found to have withdrawn or denied it:
 * no way leads there on which consent could exist. So for a workflow that they start there.
 */
export function checkRefused(
  { nodes, start }: WorkflowDefinition,
  { workflow }: Pick<WorkflowCatalog, "workflow">,
  advise: Advise,
): void {
  for (const node of Object.values(nodes)) {
    if (node.kind !== "branch") continue;
    for (const [index, { where, next }] of node.cases.entries()) {
      const refused = refusals(where);
      if (refused.length === 0) continue;
      const edges = edgeTable(nodes);
      const elsewhere = reachableWithout(nodes, start, node, index);
      const later = afterWaits(nodes, edges, next);
      for (const id of reachableFrom(edges, next)) {
        const node = nodeAt(nodes, id);
        if (node === undefined || elsewhere.has(id) || later.has(id)) continue;
        for (const send of sentAtOnce(node, workflow)) {
          if (!refused.some((cell) => isSame(cell, send))) continue;
          advise(
            "NO_CONSENT",
            `nodes.${id}`,
            node.kind === "run"
              ? `Only those come to ${id} who have withdrawn or denied what ${node.workflow} sends.`
              : `Only those come to ${id} who have withdrawn or denied just that.`,
          );
          break;
        }
      }
    }
  }
}

/** Nodes that somebody may come to after a wait, when consent may have been given anew. */
function afterWaits(
  nodes: WorkflowDefinition["nodes"],
  edges: EdgeTable,
  from: NodeId,
): ReadonlySet<NodeId> {
  return new Set(
    [...reachableFrom(edges, from)].flatMap((id) => {
      const one = nodeAt(nodes, id);
      return one !== undefined && isWaiting(one)
        ? nodeEdges(one).flatMap(({ to }) => [...reachableFrom(edges, to)])
        : [];
    }),
  );
}

/** What a node sends before any wait, itself or by the workflows that it starts. */
function sentAtOnce(
  node: WorkflowNode,
  workflow: WorkflowCatalog["workflow"],
  depth = 0,
): readonly SendNode[] {
  if (node.kind === "send") return [node];
  const child = node.kind === "run" ? workflow?.(node.workflow) : null;
  if (child == null || depth >= deepestRun) return [];
  const edges = edgeTable(child.nodes);
  const later = afterWaits(child.nodes, edges, child.start);
  return [...reachableFrom(edges, child.start)].flatMap((id) => {
    const one = nodeAt(child.nodes, id);
    return one === undefined || later.has(id) ? [] : sentAtOnce(one, workflow, depth + 1);
  });
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
