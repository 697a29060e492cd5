import type { SendKey } from "../identifiers.js";
import type { WaitQuestion } from "./waiting.js";
import type { WorkflowInput } from "./workflow-input.js";

type Answer = WorkflowInput & { readonly type: "answer" };

/** The answer to this call among the inputs. One call is answered once; others are not heard. */
export function answerTo(call: SendKey, inputs: readonly WorkflowInput[]): Answer | undefined {
  return inputs.find((input): input is Answer => input.type === "answer" && input.call === call);
}

/** Puts on record how a call ended. */
export function noteAnswer(
  { pass, id }: WaitQuestion,
  { call, outcome, reason }: Pick<Answer, "call" | "outcome" | "reason">,
): void {
  pass.effects.push({ kind: "answer", node: id, call, outcome, reason });
}
