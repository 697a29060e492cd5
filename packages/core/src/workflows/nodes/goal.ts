import { workflowSendKey } from "../../messages/send-key.js";
import type { KnownNames, Report } from "../check-parts.js";
import type { GoalNode, GoalValue, NodeId } from "../definition.js";
import { goalWorth } from "../goal-rules.js";
import type { Pass, Passed } from "../pass.js";
import type { Check } from "./node-kind.js";

export const checkGoal: Check<GoalNode> = ({ name, value }, path, known, report) => {
  checkGoalParts(name, value, path, report);
  checkTriggerValue(value, path, known, report);
};

/** What rules and steps that name a goal have in common. */
export function checkGoalParts(
  name: string,
  value: GoalValue | undefined,
  path: string,
  report: Report,
): void {
  if (name === "") report("GOAL", `${path}.name`, "A goal has a name.");
  if (typeof value === "number" && !Number.isFinite(value))
    report("GOAL", `${path}.value`, "A goal is worth a finite number.");
}

function checkTriggerValue(
  value: GoalValue | undefined,
  path: string,
  { hasData }: KnownNames,
  report: Report,
): void {
  if (typeof value === "object" && !hasData)
    report("GOAL", `${path}.value`, "Whoever enters or leaves a segment brings no number along.");
}

export function passGoal(pass: Pass, id: NodeId, { name, value, next }: GoalNode): Passed {
  const { enrollment, effects, due, state } = pass;
  const key = workflowSendKey(enrollment.id, enrollment.revision, effects.length);
  effects.push({ kind: "goal", node: id, key, name, at: due, value: goalWorth(value, state.data) });
  return next;
}
