import type { FactsNeeded } from "../ports/store/facts.js";
import { mergeNeeds, segmentNeeds } from "../segments/index.js";
import { segmentOf } from "./branch.js";
import type { BranchCondition, WorkflowDefinition, WorkflowNode } from "./definition.js";

/** What a store must have read about a contact before `transition` is called. */
export const workflowNeeds = ({ nodes }: WorkflowDefinition): FactsNeeded =>
  mergeNeeds(Object.values(nodes).flatMap(needsOfNode));

const nothing: FactsNeeded = { events: {}, messages: 0, consent: false };
/** A run has no end that is known beforehand. */
const ownMessages: FactsNeeded = { ...nothing, messages: null };

function needsOfNode(node: WorkflowNode): readonly FactsNeeded[] {
  if (node.kind === "send") return [{ ...nothing, consent: true }];
  if (node.kind === "branch") return node.cases.map(({ where }) => needsOfCondition(where));
  if (node.kind === "waitFor" && node.any.some(({ op }) => op === "delivery")) return [ownMessages];
  return [];
}

function needsOfCondition(where: BranchCondition): FactsNeeded {
  if (where.op === "trigger") return nothing;
  return where.op === "delivery" ? ownMessages : segmentNeeds(segmentOf(where));
}
