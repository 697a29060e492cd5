import type { Milliseconds } from "../instant.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import { segmentNeeds } from "../segments/index.js";
import { segmentOf } from "./branch.js";
import type { BranchCondition, WorkflowDefinition } from "./definition.js";

/** What a store must have read about a contact before `transition` is called. */
export function workflowNeeds({ nodes }: WorkflowDefinition): FactsNeeded {
  const events = new Map<string, Milliseconds | null>();
  let messages: Milliseconds | null = 0;
  let consent = false;
  const ask = (where: BranchCondition): void => {
    if (where.op === "trigger") return;
    // A run has no end that is known beforehand.
    if (where.op === "delivery") messages = null;
    else {
      const needs = segmentNeeds(segmentOf(where));
      messages = longer(messages, needs.messages);
      consent ||= needs.consent;
      for (const [name, reach] of Object.entries(needs.events)) {
        const known = events.get(name);
        events.set(name, known === undefined ? reach : longer(known, reach));
      }
    }
  };
  for (const node of Object.values(nodes)) {
    if (node.kind === "send") consent = true;
    if (node.kind === "branch") for (const { where } of node.cases) ask(where);
    if (node.kind === "waitFor") for (const condition of node.any) if (condition.op === "delivery") ask(condition);
  }
  return { events: Object.fromEntries(events), messages, consent };
}

const longer = (a: Milliseconds | null, b: Milliseconds | null): Milliseconds | null =>
  a === null || b === null ? null : Math.max(a, b);
