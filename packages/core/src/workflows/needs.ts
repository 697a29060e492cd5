import type { FactsNeeded } from "../ports/store/facts.js";
import type { WorkflowDefinition, WorkflowNode } from "./definition.js";

/** What a store must have read for {@link transition} to be told about a contact. */
export function workflowNeeds(definition: WorkflowDefinition): FactsNeeded {
  const nodes = Object.values(definition.nodes);
  return {
    events: {},
    messages: nodes.some(asksForMessages) ? null : 0,
    consent: nodes.some(({ kind }) => kind === "send"),
  };
}

function asksForMessages(node: WorkflowNode): boolean {
  if (node.kind === "waitFor") return node.any.some(({ op }) => op === "delivery");
  return node.kind === "branch" && node.cases.some(({ where }) => where.op === "delivery");
}
