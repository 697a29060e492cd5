import type { FactsNeeded } from "../ports/store/facts.js";
import { mergeNeeds } from "../segments/index.js";
import type { WorkflowDefinition } from "./definition.js";
import { needsOfNode } from "./nodes/index.js";

/** The facts that must be read about a contact before `transition` is called. */
export function workflowNeeds({ nodes }: WorkflowDefinition): FactsNeeded {
  return mergeNeeds(Object.values(nodes).flatMap((node) => needsOfNode(node)));
}
