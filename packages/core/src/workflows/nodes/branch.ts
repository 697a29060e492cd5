import type { FactsNeeded } from "../../ports/store/facts.js";
import { segmentNeeds } from "../../segments/index.js";
import { asSegment, branchHolds } from "../branch.js";
import { checkCondition, checkEvent, checkSame, checkSent, checkWhere } from "../check-parts.js";
import type { BranchCondition, BranchNode, NodeId } from "../definition.js";
import { happenedClause } from "../happened.js";
import type { Pass, Passed } from "../pass.js";
import { type Check, edge, nothingNeeded, ownMessages, type WorkflowEdge } from "./node-kind.js";

function caseName(name: string | undefined, index: number): string {
  return name ?? `case ${index + 1}`;
}

export function branchEdges(node: BranchNode): readonly WorkflowEdge[] {
  return [
    ...node.cases.map(({ next, name }, index) =>
      edge(next, caseName(name, index), `cases[${index}].next`),
    ),
    edge(node.else, "else", "else"),
  ];
}

export function branchNeeds({ cases }: BranchNode): readonly FactsNeeded[] {
  return cases.map(({ where }) => conditionNeeds(where));
}

export const checkBranch: Check<BranchNode> = (node, path, known, report) => {
  if (node.cases.length === 0)
    report("DOES_NOTHING", `${path}.cases`, "A branch needs at least one case.");
  node.cases.forEach(({ where }, index) => {
    const at = `${path}.cases[${index}].where`;
    if (where.op === "delivery") checkSent(where.template, `${at}.template`, known, report);
    else if (where.op === "trigger") checkWhere(where.where, `${at}.where`, report);
    else if (where.op === "happened") {
      checkEvent(where.event, `${at}.event`, known, report);
      checkWhere(where.where, `${at}.where`, report);
      checkSame(where.same, `${at}.same`, known, report);
      checkCondition(happenedClause(where), at, known, report);
    } else checkCondition(where, at, known, report);
  });
};

export function passBranch(pass: Pass, id: NodeId, node: BranchNode): Passed {
  const { enrollment, state, facts, context } = pass;
  for (const one of node.cases) {
    if (!branchHolds(one.where, enrollment, state.data, facts, context)) continue;
    pass.took[id] = caseName(one.name, node.cases.indexOf(one));
    return one.next;
  }
  pass.took[id] = "else";
  return node.else;
}

function conditionNeeds(where: BranchCondition): FactsNeeded {
  if (where.op === "trigger") return nothingNeeded;
  if (where.op === "delivery") return ownMessages;
  return segmentNeeds(asSegment(where.op === "happened" ? happenedClause(where) : where));
}
