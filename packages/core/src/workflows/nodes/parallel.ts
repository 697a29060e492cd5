import type { JoinNode, ParallelNode } from "../definition.js";
import { type Check, edge, type WorkflowEdge } from "./node-kind.js";

export function parallelEdges({ branches }: ParallelNode): readonly WorkflowEdge[] {
  return branches.map(({ id, next }, index) => edge(next, id, `branches[${index}].next`));
}

/** How branches and joins belong together is a question of the whole graph. */
export const checkParallel: Check<ParallelNode> = ({ branches }, path, _, report) => {
  if (branches.length < 2)
    report("PARALLEL", `${path}.branches`, "A parallel step has two branches or more.");
  if (new Set(branches.map(({ id }) => id)).size < branches.length)
    report("PARALLEL", `${path}.branches`, "Two branches have the same id.");
};

export function joinEdges({ next }: JoinNode): readonly WorkflowEdge[] {
  return [edge(next)];
}
