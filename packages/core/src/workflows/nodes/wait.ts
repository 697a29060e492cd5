import { addDuration } from "../../timing/index.js";
import { checkDuration } from "../check-parts.js";
import type { WaitNode } from "../definition.js";
import type { WaitState } from "../enrollment-state.js";
import { type Asked, onceDue, type WaitBegun, type WaitQuestion } from "../waiting.js";
import { type Check, edge, type WorkflowEdge } from "./node-kind.js";

export function waitEdges({ next }: WaitNode): readonly WorkflowEdge[] {
  return [edge(next, null, "next", true)];
}

export const checkWait: Check<WaitNode> = (node, path, _, report) =>
  checkDuration(node.for, `${path}.for`, report);

export function beginWait({ pass, zone }: WaitQuestion, node: WaitNode): WaitBegun {
  const since = pass.context.now;
  return { since, until: addDuration(since, node.for, zone) };
}

/** In another zone, its calendar days end at another instant. */
export function askWait(question: WaitQuestion, node: WaitNode, wait: WaitState): Asked {
  const { zone } = question;
  const moved =
    wait.zone === zone ? wait : { ...wait, zone, until: addDuration(wait.since, node.for, zone) };
  return onceDue(question, node, moved);
}
