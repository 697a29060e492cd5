import type { NodeId, ParallelNode, WorkflowDefinition } from "./definition.js";
import type { WorkflowFault } from "./finding.js";
import { type EdgeTable, edgesOnDemand, edgeTable, nodeAt } from "./graph.js";

/**
 * Finds parallel branches that no run could take: those that do not end at their join, share steps
 * with another branch, or branch again.
 */
export function checkBranches(
  { nodes, start }: WorkflowDefinition,
  edges: EdgeTable,
): readonly WorkflowFault[] {
  const findings: WorkflowFault[] = [];
  const report = (path: string, message: string): void => {
    findings.push({ code: "PARALLEL", path: `nodes.${path}`, message });
  };
  const trunk = within(nodes, edges, start, (node) => nodeAt(nodes, node.join)?.kind === "join");
  for (const id of trunk) {
    const node = nodeAt(nodes, id);
    if (node?.kind !== "parallel") continue;
    const end = nodeAt(nodes, node.join);
    if (end?.kind !== "join") report(`${id}.join`, `${id} names a join that is no join step.`);
    const taken = new Set<NodeId>(trunk);
    node.branches.forEach((branch, index) => {
      const own = branchSteps(nodes, branch, edges);
      const path = `${id}.branches[${index}].next`;
      for (const step of own) {
        const kind = nodeAt(nodes, step)?.kind;
        if (kind === "parallel")
          report(path, `${step} is a parallel step within a branch: branches cannot be nested.`);
        if (kind === "join" && step !== node.join)
          report(path, `${step} is not the join of ${id}.`);
        if (kind !== "join" && taken.has(step))
          report(path, `${step} is reached from outside of this branch, too.`);
        taken.add(step);
      }
    });
  }
  for (const id of trunk) {
    const joins = nodeAt(nodes, id)?.kind === "join";
    if (joins && !joinsTrunk(nodes, trunk, id))
      report(id, `${id} is a join that no parallel step leads to.`);
  }
  return findings;
}

/** The steps of one branch, and where it ends. */
export function branchSteps(
  nodes: WorkflowDefinition["nodes"],
  { next }: ParallelNode["branches"][number],
  edges: Pick<EdgeTable, "get"> = edgesOnDemand(nodes),
): ReadonlySet<NodeId> {
  return within(nodes, edges, next, () => false);
}

const inBranches = new WeakMap<WorkflowDefinition, ReadonlySet<NodeId>>();

/** The steps that only a branch of a run can be in, and those where branches meet. */
export function stepsInBranches(definition: WorkflowDefinition): ReadonlySet<NodeId> {
  const known = inBranches.get(definition);
  if (known !== undefined) return known;
  const { nodes } = definition;
  const edges = edgeTable(nodes);
  const branches = Object.values(nodes).flatMap((node) =>
    node.kind === "parallel" ? node.branches : [],
  );
  const steps = new Set(branches.flatMap((branch) => [...branchSteps(nodes, branch, edges)]));
  inBranches.set(definition, steps);
  return steps;
}

function joinsTrunk(
  nodes: WorkflowDefinition["nodes"],
  trunk: ReadonlySet<NodeId>,
  join: NodeId,
): boolean {
  return [...trunk].some((id) => {
    const node = nodeAt(nodes, id);
    return node?.kind === "parallel" && node.join === join;
  });
}

/**
 * The nodes that one branch reaches. It ends at a join, and passes a parallel step where `over`
 * says so.
 */
function within(
  nodes: WorkflowDefinition["nodes"],
  edges: Pick<EdgeTable, "get">,
  from: NodeId,
  over: (node: ParallelNode) => boolean,
): ReadonlySet<NodeId> {
  const seen = new Set<NodeId>();
  const queue = [from];
  for (const id of queue) {
    const node = nodeAt(nodes, id);
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    if (node.kind === "join") continue;
    if (node.kind !== "parallel") for (const { to } of edges.get(id) ?? []) queue.push(to);
    else if (over(node)) {
      seen.add(node.join);
      const end = nodeAt(nodes, node.join);
      if (end?.kind === "join") queue.push(end.next);
    }
  }
  return seen;
}
