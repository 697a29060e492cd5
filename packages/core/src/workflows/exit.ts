import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { isSame } from "../segments/index.js";
import { holds, sentBy } from "./condition.js";
import type { ExitRule, WorkflowDefinition } from "./definition.js";
import type { EnrollmentState } from "./enrollment-state.js";
import type { Exit } from "./pass.js";
import { exitSignal } from "./signals.js";
import { inputName, type WorkflowInput } from "./workflow-input.js";

/** What started the run. */
type Trigger = Pick<EnrollmentState, "trigger" | "data">;

/**
 * The first reason to end the run: a request from outside, then the definition's rules in order.
 */
export function exitBy(
  definition: WorkflowDefinition,
  enrollment: EnrollmentRecord,
  state: Trigger,
  inputs: readonly WorkflowInput[],
  facts: ContactFacts,
): Exit | null {
  for (const input of inputs) {
    if (input.type === "exit") return { outcome: input.reason, by: "request" };
  }
  for (const rule of definition.exitOn) {
    if (rule.on === "segment") {
      const member = facts.memberships.some(({ segment }) => segment === rule.segment);
      if (member === (rule.is === "in"))
        return { outcome: rule.outcome, by: "segment", signal: exitSignal(rule) };
    } else {
      for (const input of inputs)
        if (ends(rule, input, enrollment, state))
          return { outcome: rule.outcome, by: "event", signal: exitSignal(rule) };
    }
  }
  return null;
}

function ends(
  rule: ExitRule & { on: "event" },
  input: WorkflowInput,
  enrollment: EnrollmentRecord,
  { trigger, data }: Trigger,
): boolean {
  if (inputName(input) !== rule.event) return false;
  if (input.type === "event")
    return (
      input.id !== trigger && holds(rule.where, input.data) && isSame(rule.same, data, input.data)
    );
  if (input.type !== "delivery") return false;
  const engagement =
    input.event === "opened" || input.event === "clicked" || input.event === "delivered";
  return !engagement || (input.machine !== true && sentBy(enrollment.id, input.message));
}
