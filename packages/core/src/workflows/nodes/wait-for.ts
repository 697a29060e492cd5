import type { FactsNeeded } from "../../ports/store/facts.js";
import { checkDuration, checkEvent, checkSame, checkSent, checkWhere } from "../check-parts.js";
import type { WaitForNode } from "../definition.js";
import { type Check, edge, ownMessages, type WorkflowEdge } from "./node-kind.js";

export function waitForEdges({ any, onMatch, onTimeout }: WaitForNode): readonly WorkflowEdge[] {
  // A report that has already arrived lets the run through at once.
  const waits = any.every(({ op }) => op === "event");
  return [edge(onMatch, "match", "onMatch", waits), edge(onTimeout, "timeout", "onTimeout", true)];
}

export function waitForNeeds({ any }: WaitForNode): readonly FactsNeeded[] {
  return any.some(({ op }) => op === "delivery") ? [ownMessages] : [];
}

export function waitForHears({ any }: WaitForNode): readonly string[] {
  return any.map((condition) =>
    condition.op === "event" ? condition.event : `delivery:${condition.event}`,
  );
}

export const checkWaitFor: Check<WaitForNode> = (node, path, known, report) => {
  checkDuration(node.timeout, `${path}.timeout`, report);
  if (node.any.length === 0)
    report("WAITS_FOR_NOTHING", `${path}.any`, "Nothing is waited for: use a wait.");
  node.any.forEach((condition, index) => {
    if (condition.op === "event") {
      checkEvent(condition.event, `${path}.any[${index}].event`, known, report);
      checkWhere(condition.where, `${path}.any[${index}].where`, report);
      checkSame(condition.same, `${path}.any[${index}].same`, known, report);
    } else checkSent(condition.template, `${path}.any[${index}].template`, known, report);
  });
};
