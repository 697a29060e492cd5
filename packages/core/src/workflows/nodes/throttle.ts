import type { Instant } from "../../instant.js";
import { workflowSendKey } from "../../messages/send-key.js";
import { durationLength } from "../../timing/index.js";
import { answerTo, noteAnswer } from "../answers.js";
import { checkDuration } from "../check-parts.js";
import type { ThrottleNode } from "../definition.js";
import type { WaitState } from "../enrollment-state.js";
import type { Asked, WaitBegun, WaitQuestion } from "../waiting.js";
import { type Check, edge, type WorkflowEdge } from "./node-kind.js";

/** The store keeps the instants of so many turns. */
const most = 1000;
/** How soon a run asks again whose turn nobody gave it, as in a step that is taken by hand. */
const again = 60_000;

export function throttleEdges({ next, onOver }: ThrottleNode): readonly WorkflowEdge[] {
  // There may be room at once: a loop over a throttle needs a wait of its own.
  if (onOver === undefined) return [edge(next)];
  return [edge(next, "turn"), edge(onOver, "over", "onOver")];
}

export const checkThrottle: Check<ThrottleNode> = (node, path, _, report) => {
  const { key, max, per } = node;
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(key))
    report("THROTTLE", `${path}.key`, "A key has letters, digits, dots, colons and hyphens.");
  if (!Number.isSafeInteger(max) || max < 1 || max > most)
    report("THROTTLE", `${path}.max`, `A throttle lets 1 to ${most} runs through.`);
  checkDuration(per, `${path}.per`, report);
};

/** The turn is given in the transaction of this step, so no other run can have it. */
export function beginThrottle(question: WaitQuestion, node: ThrottleNode): WaitBegun {
  return ask(question, node, { since: question.pass.context.now });
}

export function askThrottle(question: WaitQuestion, node: ThrottleNode, wait: WaitState): Asked {
  const { pass, heard, zone } = question;
  const { now } = pass.context;
  if (wait.call === undefined) return { ...wait, ...ask(question, node, { since: now }), zone };
  const answer = answerTo(wait.call, heard.inputs);
  if (answer?.outcome === "failed" && node.onOver !== undefined) {
    noteAnswer(question, answer);
    return { next: node.onOver, took: "over", at: wait.since, by: answer };
  }
  const turn = wait.counted ?? answer?.at;
  if (turn !== undefined && turn <= now)
    return leave(node, Math.max(turn, wait.since), answer ?? null);
  if (turn !== undefined)
    return turn === wait.counted ? wait : { ...wait, counted: turn, until: turn };
  return now < wait.until ? wait : { ...wait, ...ask(question, node, { since: wait.since }) };
}

function leave(
  { next, onOver }: ThrottleNode,
  at: Instant,
  by: ReturnType<typeof answerTo> | null,
) {
  return { next, took: onOver === undefined ? null : "turn", at, by: by ?? null };
}

function ask(
  { pass, id }: WaitQuestion,
  { key: throttle, max, per, onOver }: ThrottleNode,
  { since }: { readonly since: Instant },
): WaitBegun {
  const { enrollment, effects, context } = pass;
  const key = workflowSendKey(enrollment.id, enrollment.revision, effects.length);
  const over = onOver === undefined ? "wait" : "leave";
  effects.push({ kind: "turn", node: id, key, throttle, max, perMs: durationLength(per), over });
  return { since, until: context.now + again, call: key };
}
