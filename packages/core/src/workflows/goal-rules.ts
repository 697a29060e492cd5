import type { JsonObject } from "../json.js";
import { workflowSendKey } from "../messages/send-key.js";
import { isSame, readPath } from "../segments/index.js";
import { holds } from "./condition.js";
import type { GoalRule, GoalValue } from "./definition.js";
import type { Exit, Pass } from "./pass.js";
import type { WorkflowInput } from "./workflow-input.js";

/** What a goal is worth; `null` if nothing says. */
export function goalWorth(value: GoalValue | undefined, data: JsonObject | null): number | null {
  if (value === undefined) return null;
  if (typeof value === "number") return value;
  const found = data === null ? undefined : readPath(data, value.path);
  return typeof found === "number" ? found : null;
}

/**
 * Records the goals that the inputs reach. Returns how the run ends if one of them ends it, and
 * `null` otherwise.
 */
export function reachGoals(pass: Pass, inputs: readonly WorkflowInput[]): Exit | null {
  const { definition, enrollment, effects } = pass;
  if (definition.goals === undefined) return null;
  let exit: Exit | null = null;
  for (const rule of definition.goals) {
    for (const input of inputs) {
      if (input.type !== "event" || !reaches(rule, input, pass)) continue;
      const { name, outcome } = rule;
      const key = workflowSendKey(enrollment.id, enrollment.revision, effects.length);
      const value = goalWorth(rule.value, input.data);
      effects.push({ kind: "goal", node: null, key, name, at: input.at, value });
      if (outcome !== undefined) exit ??= { outcome, by: "event", signal: rule.event };
    }
  }
  return exit;
}

function reaches(
  { event, where, same }: GoalRule,
  input: WorkflowInput & { readonly type: "event" },
  { state: { trigger, data } }: Pass,
): boolean {
  return (
    input.name === event &&
    input.id !== trigger &&
    holds(where, input.data) &&
    isSame(same, data, input.data)
  );
}
